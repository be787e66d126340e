"""What the ledger says of many cases at once, on any day: by case, grantee, scheme, task or municipality.

The rows add up what moved; the control totals are reckoned back from what stands on the accounts. Both come from the
ledger and from nothing else, and must agree to the cent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, Subquery, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from fund.applications.models import Application, Place, TaskLink
from fund.awards.models import Award
from fund.calls.models import Call
from fund.core.db import db
from fund.core.i18n import local
from fund.ledger.models import Account, Movement
from fund.ledger.rules import AccountKind, MovementKind
from fund.people.models import Organisation
from fund.programme.models import Municipality, SocietalTask
from fund.settlement.models import Settlement
from fund.statements.rules import Figures, View, from_balances

SOURCE, TARGET = aliased(Account), aliased(Account)
A = AccountKind
OF_A_CASE = (A.RESERVED, A.AWARD, A.TRANSIT, A.GRANTEE, A.RELEASED, A.RECEIVABLE)


@dataclass(frozen=True)
class Choice:
    """Which statement: split by what, on which day, of one call or of all."""

    view: View
    on: date
    call: Call | None = None


@dataclass(frozen=True)
class Row:
    """A line of a statement. `number` is that of the case in a statement per case; `cases` how many are in it."""

    key: str
    name: str
    small: str
    cases: int
    figures: Figures
    number: str = ""
    kvk_number: str = ""


def _net(*ways: tuple[AccountKind, AccountKind]) -> ColumnElement[int]:
    """Add up what went these ways, less what went back."""
    there = or_(*(and_(SOURCE.kind == source, TARGET.kind == target) for source, target in ways))
    back = or_(*(and_(SOURCE.kind == target, TARGET.kind == source) for source, target in ways))
    return func.sum(case((there, Movement.amount), (back, -Movement.amount), else_=0))


def _figures() -> tuple[ColumnElement[int], ...]:
    awarded = _net((A.RESERVED, A.AWARD))
    paid = _net((A.TRANSIT, A.GRANTEE)) - _net((A.GRANTEE, A.AWARD))
    return (
        awarded.label("awarded"),
        (_net((A.BUDGET, A.RESERVED)) - awarded).label("reserved"),
        _net((A.AWARD, A.RELEASED)).label("released"),
        (_net((A.AWARD, A.TRANSIT)) - _net((A.TRANSIT, A.GRANTEE))).label("in_transit"),
        paid.label("paid"),
        _net((A.GRANTEE, A.RECEIVABLE)).label("claimed"),
        _net((A.RECEIVABLE, A.FUND)).label("recovered"),
    )


def _determined(choice: Choice) -> Select[str, int]:
    """Select the grants that were determined by the end of the day, and what they came to (LC-70a)."""
    query = (
        select(Award.number.label("number"), Settlement.amount.label("amount"))
        .join(Settlement, Settlement.award_id == Award.id)
        .where(Settlement.decided_on <= choice.on)
    )
    if choice.call is None:
        return query
    return query.join(Application, Application.id == Award.application_id).where(Application.call_id == choice.call.id)


def _number() -> ColumnElement[str]:
    """Answer the case of a movement: that of its source, unless it comes from a pot that cases share."""
    return case((SOURCE.kind.in_((A.BUDGET, A.FUND, A.WRITTEN_OFF)), TARGET.key), else_=SOURCE.key)


def _moved(choice: Choice, *columns: Any) -> Select[Any]:
    query = (
        select(*columns)
        .select_from(Movement)
        .join(SOURCE, Movement.source_id == SOURCE.id)
        .join(TARGET, Movement.target_id == TARGET.id)
        .where(
            Movement.kind.not_in((MovementKind.CEILING, MovementKind.LOWER_CEILING)), Movement.booked_on <= choice.on
        )
    )
    if choice.call is not None:
        ours = select(Application.number).where(Application.call_id == choice.call.id)
        query = query.where(_number().in_(ours))
    return query


def _per_case(choice: Choice) -> Subquery:
    number = _number().label("number")
    return _moved(choice, number, *_figures()).group_by(number).subquery("per_case")


_MAIN_TASK = (
    select(TaskLink.task_id)
    .where(TaskLink.application_id == Application.id)
    .order_by(TaskLink.is_main.desc(), TaskLink.position)
    .limit(1)
    .correlate(Application)
    .scalar_subquery()
)
_MAIN_PLACE = (
    select(Place.municipality_id)
    .where(Place.application_id == Application.id)
    .order_by(Place.is_main.desc(), Place.id)
    .limit(1)
    .correlate(Application)
    .scalar_subquery()
)


_CALL = (Call, Application.call_id == Call.id)


def _split(view: View) -> tuple[list[Any], list[tuple[Any, Any]]]:
    """Answer how a statement is split: the columns key, name and small line, and what is joined for them."""
    columns: list[Any]
    if view is View.CASE:
        columns = [Application.number, Organisation.name, Call.title, Organisation.kvk_number]
        return columns, [(Organisation, Application.organisation_id == Organisation.id), _CALL]
    if view is View.GRANTEE:
        columns = [Organisation.kvk_number, Organisation.name, Organisation.town]
        return columns, [(Organisation, Application.organisation_id == Organisation.id)]
    if view is View.CALL:
        return [Call.code, Call.title, Call.code], [_CALL]
    if view is View.TASK:
        columns = [SocietalTask.code, SocietalTask.name, SocietalTask.position]
        return columns, [(SocietalTask, SocietalTask.id == _MAIN_TASK)]
    return [Municipality.code, Municipality.name, Municipality.region], [(Municipality, Municipality.id == _MAIN_PLACE)]


def _selected(choice: Choice) -> Select[Any]:
    """Select the lines of a statement, in the order of their names; one statement however many cases there are."""
    sums, final = _per_case(choice), _determined(choice).subquery("final")
    columns, joins = _split(choice.view)
    names = ("awarded", "reserved", "released", "in_transit", "paid", "claimed", "recovered")
    added_up = (*(func.sum(sums.c[name]) for name in names), func.coalesce(func.sum(final.c.amount), 0))
    query = (
        select(columns[0], *_plain(columns[1:]), func.count(), *added_up)
        .select_from(sums)
        .join(Application, Application.number == sums.c.number)
        .outerjoin(final, final.c.number == sums.c.number)
    )
    for model, on in joins:
        query = query.outerjoin(model, on)
    return query.group_by(columns[0]).order_by(_order(choice.view, columns), columns[0])


def _order(view: View, columns: list[Any]) -> Any:
    """Say by what the lines stand: tasks as they are numbered, the rest by name; a case by its number."""
    return columns[0] if view in (View.CASE, View.CALL) else func.min(columns[2] if view is View.TASK else columns[1])


def _plain(columns: list[Any]) -> list[Any]:
    """Take one value of each column of a group; texts in two languages are the same in all of it."""
    return [func.min(_text(column)).label(f"column_{place}") for place, column in enumerate(columns)]


def _text(column: Any) -> Any:
    return cast(column, Text) if isinstance(column.type, JSON) else column


def count_of(choice: Choice) -> int:
    """Count the lines of a statement."""
    lines = _selected(choice).order_by(None).with_only_columns(func.count()).subquery()
    return db.session.scalar(select(func.count()).select_from(lines)) or 0


def rows_of(choice: Choice, *, skip: int = 0, most: int | None = None, language: str = "nl") -> Iterator[Row]:
    """Answer the lines of a statement, one by one as they come from the database.

    Nothing is asked before the first line is: a file is written after the view has answered, in a transaction of its
    own, and PostgreSQL forgets a cursor with the transaction in which it was opened.
    """
    query = _selected(choice).offset(skip or None).limit(most)
    for line in db.session.execute(query.execution_options(yield_per=1000)):
        yield _row(choice.view, line, language)


def _row(view: View, line: Any, language: str) -> Row:
    figures = [int(each) for each in line[-8:]]
    words, cases = line[:-9], line[-9]
    key, name, small = words[0], _local(words[1], language), _local(words[2], language)
    is_case = view is View.CASE
    return Row(
        key=key or "",
        name=name,
        small="" if view is View.TASK else small,
        cases=cases,
        figures=_in_order(figures),
        number=key if is_case else "",
        kvk_number=words[3] if is_case else key or "" if view is View.GRANTEE else "",
    )


def _local(value: Any, language: str) -> str:
    """Write what may be a text in two languages, kept as JSON."""
    text = "" if value is None else str(value)
    return local(json.loads(text), language) if text.startswith("{") else text


def totals_of(choice: Choice) -> Figures:
    """Add up everything that moved in the cases of a statement, whatever it is split by."""
    final = _determined(choice).subquery()
    determined = select(func.sum(final.c.amount)).scalar_subquery()
    line: Any = db.session.execute(_moved(choice, *_figures(), determined)).one()
    return _in_order([int(each or 0) for each in line])


def _in_order(found: list[int]) -> Figures:
    """Read the figures in the order in which they are selected, and reckon what is still open."""
    awarded, reserved, released, in_transit, paid, claimed, recovered, determined = found
    still_open = awarded - released - in_transit - paid
    return Figures(awarded, reserved, released, in_transit, paid, still_open, claimed, determined, recovered)


def control_of(choice: Choice) -> Figures:
    """Reckon the same totals from what stands on the accounts on that day."""
    balance: dict[AccountKind, int] = {}
    for side, sign in ((Movement.target_id, 1), (Movement.source_id, -1)):
        query = (
            select(Account.kind, func.sum(Movement.amount))
            .join(Account, side == Account.id)
            .where(Account.kind.in_(OF_A_CASE), Movement.booked_on <= choice.on)
            .group_by(Account.kind)
        )
        if choice.call is not None:
            query = query.where(
                Account.key.in_(select(Application.number).where(Application.call_id == choice.call.id))
            )
        for kind, amount in db.session.execute(query):
            balance[kind] = balance.get(kind, 0) + sign * int(amount)
    left = _moved(
        choice, _net((A.RELEASED, A.BUDGET)), _net((A.RECEIVABLE, A.FUND)), _net((A.RECEIVABLE, A.WRITTEN_OFF))
    ).where(Movement.kind.in_((MovementKind.RESTORE, MovementKind.RECOVERED, MovementKind.WRITE_OFF)))
    restored, recovered, written_off = (int(each or 0) for each in db.session.execute(left).one())
    return from_balances(
        balance, restored=restored, recovered=recovered, written_off=written_off, determined=_final_of(choice)
    )


def _final_of(choice: Choice) -> int:
    """Reckon from the ledger what the determined grants came to: awarded, less released, less claimed."""
    numbers = _determined(choice).with_only_columns(Award.number)
    kept = _net((A.RESERVED, A.AWARD)) - _net((A.AWARD, A.RELEASED)) - _net((A.GRANTEE, A.RECEIVABLE))
    return int(db.session.scalar(_moved(choice, kept).where(_number().in_(numbers))) or 0)


def calls() -> list[Call]:
    """List the calls, for the filter."""
    return list(db.session.scalars(select(Call).order_by(Call.code)))


def movements(on: date, call: Call | None = None) -> Iterator[tuple[Any, ...]]:
    """Stream every movement up to a day, in the order in which they were written."""
    query = (
        select(
            Movement.id,
            Movement.booked_on,
            Movement.at,
            Movement.kind,
            SOURCE.kind,
            TARGET.kind,
            _number(),
            Movement.amount,
            Movement.reference,
            Movement.memo,
            Movement.by_name,
        )
        .select_from(Movement)
        .join(SOURCE, Movement.source_id == SOURCE.id)
        .join(TARGET, Movement.target_id == TARGET.id)
        .where(Movement.booked_on <= on)
        .order_by(Movement.id)
    )
    if call is not None:
        query = query.where(_number().in_(select(Application.number).where(Application.call_id == call.id)))
    result: Iterator[Any] = iter(db.session.execute(query.execution_options(yield_per=1000)))
    yield from result


def moved_until(on: date, call: Call | None = None) -> int:
    """Add up everything that moved until a day, counted apart from the rows."""
    query = select(func.coalesce(func.sum(Movement.amount), 0)).where(Movement.booked_on <= on)
    if call is not None:
        query = (
            query.join(SOURCE, Movement.source_id == SOURCE.id)
            .join(TARGET, Movement.target_id == TARGET.id)
            .where(_number().in_(select(Application.number).where(Application.call_id == call.id)))
        )
    return int(db.session.scalar(query) or 0)
