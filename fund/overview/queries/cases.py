"""The list of all cases that were submitted: saved views, filters, search, in pages by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, or_, select, union

from fund.applications.models import Application, TaskLink
from fund.applications.workflow import OPEN, State
from fund.awards.models import Award
from fund.awards.workflow import State as AwardState
from fund.calls.models import Call
from fund.core.db import db, rows_of
from fund.core.errors import Refused
from fund.core.i18n import Message, _
from fund.core.money import parse_amount
from fund.core.planning import at_most, looked_up, starts_with, unindexed, unweighed, written_out
from fund.overview.queries.task import READER, TODAY, main_place
from fund.people.models import Organisation, Person, RoleGrant
from fund.people.queries import is_named
from fund.people.roles import Role
from fund.programme.models import Municipality, SocietalTask
from fund.reports.models import Report
from fund.reports.workflow import State as ReportState
from fund.web.paging import BOUND, Listing, Order

NEXT_WEEKS: Final = 2
ENDED: Final = tuple(state for state in State if state not in OPEN)
"""Said as what it is not, an open case is found by who handles it or by its term, which are few; not by its state."""
FEW: Final = 200
"""Organisations of which a search takes the cases."""

SORTS: Final[dict[str, tuple[Message, Order]]] = {
    "new": (_("Newest first"), Order((Application.submitted_at, Application.id), descending=True)),
    "old": (_("Oldest first"), Order((Application.submitted_at, Application.id))),
    "next": (_("Next step"), Order((Application.next_step_by, Application.id))),
    "next-last": (_("Next step, last first"), Order((Application.next_step_by, Application.id), descending=True)),
    "most": (_("Highest amount"), Order((Application.requested, Application.id), descending=True)),
    "least": (_("Lowest amount"), Order((Application.requested, Application.id))),
}

VIEWS: Final[dict[str, Message]] = {
    "": _("All"),
    "mine": _("Mine"),
    "unassigned": _("Not taken up"),
    "assessing": _("In assessment"),
    "advised": _("To decide"),
    "term": _("Term within 2 weeks"),
    "granted": _("Granted"),
    "late": _("Report late"),
}

COURSES: Final[dict[str, Message]] = {
    "running": _("Granted: running"),
    "report-late": _("Granted: report late"),
    "report-in": _("Granted: report to review"),
    "to-determine": _("Granted: to be determined"),
    "settled": _("Granted: determined, money still open"),
    "closed": _("Granted: closed"),
}
"""How far a grant is: what can be chosen beside the states of an application."""


LEFT: Final = "left"
"""In the place of a case handler: somebody who no longer is one."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty is everything. As it stands in the address bar."""

    view: str = ""
    q: str = ""
    call: str = ""
    state: str = ""
    task: str = ""
    handler: str = ""
    sort: str = "new"

    def address(self, **changes: str) -> dict[str, str]:
        """Write what is looked for as the values of an address, without what is empty."""
        values = {each.name: getattr(self, each.name) for each in fields(self)} | changes
        return {name: value for name, value in values.items() if value and (name, value) != ("sort", "new")}

    @property
    def is_narrow(self) -> bool:
        """Whether anything is filtered or searched."""
        return bool(self.q or self.call or self.state or self.task or self.handler or self.view)


_SOON: Final = bindparam("soon", type_=Application.decide_by.type)

_LATE_REPORTS: Final = (
    select(Report.award_id)
    .where(Report.state == ReportState.EXPECTED, Report.due_on < unweighed(TODAY))
    .order_by(Report.due_on)
    .limit(at_most(BOUND + 1))
)
"""Of which grants a report is late, those that wait longest; no more than are counted."""
_ITS_REPORTS: Final = select(Award.application_id).join(Report, Report.award_id == Award.id)
_OPEN_REPORT: Final = (
    select(Report.id).where(Report.award_id == Award.id, Report.state != ReportState.ACCEPTED).correlate(Award).exists()
)
_LATE: Final = select(Award.application_id).where(Award.id.in_(select(_LATE_REPORTS.subquery().c.award_id)))


def _is(state: AwardState) -> ColumnElement[bool]:
    """Look the grant of a case up: many are in these states, so the list is walked in its order."""
    its_award = select(Award.id).where(Award.application_id == Application.id, Award.state == state)
    return its_award.correlate(Application).exists()


def _among(cases: Select[Any]) -> ColumnElement[bool]:
    """Take the cases that a subquery finds by an index: few are in these states."""
    return Application.id.in_(select(cases.subquery().c.application_id))


