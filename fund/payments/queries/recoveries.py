"""What was asked back: of whom, how much of it is still to come, before when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, literal, or_, select
from sqlalchemy.orm import joinedload

from fund.applications.models import Application
from fund.awards.models import Award
from fund.core import clock
from fund.core.db import db
from fund.core.i18n import Message, _
from fund.ledger import queries as ledger
from fund.ledger.models import Movement
from fund.ledger.queries import Finding, booked, unlike
from fund.ledger.rules import AccountKind, MovementKind, Pot
from fund.payments.models import Recovery
from fund.payments.rules.recovering import Asked
from fund.payments.workflow import RecoveryState
from fund.people.models import Organisation
from fund.people.queries import is_named, name_pattern
from fund.web.paging import Order

CLAIM = "claim:"
"""What the reference of the movement begins with that asks money back; the number of the decision follows."""

STILL_NOTICED: Final = timedelta(days=366)
"""So long after everything came in a line of the bank with its number is looked at."""

SORTS: Final[dict[str, tuple[Message, Order]]] = {
    "due": (_("First due first"), Order((Recovery.due_on, Recovery.id))),
    "due-last": (_("Last due first"), Order((Recovery.due_on, Recovery.id), descending=True)),
    "most": (_("Highest amount"), Order((Recovery.amount, Recovery.id), descending=True)),
    "least": (_("Lowest amount"), Order((Recovery.amount, Recovery.id))),
}
VIEWS: Final[dict[str, Message]] = {
    "open": _("Open"),
    "late": _("Too late"),
    "recovered": _("Received"),
    "all": _("All"),
}


@dataclass(frozen=True)
class Wanted:
    """Which claims are looked for, as it stands in the address bar."""

    view: str = "open"
    q: str = ""
    sort: str = "due"

    def address(self, **changes: str) -> dict[str, str]:
        """Write what is looked for as the values of an address, without what goes without saying."""
        values = {each.name: getattr(self, each.name) for each in fields(self)} | changes
        usual = {each.name: each.default for each in fields(self)}
        return {name: value for name, value in values.items() if value != usual[name]}


def recovery_of(award: Award) -> Recovery | None:
    """Find what is asked back of a grant; the last when there were more."""
    db.session.flush()
    return db.session.scalars(
        select(Recovery).where(Recovery.award_id == award.id).order_by(Recovery.id.desc()).limit(1)
    ).first()


def open_term_of(award_id: Any) -> ScalarSelect[date]:
    """Select before when money comes back of each grant of a query; nothing when nothing is to come."""
    return (
        select(func.min(Recovery.due_on, type_=Recovery.due_on.type))
        .where(Recovery.award_id == award_id, Recovery.state == RecoveryState.OPEN)
        .correlate_except(Recovery)
        .scalar_subquery()
    )


def _is_late(day: date) -> ColumnElement[bool]:
    return (Recovery.state == RecoveryState.OPEN) & (Recovery.due_on < day) & Recovery.made_known_on.is_not(None)


def _conditions(day: date) -> dict[str, ColumnElement[bool]]:
    return {
        "open": Recovery.state == RecoveryState.OPEN,
        "late": _is_late(day),
        "recovered": Recovery.state == RecoveryState.RECOVERED,
    }


_CASES: Final = (
    select(Award.id)
    .join(Application, Application.id == Award.application_id)
    .join(Organisation, Organisation.id == Application.organisation_id)
)


def wanted_recoveries(wanted: Wanted, day: date) -> Select[Recovery]:
    """Select the claims that are looked for."""
    query = select(Recovery)
    if (condition := _conditions(day).get(wanted.view)) is not None:
        query = query.where(condition)
    if text := " ".join(wanted.q.split()):
        named = _CASES.where(is_named(literal(name_pattern(text))))
        query = query.where(Recovery.award_id.in_(named) | Recovery.number.startswith(text.upper(), autoescape=True))
    return query


def as_rows(query: Select[Recovery]) -> Select[Any]:
    """Select of each claim what a list and a file show: columns with these names."""
    columns: tuple[Any, ...] = (
        Recovery.id,
        Recovery.key,
        Recovery.number,
        Award.number.label("case"),
        Organisation.name.label("organisation"),
        Recovery.state,
        Recovery.amount,
        _left().label("left"),
        Recovery.claimed_on,
        Recovery.made_known_on,
        Recovery.due_on,
        Recovery.received_on,
    )
    return (
        query.with_only_columns(*columns)
        .join(Award, Award.id == Recovery.award_id)
        .join(Application, Application.id == Award.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
    )


def _left() -> ColumnElement[int]:
    return ledger.balance_in_each(AccountKind.RECEIVABLE, Award.number)


def totals_of(query: Select[Recovery]) -> tuple[int, int, int]:
    """Answer how many claims a selection has, their cents, and how many of those are still to come."""
    count, amount, left = db.session.execute(
        query.with_only_columns(func.count(), func.sum(Recovery.amount), func.sum(_left())).join(Recovery.award)
    ).one()
    return int(count), int(amount or 0), int(left or 0)


def counts(day: date) -> dict[str, int]:
    """Count every saved view, in one statement."""
    counted = [func.count().filter(condition) for condition in _conditions(day).values()]
    row = db.session.execute(select(*counted, func.count()).select_from(Recovery)).one()
    return dict(zip([*_conditions(day), "all"], row, strict=True))


def late_recoveries(day: date) -> list[Any]:
    """List the claims that are late, the longest first, as rows."""
    late = wanted_recoveries(Wanted(view="late"), day).order_by(Recovery.due_on, Recovery.id).limit(100)
    return list(db.session.execute(as_rows(late)))


def asked_back() -> list[Asked]:
    """List what a line of the bank may be about: what is asked back, and what came in of late."""
    recoveries = db.session.scalars(
        select(Recovery)
        .where(or_(Recovery.state == RecoveryState.OPEN, Recovery.received_on >= clock.today() - STILL_NOTICED))
        .order_by(Recovery.due_on, Recovery.id)
        .options(
            joinedload(Recovery.award)
            .joinedload(Award.application)
            .joinedload(Application.organisation)
            .selectinload(Organisation.bank_accounts)
        )
    ).unique()
    found = list(recoveries)
    positions = ledger.case_positions({each.award.number for each in found})
    return [_asked(each, positions[each.award.number].to_recover) for each in found]


def _asked(recovery: Recovery, left: int) -> Asked:
    accounts = recovery.award.application.organisation.bank_accounts
    return Asked(recovery.award.number, left, frozenset(account.iban for account in accounts), recovery)


def recovery_by_number(number: str) -> Recovery | None:
    """Find what is asked back by a decision with this number, locked: it is booked by one at a time."""
    return db.session.scalars(
        select(Recovery)
        .where(Recovery.number == number)
        .with_for_update(of=Recovery)
        .execution_options(populate_existing=True)
    ).first()


def left_of(recovery: Recovery) -> int:
    """Answer how many cents are still to come."""
    return ledger.balance(Pot(AccountKind.RECEIVABLE, recovery.award.number))


def receipts_of(recovery: Recovery) -> list[Movement]:
    """List what came in, the oldest first."""
    return [
        each
        for each in ledger.movements_of(recovery.award.number)
        if each.kind in (MovementKind.RECOVERED, MovementKind.WRITE_OFF)
    ]


def unlike_the_books() -> Iterator[Finding]:
    """Name the claims whose amount is not what the books asked back (P7)."""
    claimed = booked(MovementKind.CLAIM, CLAIM, Recovery.number)
    yield from unlike(
        "claim",
        select(Recovery.number, Recovery.amount, claimed).where(claimed != Recovery.amount).order_by(Recovery.id),
    )


WITH_GRANTEE = (
    joinedload(Recovery.award)
    .joinedload(Award.application)
    .options(joinedload(Application.organisation), joinedload(Application.handler)),
)
"""What the page of a claim shows of its case."""
