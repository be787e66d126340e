"""What can be chosen in the list of cases, and what can be searched: conditions that are written once.

A condition says what makes it quick (docs/decisions/0007): of few cases, that they are looked up by their key; of many,
that they are met while the list is walked in its order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, union

from fund.applications.models import Application, TaskLink
from fund.applications.workflow import OPEN, State
from fund.awards.models import Award
from fund.awards.workflow import State as AwardState
from fund.calls.models import Call
from fund.core.db import select_rows
from fund.core.errors import Refused
from fund.core.lookups import looked_up, one_of, starts_with
from fund.core.money import parse_amount
from fund.core.planning import at_most, none_of, unweighed
from fund.overview.queries.task import READER, TODAY
from fund.people.models import Organisation, Person, RoleGrant
from fund.people.queries import is_named, name_pattern
from fund.people.roles import Role
from fund.programme.models import SocietalTask
from fund.reports.models import Report
from fund.reports.workflow import State as ReportState
from fund.web.paging import BOUND

NEXT_WEEKS: Final = 2
ENDED: Final = tuple(state for state in State if state not in OPEN)
"""Said as what it is not, an open case is found by who handles it or by its term, which are few; not by its state."""
MOST_NAMED: Final = 200
"""Organisations of which a search takes the cases."""
FEW: Final = 1000
"""Cases that help a task: fewer are looked up one by one rather than waited for while the list is walked."""

LEFT: Final = "left"
"""In the place of a case handler: somebody who no longer is one."""

_SOON: Final = bindparam("soon", type_=Application.decide_by.type)

IS_LATE: Final = (Report.state == ReportState.EXPECTED) & (Report.due_on < unweighed(TODAY))
_REPORTED: Final = select(Award.application_id).join(Report, Report.award_id == Award.id)


def _granted(*which: ColumnElement[bool]) -> Select[Any]:
    return select(Award.application_id).where(*which)


def _has_grant(*states: AwardState) -> ColumnElement[bool]:
    """Say that the grant of a case is in one of these states, met while the list is walked."""
    its_grant = select(Award.id).where(Award.application_id == Application.id, Award.state.in_(states))
    return (Application.state == State.GRANTED) & its_grant.correlate(Application).exists()


_ENDED: Final = _granted(
    Award.state == AwardState.RUNNING,
    Award.ends_on < unweighed(TODAY),
    none_of(select(Report.id).where(Report.award_id == Award.id, Report.state != ReportState.ACCEPTED), Award),
)

COURSE: Final[dict[str, ColumnElement[bool]]] = {
    "running": looked_up(Application.id, _granted(Award.state == AwardState.RUNNING)),
    "report-late": looked_up(Application.id, _REPORTED.where(IS_LATE)),
    "report-in": looked_up(Application.id, _REPORTED.where(Report.state == ReportState.SUBMITTED)),
    "to-determine": looked_up(Application.id, _ENDED),
    "settled": looked_up(Application.id, _granted(Award.state == AwardState.SETTLED)),
    "closed": _has_grant(AwardState.CLOSED),
}
"""What runs is looked up by the index of its grants; most were closed, so there the list is walked in its order."""

VIEWED: Final[dict[str, ColumnElement[bool]]] = {
    "mine": (Application.handler_id == READER)
    & Application.next_step_by.is_not(None)  # as every open case has; its index then leads to those alone
    & Application.state.not_in(ENDED),
    "unassigned": Application.state == State.SUBMITTED,
    "assessing": Application.state == State.IN_ASSESSMENT,
    "advised": Application.state == State.ADVISED,
    "term": Application.decide_by.between(unweighed(TODAY), unweighed(_SOON)) & Application.state.not_in(ENDED),
    "granted": Application.state == State.GRANTED,
    "late": COURSE["report-late"],
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
_LEFT_BEHIND: Final = Application.handler_id.in_(bindparam("left", expanding=True)) & (
    Application.state.not_in(ENDED) | _has_grant(AwardState.RUNNING, AwardState.SETTLED)
)
"""Cases with something to do whose handler left or no longer handles cases: nobody finds them on a work list."""

_CALL: Final = select(Call.id).where(Call.code == bindparam("call", type_=Call.code.type)).scalar_subquery()
_HANDLER: Final = select(Person.id).where(Person.key == bindparam("handler", type_=Person.key.type)).scalar_subquery()
_TASK: Final = select(SocietalTask.id).where(SocietalTask.code == bindparam("task", type_=SocietalTask.code.type))
_LINKS: Final = select(TaskLink.application_id).where(TaskLink.task_id.in_(_TASK))
_FEW_LINKS: Final = select(func.count()).select_from(_LINKS.limit(at_most(FEW)).subquery())
"""Whether plans that help a task are few, so that they are looked up, or many, so that they are met on the way."""

RARE: Final = "task: rare"
"""In the place of `task` where few plans help it."""
CHOSEN: Final[dict[str, ColumnElement[bool]]] = {
    **{f"view={name}": condition for name, condition in VIEWED.items()},
    **{f"state={state.value}": Application.state == state for state in State},
    **{f"state={name}": condition for name, condition in COURSE.items()},
    f"handler={LEFT}": _LEFT_BEHIND,
    "call": Application.call_id == _CALL,
    "handler": Application.handler_id == _HANDLER,
    "task": _LINKS.where(TaskLink.application_id == Application.id).exists(),
    RARE: looked_up(Application.id, _LINKS),
    "q": one_of(Application.id, "found"),
}
"""What a choice asks for, by its field and value, or by its field alone where the value is a parameter."""

_NAMED: Final = select(Organisation.id).where(is_named(bindparam("name", type_=Organisation.name_lower.type)))
_SEARCHED: Final[tuple[ColumnElement[bool], ...]] = (
    starts_with(Application.number, bindparam("number", type_=Application.number.type)),
    starts_with(Application.title_lower, bindparam("title", type_=Application.title_lower.type)),
    Application.requested == bindparam("amount", type_=Application.requested.type),
    looked_up(Application.organisation_id, _NAMED.order_by(Organisation.id).limit(at_most(MOST_NAMED))),
)
"""By what a case is found: the beginning of its number or its title, what was asked, a part of who asks."""
_FOUND: Final = union(*(select(Application.id).where(by).limit(at_most(BOUND)).subquery().select() for by in _SEARCHED))


def values_of(person_id: int, day: date) -> dict[str, Any]:
    """Answer the parameters of what a person looks for on a day."""
    return {"reader": person_id, "today": day, "soon": day + timedelta(weeks=NEXT_WEEKS)}


def choose(asked: Mapping[str, str], person_id: int, day: date) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Answer by which names of `CHOSEN` the cases are chosen, and the values of their parameters.

    `asked` is what stands in the address, by field. A view or state that does not exist chooses nothing; a call, task
    or handler that does not exist has no cases.
    """
    values: dict[str, Any] = {field: asked[field] for field in ("call", "task", "handler") if field in asked}
    values |= values_of(person_id, day)
    exact = [f"{field}={value}" if f"{field}={value}" in CHOSEN else field for field, value in asked.items()]
    names = [name for name in exact if name in CHOSEN]
    if "task" in names and select_rows(_FEW_LINKS, values).scalar_one() < FEW:
        names[names.index("task")] = RARE
    if f"handler={LEFT}" in names:
        values["left"] = select_rows(_LEFT, values).scalars().all()
    if "q" in names:
        values["found"] = _found(asked["q"])
    return tuple(names), values


def _found(typed: str) -> Sequence[int]:
    """Find cases first, so that everything is looked through once, and not again to count them."""
    text = " ".join(typed.split())[:80]
    values = {"number": text.upper(), "title": text.lower(), "name": name_pattern(text), "amount": _cents(text)}
    return select_rows(_FOUND, values).scalars().all()


def _cents(text: str) -> int | None:
    """Read what was typed as an amount, or answer None when it is none."""
    try:
        return parse_amount(text)
    except Refused:
        return None
