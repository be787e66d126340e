"""Whether the books are as they must be: compared by the database itself, so that a million rows take seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, func, literal, or_, select, type_coerce
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from fund.core import audit
from fund.core.audit import AuditEntry
from fund.core.db import db
from fund.core.hashing import hashed
from fund.ledger.models import Account, Movement
from fund.ledger.queries.positions import position_from
from fund.ledger.rules import BELOW_ZERO, ROUTES, SHARED, AccountKind, MovementKind, Pot

_FROM, _TO, _UNDONE = aliased(Account), aliased(Account), aliased(Movement)
NAMED = 20
"""Rows named per finding; where one is wrong, more may follow."""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it must be: the row, and what is wrong with it."""

    row: str
    why: str

    def __str__(self) -> str:
        """Write it on one line."""
        return f"{self.row}: {self.why}"


@dataclass(frozen=True)
class Books:
    """What was checked, and what was found; nothing found is as it should be."""

    accounts: int
    movements: int
    calls: int
    findings: tuple[Finding, ...]


Check = Callable[[], Iterator[Finding]]
_compared: list[Check] = []


def compare(*checks: Check) -> None:
    """Let the books be compared with what stages after this one hold; called only from `fund/lifecycle.py`."""
    _compared[:] = checks


def booked(kind: MovementKind, prefix: str, number: ColumnElement[str] | Any) -> ColumnElement[int]:
    """Write the sum in cents of the movements of a kind whose reference is `prefix` and a number; for a comparison."""
    found = select(func.sum(Movement.amount)).where(
        Movement.kind == kind, Movement.reference == literal(prefix).concat(number)
    )
    return func.coalesce(found.scalar_subquery(), 0)


def unlike(what: str, query: Select[str, int, int]) -> Iterator[Finding]:
    """Name the rows of a query (of number, cents that the row says, cents that the books say) that differ."""
    for number, said, moved in db.session.execute(query.limit(NAMED)):
        yield Finding(f"{what} {number}", f"says {said} cents, and the books say {int(moved)}")


def check() -> Books:
    """Prove the books (P6).

    The balances sum to zero and none is below it, routes are legal, seals and mirror images intact, nothing was left
    out or put in, references are unique, and of each call paid ≤ awarded ≤ ceiling; what was decided, awarded and
    determined is what was moved.
    """
    audit.write_down()
    checks: tuple[Check, ...] = (
        _without_account, _altered, _off_route, _false_mirrors, _not_recorded, _left_out, _twice, _below_zero, _over,
        *_compared,
    )  # fmt: skip
    return Books(
        accounts=_count(Account),
        movements=_count(Movement),
        calls=_count(Account, Account.kind == AccountKind.BUDGET),
        findings=tuple(finding for one in checks for finding in one()),
    )