_COURSE: Final[dict[str, ColumnElement[bool]]] = {
    "running": _is(AwardState.RUNNING),
    "report-late": _among(_LATE),
    "report-in": _among(_ITS_REPORTS.where(Report.state == ReportState.SUBMITTED)),
    "to-determine": _among(
        select(Award.application_id).where(Award.state == AwardState.RUNNING, Award.ends_on < TODAY, ~_OPEN_REPORT)
    ),
    "settled": _among(select(Award.application_id).where(Award.state == AwardState.SETTLED)),
    "closed": _is(AwardState.CLOSED),
}

CONDITIONS: Final[dict[str, ColumnElement[bool]]] = {
    "mine": (Application.handler_id == READER)
    & Application.next_step_by.is_not(None)  # as every open case has; its index then leads to those alone
    & Application.state.not_in(ENDED),
    "unassigned": Application.state == State.SUBMITTED,
    "assessing": Application.state == State.IN_ASSESSMENT,
    "advised": Application.state == State.ADVISED,
    "term": Application.decide_by.between(unweighed(TODAY), unweighed(_SOON)) & Application.state.not_in(ENDED),
    "granted": Application.state == State.GRANTED,
    "late": _COURSE["report-late"],
}
"""What each saved view asks. Each names states that only come after submitting, so that an index answers its count."""

_HOLDS: Final = (
    (RoleGrant.role == Role.CASE_HANDLER)
    & (RoleGrant.from_on <= TODAY)
    & or_(RoleGrant.until_on.is_(None), RoleGrant.until_on >= TODAY)
)
_LEFT: Final = select(Person.id).where(
    Person.role_grants.any(RoleGrant.role == Role.CASE_HANDLER),
    or_(Person.ended_at.is_not(None), ~Person.role_grants.any(_HOLDS)),
)
LEFT_BEHIND: Final = Application.handler_id.in_(_LEFT) & or_(
    Application.state.not_in(ENDED), _is(AwardState.RUNNING), _is(AwardState.SETTLED)
)
"""Cases with something to do whose handler left or no longer handles cases: nobody finds them on a work list."""

_COUNTED: Final[dict[str, Select[Any]]] = {
    **{name: select(Application.id).where(condition) for name, condition in CONDITIONS.items()},
    "late": select(_LATE_REPORTS.subquery().c.award_id).distinct(),  # a case has one grant; there is no need to read it
}
_COUNTS: Final = written_out(
    select(
        *(
            select(func.count()).select_from(query.limit(BOUND + 1).subquery()).scalar_subquery().label(name)
            for name, query in _COUNTED.items()
        )
    )
)


def _of(person_id: int, day: date) -> dict[str, Any]:
    return {"reader": person_id, "today": day, "soon": day + timedelta(weeks=NEXT_WEEKS)}


def counts(person_id: int, day: date) -> dict[str, int]:
    """Count every saved view in one statement, each no further than just after the bound."""
    return dict(zip(CONDITIONS, rows_of(_COUNTS, _of(person_id, day)).one(), strict=True))


_CALL: Final = select(Call.id).where(Call.code == bindparam("call", type_=Call.code.type)).scalar_subquery()
_HANDLER: Final = select(Person.id).where(Person.key == bindparam("handler", type_=Person.key.type)).scalar_subquery()
_TASK: Final = select(SocietalTask.id).where(SocietalTask.code == bindparam("task", type_=SocietalTask.code.type))
_HELPS: Final = select(TaskLink.id).where(TaskLink.application_id == Application.id, TaskLink.task_id.in_(_TASK))

_CHOSEN: Final[dict[str, ColumnElement[bool]]] = {
    **{f"view={name}": condition for name, condition in CONDITIONS.items()},
    **{f"state={state.value}": Application.state == state for state in State},
    **{f"state={name}": condition for name, condition in _COURSE.items()},
    f"handler={LEFT}": LEFT_BEHIND,
    "call": Application.call_id == _CALL,
    "handler": Application.handler_id == _HANDLER,
    "task": _HELPS.exists(),
}
"""What a choice asks for, by its field and value, or by its field alone where the value is a parameter."""

_SEARCHED: Final[dict[str, ColumnElement[bool]]] = {
    "number": starts_with(Application.number, bindparam("number", type_=Application.number.type)),
    "title": starts_with(Application.title_lower, bindparam("title", type_=Application.title_lower.type)),
    "amount": Application.requested == bindparam("amount", type_=Application.requested.type),
    "organisations": Application.organisation_id.in_(bindparam("organisations", expanding=True)),
}
"""By what a case is found, each with its parameter."""


