"""The list of all cases that were submitted: saved views, filters, search, in pages by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ScalarSelect, Select, func, select

from fund.applications.models import Application
from fund.awards.models import Award
from fund.calls.models import Call
from fund.core.db import select_rows
from fund.core.i18n import Message, _
from fund.core.planning import at_most, unindexed, written_out
from fund.overview.queries.choosing import CHOSEN, IS_LATE, VIEWED, choose, values_of
from fund.overview.queries.reporting import awaited_by
from fund.overview.queries.task import main_place
from fund.people.models import Organisation, Person, RoleGrant
from fund.people.roles import Role
from fund.programme.models import Municipality, SocietalTask
from fund.reports.models import Report
from fund.reports.workflow import State as ReportState
from fund.web.paging import BOUND, Listing, Order

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
    def by_next_step(self) -> bool:
        """Whether cases without a next step are left out, as they have no place in the order."""
        return self.sort.startswith("next")

    @property
    def is_narrow(self) -> bool:
        """Whether anything is filtered or searched."""
        return bool(self.q or self.call or self.state or self.task or self.handler or self.view)


_FIRST_LATE: Final = select(Report.award_id).where(IS_LATE).order_by(Report.due_on).limit(at_most(BOUND + 1))
_COUNTED: Final[dict[str, Select[Any]]] = {
    **{name: select(Application.id).where(condition) for name, condition in VIEWED.items()},
    "late": select(_FIRST_LATE.subquery().c.award_id).distinct(),  # a case has one grant; there is no need to read it
}
_COUNTS: Final = written_out(
    select(
        *(
            select(func.count()).select_from(query.limit(BOUND + 1).subquery()).scalar_subquery().label(name)
            for name, query in _COUNTED.items()
        )
    )
)


def counts(person_id: int, day: date) -> dict[str, int]:
    """Count every saved view in one statement, each no further than just after the bound."""
    return dict(zip(VIEWED, select_rows(_COUNTS, values_of(person_id, day)).one(), strict=True))


def listing(wanted: Wanted, person_id: int, day: date) -> tuple[Listing[Application], dict[str, Any]]:
    """Answer the list of submitted cases that are looked for, in pages, and the values of its parameters."""
    names, values = choose(wanted.address(), person_id, day)
    return _listing(names, wanted.sort), values


def whole_list(wanted: Wanted, person_id: int, day: date) -> tuple[Select[Any], dict[str, Any]]:
    """Answer the rows of all the same cases, those without a place in the order last, and the values of parameters."""
    names, values = choose(wanted.address(), person_id, day)
    return as_rows(_cases(names)).order_by(*SORTS[wanted.sort][1].of_all()), values


@lru_cache(maxsize=256)
def _listing(names: tuple[str, ...], sort: str) -> Listing[Application]:
    """Write the list of cases with these conditions, once."""
    order = SORTS[sort][1]
    return Listing(_cases(names).where(order.columns[0].is_not(None)), order, as_rows=as_rows)


def _cases(names: tuple[str, ...]) -> Select[Application]:
    chosen = (CHOSEN[name] for name in names)
    return written_out(select(Application).where(Application.submitted_at.is_not(None), *chosen))


def _report_due() -> ScalarSelect[Any]:
    """Select the first day before which a grantee still has to send a report, or to explain it.

    The state is compared without its index: a grant has a few reports, a state has thousands.
    """
    state = unindexed(Report.state)
    return (
        select(func.min(awaited_by()))
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
    return [(code, title) for code, title in select_rows(_CALLS)]


def tasks_and_handlers() -> tuple[list[tuple[str, dict[str, str]]], list[tuple[str, str]]]:
    """List the tasks and the case handlers to filter by."""
    tasks = {code: name for code, name in select_rows(_TASKS)}  # noqa: C416 (rows are not pairs to the checker)
    return list(tasks.items()), [(key, name) for key, name in select_rows(_HANDLERS)]
