"""One action saves one part of a draft. Who saves says which revision they saw, so no tab overwrites another.

Answers may be incomplete; what must be there is asked when the application is submitted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from fund.applications import policy
from fund.applications.models import (
    Application,
    BudgetLine,
    CostType,
    FinancingLine,
    FinancingSource,
    FinancingStatus,
    Partner,
    Place,
    TaskLink,
)
from fund.applications.rules.plan import MOST_TASKS
from fund.applications.workflow import State
from fund.core import clock
from fund.core.db import db
from fund.core.errors import Forbidden, Invalid, Refused, Stale
from fund.core.i18n import Message, _
from fund.people.models import Person


@dataclass(frozen=True)
class Help:
    """How the plan helps one task."""

    how: str = ""
    for_whom: str = ""
    what_changes: str = ""
    how_much: str = ""
    by_when: str = ""
    how_seen: str = ""


@dataclass(frozen=True)
class PlaceRow:
    """A municipality where the plan happens."""

    municipality_id: int
    neighbourhood: str = ""
    is_main: bool = False


@dataclass(frozen=True)
class PartnerRow:
    """Somebody who does the plan together with the applicant."""

    name: str
    role: str = ""
    kvk_number: str = ""
    is_municipality: bool = False


@dataclass(frozen=True)
class Cost:
    """One cost, in cents."""

    cost_type: CostType
    description: str
    amount: int


@dataclass(frozen=True)
class Source:
    """One source of money beside this fund, in cents."""

    source: FinancingSource
    description: str
    status: FinancingStatus
    amount: int


def hold_draft(application: Application, *, by: Person) -> None:
    """Lock a draft and read it anew, so that nobody else writes meanwhile.

    Raises Forbidden when `by` does not write for the organisation, Stale when it is no longer a draft.
    """
    if reason := policy.may_write(by, application):
        raise Forbidden(reason)
    db.session.flush()
    db.session.expire(application)
    db.session.refresh(application, with_for_update={"of": Application})
    if application.submitted_at is not None:
        raise Stale(
            _(
                "This application was submitted on %(moment)s. Its answers can no longer be changed.",
                moment=application.submitted_at,
            )
        )
    if application.state is not State.DRAFT:
        raise Stale(_("This application was withdrawn. Its answers can no longer be changed."))


def revision_of(application: Application, part: str) -> int:
    """Answer how often a part was saved."""
    return int(application.revisions.get(part, 0))


def keep(application: Application, part: str, revision: int, *, by: Person) -> None:
    """Open a part for saving and count the revision; raises Stale when somebody saved it after `revision`."""
    hold_draft(application, by=by)
    seen = revision_of(application, part)
    if revision != seen:
        raise Stale(
            _(
                "This part was saved in another tab or by a colleague, after you opened it. Nothing is lost: "
                "your version is below, the saved one beside it. Save again to keep yours."
            )
        )
    application.revisions = {**application.revisions, part: seen + 1}
    application.saved_at = clock.now()


def save_plan(  # the answers of one part, all by name
    application: Application,
    *,
    revision: int,
    by: Person,
    title: str,
    summary: str,
    problem: str,
    activities: str,
    starts_on: date | None,
    ends_on: date | None,
) -> None:
    """Save what the plan is about and when it happens."""
    keep(application, "plan", revision, by=by)
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise Invalid(
            _("The end is before the start (%(start)s). Choose a later day.", start=starts_on), field="ends_on"
        )
    application.title = title
    application.summary = summary
    application.problem = problem
    application.activities = activities
    application.starts_on = starts_on
    application.ends_on = ends_on


def save_impulse(
    application: Application, *, revision: int, by: Person, why_impulse: str, continuity: str, learning_question: str
) -> None:
    """Save why the money is needed now, how it goes on, and what is to be learned."""
    keep(application, "impulse", revision, by=by)
    application.why_impulse = why_impulse
    application.continuity = continuity
    application.learning_question = learning_question


def save_tasks(
    application: Application, *, revision: int, by: Person, helps: Mapping[int, Help], main_id: int | None = None
) -> None:
    """Save how the plan helps each task, by the id of the task; the first is the main one unless another is named."""
    keep(application, "tasks", revision, by=by)
    if len(helps) > MOST_TASKS:
        raise Refused(_("Choose at most %(most)s tasks.", most=MOST_TASKS), field="tasks")
    main = main_id if main_id in helps else next(iter(helps), None)
    there = {link.task_id: link for link in application.task_links}
    for task_id, link in there.items():
        if task_id not in helps:
            application.task_links.remove(link)
    for position, (task_id, answers) in enumerate(helps.items()):
        link = there.get(task_id) or TaskLink(task_id=task_id)
        link.position, link.is_main = position, task_id == main
        for field, answer in asdict(answers).items():
            setattr(link, field, answer)
        if task_id not in there:
            application.task_links.append(link)


def save_line(application: Application, *, revision: int, by: Person, line_id: int | None, line_reason: str) -> None:
    """Save on which development line the plan is."""
    keep(application, "line", revision, by=by)
    application.line_id = line_id
    application.line_reason = line_reason


def save_places(
    application: Application,
    *,
    revision: int,
    by: Person,
    places: Sequence[PlaceRow],
    target_group: str,
    people_reached: int | None,
) -> None:
    """Save where the plan happens and for whom; the first place is the main one unless another is marked."""
    keep(application, "places", revision, by=by)
    rows = {row.municipality_id: row for row in places}
    main = next((row.municipality_id for row in rows.values() if row.is_main), next(iter(rows), None))
    there = {place.municipality_id: place for place in application.places}
    for municipality_id, place in there.items():
        if municipality_id not in rows:
            application.places.remove(place)
    for municipality_id, row in rows.items():
        place = there.get(municipality_id) or Place(municipality_id=municipality_id)
        place.neighbourhood, place.is_main = row.neighbourhood, municipality_id == main
        if municipality_id not in there:
            application.places.append(place)
    application.target_group = target_group
    application.people_reached = people_reached


def save_partners(
    application: Application, *, revision: int, by: Person, partners: Sequence[PartnerRow], no_partners: bool = False
) -> None:
    """Save with whom the plan is done; who names a partner does not do it alone."""
    keep(application, "partners", revision, by=by)
    application.partners = [Partner(**asdict(row)) for row in partners]
    application.no_partners = no_partners and not partners


def save_budget(
    application: Application, *, revision: int, by: Person, costs: Sequence[Cost], vat_recoverable: bool | None
) -> None:
    """Save what the plan costs."""
    keep(application, "budget", revision, by=by)
    _positive([row.amount for row in costs])
    application.budget_lines = [BudgetLine(position=place, **asdict(row)) for place, row in enumerate(costs)]
    application.vat_recoverable = vat_recoverable


def save_financing(
    application: Application, *, revision: int, by: Person, requested: int | None, sources: Sequence[Source]
) -> None:
    """Save what is asked of the fund and who pays the rest."""
    keep(application, "financing", revision, by=by)
    _positive([row.amount for row in sources])
    application.requested = requested
    application.financing_lines = [FinancingLine(position=place, **asdict(row)) for place, row in enumerate(sources)]


MORE_THAN_ZERO: Message = _("Fill in an amount of more than zero, or remove this line.")


def _positive(amounts: Sequence[int]) -> None:
    for place, amount in enumerate(amounts):
        if amount <= 0:
            raise Invalid(MORE_THAN_ZERO, field=f"lines-{place}-amount")


def save_declarations(
    application: Application,
    *,
    revision: int,
    by: Person,
    de_minimis: str,
    de_minimis_amount: int | None = None,
    de_minimis_details: str = "",
    declared_solvent: bool,
    declared_true: bool,
    agrees_electronic: bool = False,
) -> None:
    """Save what the applicant declares; amounts belong only to earlier aid that there was."""
    keep(application, "declarations", revision, by=by)
    some = de_minimis == "some"
    application.de_minimis = de_minimis
    application.de_minimis_amount = de_minimis_amount if some else None
    application.de_minimis_details = de_minimis_details if some else ""
    application.declared_solvent = declared_solvent
    application.declared_true = declared_true
    application.agrees_electronic = agrees_electronic
