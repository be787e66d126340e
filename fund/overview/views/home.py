"""The applicant's home: the one next step, applications with their state, grants that run, organisations."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from fund.applications import queries as applications
from fund.applications.models import Application
from fund.applications.workflow import OPEN, WORKFLOW, State
from fund.awards.workflow import WORKFLOW as AWARD
from fund.core import clock
from fund.core.calendar import local_day
from fund.ledger import queries as ledger
from fund.overview import policy, rules
from fund.overview.queries import home as queries
from fund.overview.rules import Kind, Step, Todo
from fund.overview.views import blueprint
from fund.people import queries as people
from fund.reports.models import Report
from fund.web.filters import local
from fund.web.guard import actor, requires
from fund.web.paths import address

JUDGED = (State.GRANTED, State.REFUSED)


@blueprint.get("/home")
@requires(policy.may_see_home)
def home() -> ResponseReturnValue:
    """Show an applicant everything that is theirs, what comes first on top; staff are sent on to their work."""
    person = actor()
    if person.roles and (work := address("overview.my_work")):
        return redirect(work)
    organisations = people.organisations_of(person)
    ids = [organisation.id for organisation in organisations]
    cases = applications.applications_of(ids) if ids else []
    known = queries.made_known([case.id for case in cases if case.state in JUDGED])
    awards = [award for award in queries.awards_of(ids) if award.application_id in known] if ids else []
    owed = queries.owed([award.id for award in awards]) if awards else []
    step = rules.next_step(
        [*_drafts(cases), *_reports(owed)],
        [case.decide_by for case in cases if _waits(case, known) and case.decide_by is not None],
        has_organisation=bool(organisations),
        today=clock.today(),
    )
    return render_template(
        "overview/home.html",
        organisations=organisations,
        lines=[_line(case, known) for case in cases],
        awards=[(award, next((each for each in owed if each.award_id == award.id), None)) for award in awards],
        award_urls={award.number: address("awards.award", number=award.number) for award in awards},
        money_of=ledger.case_positions(award.number for award in awards),
        workflow=AWARD,
        step=step,
        step_url=_address_of(step),
        calls_url=address("calls.calls"),
    )


def _waits(case: Application, known: frozenset[int]) -> bool:
    """Answer whether the fund has still to decide, as far as the applicant knows."""
    return case.state in OPEN or (case.state in JUDGED and case.id not in known)


def _line(case: Application, known: frozenset[int]) -> dict[str, object]:
    """Write an application as the applicant sees it: a decision shows from the day on which it is made known."""
    look = WORKFLOW.looks[State.ADVISED if _waits(case, known) and case.state in JUDGED else case.state]
    award = address("awards.award", number=case.number) if case.state is State.GRANTED and case.id in known else ""
    return {
        "case": case,
        "status": (look.kind, look.public),
        "waits": _waits(case, known),
        "url": award or address("applications.application", key=case.key),
    }


def _drafts(cases: Sequence[Application]) -> list[Todo]:
    """List the drafts that can still be submitted."""
    now = clock.now()
    return [
        Todo(
            Kind.FINISH,
            case.title or local(case.call.title),
            local_day(case.call.closes_at),
            case.key,
            case.call.closes_at,
        )
        for case in cases
        if case.state is State.DRAFT and case.call.closes_at > now
    ]


def _reports(owed: Sequence[Report]) -> list[Todo]:
    """List the reports to send, and the questions about them to answer."""
    todo = []
    for report in owed:
        asked = [question.answer_by for question in report.questions if question.answered_at is None]
        kind = Kind.ANSWER if asked else Kind.OWE
        todo.append(Todo(kind, report.kind.value, min(asked, default=report.due_on), report.key))
    return todo


def _address_of(step: Step) -> str:
    """Answer where the step is taken."""
    return {
        Kind.FINISH: address("applications.application", key=step.key),
        Kind.OWE: address("reports.file", key=step.key),
        Kind.ANSWER: address("reports.report", key=step.key),
        Kind.REGISTER: address("people.register"),
        Kind.LOOK: address("calls.calls"),
        Kind.WAIT: "",
    }[step.kind]