def listing(wanted: Wanted, person_id: int, day: date) -> tuple[Listing[Application], dict[str, Any]]:
    """Answer the list of submitted cases that are looked for, and the values of its parameters."""
    values = {**_of(person_id, day), "call": wanted.call, "handler": wanted.handler, "task": wanted.task}
    sought = _sought(wanted.q) if wanted.q else {}
    given = ((name, getattr(wanted, name)) for name in ("view", "call", "state", "handler", "task"))
    chosen = [f"{name}={value}" if f"{name}={value}" in _CHOSEN else name for name, value in given if value]
    return _listing(tuple(name for name in chosen if name in _CHOSEN), tuple(sought), wanted.sort), values | sought


@lru_cache(maxsize=256)
def _listing(chosen: tuple[str, ...], searched: tuple[str, ...], sort: str) -> Listing[Application]:
    """Write the list of cases with these conditions, once."""
    order = SORTS[sort][1]
    query = select(Application).where(Application.submitted_at.is_not(None), *(_CHOSEN[name] for name in chosen))
    if sort.startswith("next") or sort in ("most", "least"):
        query = query.where(order.columns[0].is_not(None))
    if searched:
        found = (select(Application.id).where(_SEARCHED[by]).limit(at_most(BOUND)).subquery() for by in searched)
        query = query.where(looked_up(Application.id, select(union(*(select(part.c.id) for part in found)).subquery())))
    return Listing(query, order, as_rows=as_rows)


def _sought(typed: str) -> dict[str, Any]:
    """Read what is searched as the beginning of a number or a title, a part of a name, or an amount that was asked."""
    text = " ".join(typed.split())[:80]
    sought: dict[str, Any] = {"number": text.upper(), "title": text.lower()}
    if (cents := _cents(text)) is not None:
        sought["amount"] = cents
    if organisations := _organisations(text.lower()):
        sought["organisations"] = organisations
    return sought


def _organisations(low: str) -> Sequence[int]:
    """Find organisations first, so that all names are read through once, and not again to count the cases."""
    found = select(Organisation.id).where(is_named(low)).order_by(Organisation.id).limit(at_most(FEW))
    return db.session.scalars(found).all()


def _cents(text: str) -> int | None:
    """Read what was typed as an amount, or answer None when it is none."""
    try:
        return parse_amount(text)
    except Refused:
        return None


def _report_due() -> ScalarSelect[Any]:
    """Select the day of the first report that a grantee still has to send, or to explain.

    The state is compared without its index: a grant has a few reports, a state has thousands.
    """
    state = unindexed(Report.state)
    return (
        select(func.min(Report.due_on))
        .where(Report.award_id == Award.id, state.in_((ReportState.EXPECTED, ReportState.QUESTIONED)))
        .correlate(Award)
        .scalar_subquery()
    )


_COLUMNS: Final[tuple[Any, ...]] = (
    Application.id,
    Application.number,
    Application.title,
    Organisation.name.label("organisation"),
    Municipality.name.label("municipality"),
    Call.code.label("call"),
    Application.state,
    Application.requested,
    Person.name.label("handler"),
    Application.submitted_at,
    Application.next_step_by,
    Application.decide_by,
    Award.state.label("award"),
    _report_due().label("report_due"),
)


def as_rows(query: Select[Application]) -> Select[Any]:
    """Select of each case what a list and a file show: columns with these names, no objects."""
    return written_out(
        query.with_only_columns(*_COLUMNS)
        .outerjoin(Award, Award.application_id == Application.id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(Person, Person.id == Application.handler_id)
        .outerjoin(Municipality, Municipality.id == main_place())
    )


_CALLS: Final = select(Call.code, Call.title).order_by(Call.opens_at.desc(), Call.id.desc()).limit(100)
_TASKS: Final = select(SocietalTask.code, SocietalTask.name).order_by(SocietalTask.position, SocietalTask.id)
_HANDLERS: Final = written_out(
    select(Person.key, Person.name)
    .where(Person.role_grants.any(RoleGrant.role == Role.CASE_HANDLER))
    .order_by(Person.name)
    .limit(200)
)


def calls_with_cases() -> Sequence[tuple[str, dict[str, str]]]:
    """List the calls to filter by: code and title, the latest first."""
    return [(code, title) for code, title in rows_of(_CALLS)]


def tasks_and_handlers() -> tuple[list[tuple[str, dict[str, str]]], list[tuple[str, str]]]:
    """List the tasks and the case handlers to filter by."""
    tasks = {code: name for code, name in rows_of(_TASKS)}  # noqa: C416 (rows are not pairs to the checker)
    return list(tasks.items()), [(key, name) for key, name in rows_of(_HANDLERS)]