def _count(model: type[Account | Movement], *which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0


def _rows(query: Select[int, str], why: str) -> Iterator[Finding]:
    """Name the movements that a query (of id and reference) selects.

    All that is wrong is sought before the first is named: a search in the order of the names is one that the database
    does not divide over its processors.
    """
    wrong = query.cte("wrong").prefix_with("MATERIALIZED")
    for number, reference in db.session.execute(
        select(wrong.c.id, wrong.c.reference).order_by(wrong.c.id).limit(NAMED)
    ):
        yield Finding(f"movement {number} ({reference})", why)


def _movements() -> Select[int, str]:
    return (
        select(Movement.id, Movement.reference)
        .join(_FROM, Movement.source_id == _FROM.id)
        .join(_TO, Movement.target_id == _TO.id)
    )


def _without_account() -> Iterator[Finding]:
    known = select(Account.id)
    lost = select(Movement.id, Movement.reference).where(
        or_(Movement.source_id.not_in(known), Movement.target_id.not_in(known))
    )
    yield from _rows(lost, "moves money from or to an account that is not there, so the balances do not sum to zero")


def _pot(account: Any) -> ColumnElement[str]:
    kind = type_coerce(account.kind, String)
    return case((account.key == "", kind), else_=kind.concat(":").concat(account.key))


def _altered() -> Iterator[Finding]:
    """Compute the seal as `rules.seal` does; it is of everything, the hash of the content included."""
    undone = func.coalesce(_UNDONE.reference, "")
    does: ColumnElement[str] = type_coerce(Movement.kind, String)
    for part in (_pot(_FROM), _pot(_TO), cast(Movement.amount, String), undone):
        does = does.concat("|").concat(part)
    facts = hashed(
        does,
        func.iso_moment(Movement.at),
        cast(Movement.booked_on, String) if _dialect() == "postgresql" else type_coerce(Movement.booked_on, String),
        Movement.content_hash,
        Movement.reference,
        Movement.memo,
        func.coalesce(cast(Movement.by_id, String), "None"),
        Movement.by_name,
        between="\x1f",
    )
    changed = _movements().outerjoin(_UNDONE, Movement.reverses_id == _UNDONE.id)
    wrong = or_(Movement.amount <= 0, facts != Movement.seal)
    yield from _rows(changed.where(wrong), "was changed after it was written")


def _dialect() -> str:
    return str(db.session.get_bind().dialect.name)


def _off_route() -> Iterator[Finding]:
    legal = [
        and_(Movement.kind == kind, _FROM.kind == source, _TO.kind == target)
        for kind, ways in ROUTES.items()
        for source, target in ways
    ]
    ours = _movements().where(Movement.reverses_id.is_(None), ~or_(*legal))
    yield from _rows(ours, "goes a way that money does not go")


def _false_mirrors() -> Iterator[Finding]:
    mirrored = and_(
        Movement.kind == _UNDONE.kind,
        Movement.amount == _UNDONE.amount,
        Movement.source_id == _UNDONE.target_id,
        Movement.target_id == _UNDONE.source_id,
        _UNDONE.reverses_id.is_(None),
    )
    undoing = select(Movement.id, Movement.reference).outerjoin(_UNDONE, Movement.reverses_id == _UNDONE.id)
    false = undoing.where(Movement.reverses_id.is_not(None), or_(_UNDONE.id.is_(None), ~mirrored))
    yield from _rows(false, "is not the mirror image of the movement that it undoes")


def _of_movements() -> ColumnElement[bool]:
    return and_(AuditEntry.subject_kind == Movement.__tablename__, AuditEntry.action == "ledger.move")


def _not_recorded() -> Iterator[Finding]:
    """Find what was put in: whoever writes a row behind our back does not write the chained record with it."""
    entry = and_(_of_movements(), AuditEntry.subject_id == Movement.id)
    put_in = select(Movement.id, Movement.reference).outerjoin(AuditEntry, entry)
    differs = or_(AuditEntry.id.is_(None), AuditEntry.detail["seal"].as_string() != Movement.seal)
    yield from _rows(put_in.where(differs), "is not in the audit record as it stands here")


def _left_out() -> Iterator[Finding]:
    lost = (
        select(AuditEntry.subject_id, AuditEntry.detail["reference"].as_string())
        .outerjoin(Movement, Movement.id == AuditEntry.subject_id)
        .where(_of_movements(), Movement.id.is_(None))
        .order_by(AuditEntry.id)
        .limit(NAMED)
    )
    for number, reference in db.session.execute(lost):
        yield Finding(f"movement {number} ({reference})", "is in the audit record, and is gone from the books")


def _twice() -> Iterator[Finding]:
    double = select(Movement.reference).group_by(Movement.reference).having(func.count() > 1).limit(NAMED)
    for reference in db.session.scalars(double):
        yield Finding(f"reference {reference}", "stands in the books more than once")


def _below_zero() -> Iterator[Finding]:
    came = select(Movement.target_id.label("account"), func.sum(Movement.amount).label("cents")).group_by("account")
    went = select(Movement.source_id.label("account"), func.sum(Movement.amount).label("cents")).group_by("account")
    arrived, left = came.subquery(), went.subquery()
    balance = func.coalesce(arrived.c.cents, 0) - func.coalesce(left.c.cents, 0)
    low = (
        select(Account.kind, Account.key, balance)
        .outerjoin(arrived, arrived.c.account == Account.id)
        .outerjoin(left, left.c.account == Account.id)
        .where(balance < 0, Account.kind.not_in(BELOW_ZERO))
        .order_by(Account.id)
        .limit(NAMED)
    )
    for kind, key, cents in db.session.execute(low):
        yield Finding(f"account {Pot(kind, key)}", f"stands below zero: {cents} cents")


def _over() -> Iterator[Finding]:
    """Compare what was paid, awarded and made available, per call."""
    ceilings = _ceilings()
    ways: dict[str, dict[tuple[AccountKind, AccountKind], int]] = {}
    for code, source, target, cents in db.session.execute(_by_call()):
        ways.setdefault(code, {})[source, target] = int(cents)
    for code, way in sorted(ways.items()):
        position, ceiling = position_from(code, way), ceilings.get(code, 0)
        released = way.get((AccountKind.RELEASED, AccountKind.BUDGET), 0)
        if position.paid > position.awarded:
            yield Finding(f"call {code}", f"paid {position.paid} cents is more than awarded {position.awarded}")
        if position.awarded > ceiling + released:
            yield Finding(f"call {code}", f"awarded {position.awarded} cents is more than the ceiling {ceiling}")


def _ceilings() -> dict[str, int]:
    raised = case((_TO.kind == AccountKind.BUDGET, Movement.amount), else_=-Movement.amount)
    code = case((_TO.kind == AccountKind.BUDGET, _TO.key), else_=_FROM.key).label("code")
    query = (
        select(code, func.sum(raised))
        .join(_FROM, Movement.source_id == _FROM.id)
        .join(_TO, Movement.target_id == _TO.id)
        .where(Movement.kind.in_((MovementKind.CEILING, MovementKind.LOWER_CEILING)))
        .group_by(code)
    )
    return {code: int(cents) for code, cents in db.session.execute(query)}


def _by_call() -> Select[Any, AccountKind, AccountKind, int]:
    """Select per call what moved between kinds of account: code, from, to, cents."""
    owners = (
        select(_TO.key.label("number"), func.min(_FROM.key).label("code"))
        .select_from(Movement)
        .join(_FROM, Movement.source_id == _FROM.id)
        .join(_TO, Movement.target_id == _TO.id)
        .where(_FROM.kind == AccountKind.BUDGET, _TO.kind == AccountKind.RESERVED)
        .group_by(_TO.key)
        .cte("owners")
    )
    number = case((_FROM.kind.in_(SHARED), _TO.key), else_=_FROM.key)
    code = func.coalesce(owners.c.code, literal("")).label("owner")
    return (
        select(code, _FROM.kind, _TO.kind, func.sum(Movement.amount))
        .select_from(Movement)
        .join(_FROM, Movement.source_id == _FROM.id)
        .join(_TO, Movement.target_id == _TO.id)
        .outerjoin(owners, owners.c.number == number)
        .where(Movement.kind.in_((MovementKind.COMMIT, MovementKind.PAID, MovementKind.RETURNED, MovementKind.RESTORE)))
        .group_by(code, _FROM.kind, _TO.kind)
    )
