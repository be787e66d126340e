"""What stands on the accounts: balances and positions, on any day, as sums of movements."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, Select, case, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from fund.core.db import db
from fund.ledger.models import Account, Movement
from fund.ledger.rules import SHARED, AccountKind, CallPosition, CasePosition, MovementKind, Pot


def balance(pot: Pot, on: date | None = None) -> int:
    """Answer the balance of an account in cents, at the end of day `on` or now."""
    account = db.session.scalars(select(Account.id).where(Account.kind == pot.kind, Account.key == pot.key)).first()
    return 0 if account is None else balance_of(account, on)


def balance_of(account_id: int, on: date | None = None) -> int:
    """Answer the balance of the account with this id."""
    arrived = select(func.coalesce(func.sum(Movement.amount), 0)).where(Movement.target_id == account_id)
    left = select(func.coalesce(func.sum(Movement.amount), 0)).where(Movement.source_id == account_id)
    if on is not None:
        arrived, left = arrived.where(Movement.booked_on <= on), left.where(Movement.booked_on <= on)
    return int(db.session.scalar(select(arrived.scalar_subquery() - left.scalar_subquery())) or 0)


def balance_in_each(kind: AccountKind, number: Any) -> ColumnElement[int]:
    """Write the balance in cents of the account of this kind for each case of a query; `number` is its column."""

    def moved(side: InstrumentedAttribute[int]) -> ScalarSelect[int]:
        return (
            select(func.coalesce(func.sum(Movement.amount), 0))
            .join(Account, side == Account.id)
            .where(Account.kind == kind, Account.key == number)
            .correlate_except(Movement, Account)
            .scalar_subquery()
        )

    return cast(moved(Movement.target_id) - moved(Movement.source_id), BigInteger)


PerCall: TypeAlias = "Callable[[ColumnElement[str] | Any], ColumnElement[int]]"
"""Writes cents for each call of a query; what it takes is the column with the code of the call."""


def left_under(codes: Iterable[str], *, quiet: Iterable[PerCall] = ()) -> dict[str, int]:
    """Answer what is left to divide under the ceilings of some calls, in cents, in one statement.

    What is kept `quiet` counts as left. Two sums over an index for each call; `call_position` says where the rest is.
    """
    arrived = select(func.coalesce(func.sum(Movement.amount), 0)).where(Movement.target_id == Account.id)
    left = select(func.coalesce(func.sum(Movement.amount), 0)).where(Movement.source_id == Account.id)
    more = [each(Account.key) for each in quiet]
    rows = db.session.execute(
        select(Account.key, sum(more, arrived.scalar_subquery() - left.scalar_subquery())).where(
            Account.kind == AccountKind.BUDGET, Account.key.in_(wanted := list(codes))
        )
    )
    return dict.fromkeys(wanted, 0) | {code: int(cents) for code, cents in rows}


_SOURCE = aliased(Account)
_TARGET = aliased(Account)


def flows(on: date | None = None) -> Select[str, MovementKind, AccountKind, AccountKind, int]:
    """Select per case number what moved: number, kind, from, to, cents.

    What came from a shared account is of the case that it went to; the ceiling itself is of no case.
    """
    number = case((_SOURCE.kind.in_(SHARED), _TARGET.key), else_=_SOURCE.key).label("number")
    query = (
        select(number, Movement.kind, _SOURCE.kind, _TARGET.kind, func.sum(Movement.amount))
        .join(_SOURCE, Movement.source_id == _SOURCE.id)
        .join(_TARGET, Movement.target_id == _TARGET.id)
        .where(Movement.kind.not_in((MovementKind.CEILING, MovementKind.LOWER_CEILING)))
        .group_by(number, Movement.kind, _SOURCE.kind, _TARGET.kind)
    )
    return query if on is None else query.where(Movement.booked_on <= on)


def case_positions(numbers: Iterable[str], on: date | None = None) -> dict[str, CasePosition]:
    """Answer the positions of some cases, in one statement however many there are."""
    wanted = list(numbers)
    if not wanted:
        return {}
    accounts = select(Account.id).where(Account.key.in_(wanted))
    query = flows(on).where(Movement.source_id.in_(accounts) | Movement.target_id.in_(accounts))
    sums: dict[str, dict[tuple[AccountKind, AccountKind], int]] = {number: {} for number in wanted}
    for number, _kind, source, target, amount in db.session.execute(query):
        if number in sums:
            way = sums[number]
            way[source, target] = way.get((source, target), 0) + int(amount)
    return {number: position_from(number, way) for number, way in sums.items()}


def position_from(number: str, way: dict[tuple[AccountKind, AccountKind], int]) -> CasePosition:
    """Add up what moved between the accounts of one case."""
    kind = AccountKind

    def went(source: AccountKind, target: AccountKind) -> int:
        return way.get((source, target), 0) - way.get((target, source), 0)

    return CasePosition(
        number=number,
        awarded=went(kind.RESERVED, kind.AWARD),
        released=went(kind.AWARD, kind.RELEASED),
        in_transit=went(kind.AWARD, kind.TRANSIT) - went(kind.TRANSIT, kind.GRANTEE),
        paid=went(kind.TRANSIT, kind.GRANTEE) - went(kind.GRANTEE, kind.AWARD),
        claimed=went(kind.GRANTEE, kind.RECEIVABLE),
        recovered=went(kind.RECEIVABLE, kind.FUND),
        written_off=went(kind.RECEIVABLE, kind.WRITTEN_OFF),
    )


def case_position(number: str, on: date | None = None) -> CasePosition:
    """Answer the position of one case."""
    return case_positions([number], on)[number]


def call_position(code: str, on: date | None = None, *, quiet: Iterable[PerCall] = ()) -> CallPosition:
    """Answer what happened to the ceiling of the call with this code; its cases are those that it gave money to.

    What is kept `quiet` counts as left, and not as committed.
    """
    query = _moved_under(code, quiet)
    if on is not None:
        query = query.where(Movement.booked_on <= on)
    rows = db.session.execute(query).all()
    way = {(row[0], row[1]): int(row[2]) for row in rows}
    silent = sum(int(cents) for cents in rows[0][3:]) if rows else 0
    kind = AccountKind
    case_sum = position_from(code, way)

    def went(source: AccountKind, target: AccountKind) -> int:
        return way.get((source, target), 0) - way.get((target, source), 0)

    ceiling = went(kind.WORLD, kind.BUDGET)
    reserved = went(kind.BUDGET, kind.RESERVED) - case_sum.awarded
    restored = went(kind.RELEASED, kind.BUDGET)
    return CallPosition(
        code=code,
        ceiling=ceiling,
        left=ceiling - went(kind.BUDGET, kind.RESERVED) + restored + silent,
        reserved=reserved,
        committed=case_sum.awarded - case_sum.released - silent,
        in_transit=case_sum.in_transit,
        paid=case_sum.paid,
        released=case_sum.released,
        restored=restored,
        day=on,
    )


def _moved_under(code: str, quiet: Iterable[PerCall]) -> Select[*tuple[Any, ...]]:
    """Select what moved between the accounts of a call and its cases, with what is kept quiet beside every row."""
    budget = select(Account.id).where(Account.kind == AccountKind.BUDGET, Account.key == code).scalar_subquery()
    gave = select(Movement.target_id).where(Movement.source_id == budget)
    numbers = select(Account.key).where(Account.id.in_(gave), Account.kind == AccountKind.RESERVED)
    ours = select(Account.id).where(Account.key.in_(numbers))
    return (
        select(_SOURCE.kind, _TARGET.kind, func.sum(Movement.amount), *(each(literal(code)) for each in quiet))
        .join(_SOURCE, Movement.source_id == _SOURCE.id)
        .join(_TARGET, Movement.target_id == _TARGET.id)
        .where(
            Movement.source_id.in_(ours)
            | Movement.target_id.in_(ours)
            | (Movement.source_id == budget)
            | (Movement.target_id == budget)
        )
        .group_by(_SOURCE.kind, _TARGET.kind)
    )


def movements_of(number: str) -> list[Movement]:
    """List the movements of one case, oldest first, so that every total opens into what is behind it."""
    accounts = select(Account.id).where(Account.key == number)
    return list(
        db.session.scalars(
            select(Movement)
            .where(Movement.source_id.in_(accounts) | Movement.target_id.in_(accounts))
            .order_by(Movement.id)
        )
    )
