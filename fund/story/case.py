"""One case in the story, and the stretches of road that cases have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from fund.applications import actions as applications
from fund.applications.models import Application, CostType, FinancingSource, FinancingStatus
from fund.assessment import actions as assessment
from fund.assessment.actions import Points, TaskPoints
from fund.assessment.models import AdviceOutcome, Assessment
from fund.assessment.queries import assessments_of
from fund.awards.models import Award
from fund.awards.queries import award_of
from fund.calls.models import Call
from fund.core.db import db
from fund.core.money import split
from fund.decisions import actions as decisions
from fund.decisions import rules as decision_rules
from fund.decisions.models import Decision
from fund.documents.uploads import look_at
from fund.people.models import Organisation, Person
from fund.programme import queries as programme
from fund.story.calendar import Calendar
from fund.story.cast import Cast
from fund.story.papers import a_paper
from fund.story.plans import Plan

CRITERIA = ("impact", "task_and_area", "enterprise", "need", "cooperation", "learning")


@dataclass
class Case:
    """A plan on its way through the fund."""

    plan: Plan
    organisation: Organisation
    person: Person
    call: Call
    cast: Cast
    calendar: Calendar
    application: Application = field(init=False)
    decision: Decision = field(init=False)

    @property
    def handler(self) -> Person:
        """Who handles the case."""
        return self.cast["pieter" if self.plan.town in ("Helmond", "Waalwijk", "Deurne") else "mila"]

    def day(self, after: int) -> date:
        """Answer the day that lies so many days after the plan began."""
        return self.calendar.day(self.plan.begins) + timedelta(days=after)

    def at(self, after: int, hour: int = 10, minute: int = 0) -> datetime:
        """Answer a moment on a working day, so many days after the plan began."""
        return self.calendar.at(self.day(after), hour, minute)

    @property
    def award(self) -> Award:
        """The grant; raises LookupError while there is none."""
        found = award_of(self.application)
        if found is None:
            raise LookupError(self.plan.title)
        return found


def apply(case: Case) -> Iterator[datetime]:
    """Write the application in two sittings and submit it."""
    yield from draft(case)
    yield case.at(4, 14, 20)
    plan = case.plan
    for wanted in case.call.required_documents:
        if not wanted.is_voluntary:
            applications.attach(
                case.application,
                wanted,
                upload=look_at(a_paper(f"{wanted.title['nl']} – {plan.organisation}"), filename=f"{wanted.code}.pdf"),
                by=case.person,
            )
    applications.save_declarations(
        case.application,
        revision=0,
        by=case.person,
        de_minimis="none",
        declared_solvent=True,
        declared_true=True,
        agrees_electronic=True,
    )
    applications.submit(case.application, by=case.person)


def draft(case: Case) -> Iterator[datetime]:
    """Begin the application and fill in the plan and the money."""
    yield case.at(0, 9, 30)
    plan, by = case.plan, case.person
    case.application = applications.start(case.call, case.organisation, by=by, idempotency_key=f"story-{plan.title}")
    _plan(case)
    _where(case)
    _money(case)


def _plan(case: Case) -> None:
    plan, by, application = case.plan, case.person, case.application
    starts_on = case.day(75)
    applications.save_plan(
        application,
        revision=0,
        by=by,
        title=plan.title,
        summary=plan.summary,
        problem=f"In {plan.town} missen mensen een plek of een maatje. Wij hoorden dat in 40 gesprekken.",
        activities=f"{plan.summary} Wij werken met vrijwilligers en een vaste begeleider.",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=plan.months * 30),
    )
    applications.save_impulse(
        application,
        revision=0,
        by=by,
        why_impulse="Het begin kost geld voordat er inkomsten zijn. De bank leent daar niet voor.",
        continuity="Na twee jaar dekken leden, verhuur en verkoop de kosten.",
        learning_question="Wat maakt dat mensen blijven komen als het nieuwe eraf is?",
    )
    helps = {}
    for code in filter(None, (plan.task, plan.second_task)):
        task = next(task for task in programme.tasks_on(case.calendar.today) if task.code == code)
        helps[task.id] = applications.Help(
            how=plan.summary,
            for_whom=plan.for_whom,
            what_changes=plan.what_changes,
            how_much=plan.how_much,
            by_when=f"eind {case.day(75 + plan.months * 30).year}",
            how_seen="een gesprek vooraf en achteraf",
        )
    applications.save_tasks(application, revision=0, by=by, helps=helps)


def _where(case: Case) -> None:
    plan, by, application = case.plan, case.person, case.application
    lines = programme.lines_on(case.calendar.today)
    line = next(line for line in lines if line.code.value == plan.line)
    applications.save_line(
        application, revision=0, by=by, line_id=line.id, line_reason="Het plan versterkt wat er in de buurt al is."
    )
    municipality = programme.municipality(plan.municipality)
    if municipality is None:
        raise LookupError(plan.municipality)
    applications.save_places(
        application,
        revision=0,
        by=by,
        places=[applications.PlaceRow(municipality.id, "", is_main=True)],
        target_group=plan.for_whom,
        people_reached=int("".join(sign for sign in plan.how_much if sign.isdigit()) or "0") or None,
    )
    applications.save_partners(
        application,
        revision=0,
        by=by,
        partners=[
            applications.PartnerRow(f"Gemeente {municipality.name}", "denkt mee en geeft ruimte", is_municipality=True),
            applications.PartnerRow("Welzijnswerk in de wijk", "verwijst mensen door"),
        ],
    )


def _money(case: Case) -> None:
    plan, by, application = case.plan, case.person, case.application
    staff, materials, housing = split(plan.costs, (5, 3, 2))
    costs = [
        applications.Cost(CostType.STAFF, "Begeleiding", staff),
        applications.Cost(CostType.MATERIALS, "Inrichting en materiaal", materials),
        applications.Cost(CostType.HOUSING, "Huur van de ruimte", housing),
    ]
    applications.save_budget(application, revision=0, by=by, costs=costs, vat_recoverable=False)
    own, income = split(plan.costs - plan.requested, (2, 1))
    sources = [
        applications.Source(FinancingSource.OWN, "Eigen geld", FinancingStatus.CERTAIN, own),
        applications.Source(FinancingSource.INCOME, "Verkoop en verhuur", FinancingStatus.PLEDGED, income),
    ]
    applications.save_financing(application, revision=0, by=by, requested=plan.requested, sources=sources)


def take_up(case: Case, *, after: int = 9) -> Iterator[datetime]:
    """Take the application up: declare no interest, confirm that it is complete, give it to two people."""
    yield case.at(after, 11, 5)
    assessment.declare_interest(case.application, has_interest=False, by=case.handler)
    applications.take_up(case.application, by=case.handler)
    for short in ("daan", "fatima"):
        assessment.assign(case.application, case.cast[short], by=case.handler)
    db.session.flush()


def score(case: Case, short: str, *, after: int, change: dict[str, int] | None = None) -> Iterator[datetime]:
    """Let somebody declare no interest, score and hand in; `change` gives other points than the plan says."""
    yield case.at(after, 14, 10)
    person = case.cast[short]
    assessment.declare_interest(case.application, has_interest=False, by=person)
    mine = own_assessment(case, person)
    wanted = {**dict(zip(CRITERIA, case.plan.points, strict=True)), **(change or {})}
    assessment.save_scores(
        mine,
        points={
            item.criterion_id: Points(wanted[item.criterion.code], REASONS[wanted[item.criterion.code]])
            for item in mine.scores
        },
        task_points={
            item.task_link_id: TaskPoints(4, 4, "Het effect is duidelijk en meetbaar.") for item in mine.task_scores
        },
        by=person,
    )
    assessment.submit_scores(mine, by=person)


REASONS = {
    1: "Hierover zegt het plan niets.",
    2: "Er is een idee, maar zonder cijfers en zonder namen.",
    3: "Het plan klopt op hoofdlijnen. De onderbouwing is nog dun.",
    4: "Goed onderbouwd met gesprekken en cijfers.",
    5: "Overtuigend: de afspraken liggen er en de partners doen mee.",
}


def own_assessment(case: Case, person: Person) -> Assessment:
    """Find what somebody must score in a case."""
    return next(item for item in assessments_of(case.application) if item.person_id == person.id)


def advise(case: Case, *, after: int, amount: int | None = None) -> Iterator[datetime]:
    """Write the advice: grant what was asked, another amount, or refuse with 0."""
    yield case.at(after, 15, 30)
    wanted = case.plan.requested if amount is None else amount
    assessment.give_advice(
        case.application,
        outcome=AdviceOutcome.GRANT if wanted else AdviceOutcome.REFUSE,
        amount=wanted,
        reasoning="Het plan versterkt de buurt, de begroting klopt en de partners doen mee."
        if wanted
        else "Het plan is te weinig uitgewerkt. Er zijn geen afspraken en geen cijfers.",
        by=case.handler,
    )


def assess(case: Case, *, amount: int | None = None) -> Iterator[datetime]:
    """Go from a submitted application to an advice."""
    yield from take_up(case)
    yield from score(case, "daan", after=20)
    yield from score(case, "fatima", after=22)
    yield from advise(case, after=29, amount=amount)


def propose(case: Case, *, after: int = 34, amount: int | None = None) -> Iterator[datetime]:
    """Propose the decision that follows the advice, with the standard payments and obligations of the call."""
    yield case.at(after, 11, 2)
    case.decision = decisions.propose(case.application, terms(case, amount), by=case.handler)


def terms(case: Case, amount: int | None = None) -> decisions.Terms:
    """Write the terms of a grant, or of a refusal with 0."""
    application, wanted = case.application, case.plan.requested if amount is None else amount
    if not wanted:
        return decisions.Terms(
            amount=0,
            reasoning="Uw plan haalt het minimum niet. Het zegt te weinig over wat er verandert en hoe het doorgaat.",
            ground_codes=("total_too_low",),
        )
    starts_on, ends_on = application.starts_on or case.day(75), application.ends_on or case.day(440)
    reports = decision_rules.report_days(
        wanted,
        starts_on=starts_on,
        ends_on=ends_on,
        interim_months=case.call.interim_report_months,
        final_weeks=case.call.final_report_weeks,
    )
    return decisions.Terms(
        amount=wanted,
        reasoning=f"Uw plan helpt {case.plan.for_whom} in {case.plan.town}. De gemeente en de partners doen mee. "
        "Wij volgen het advies.",
        obligations=decision_rules.obligations(starts_on=starts_on, ends_on=ends_on, reports=reports),
        payments=decision_rules.payment_plan(
            wanted,
            advance_percentage=case.call.advance_percentage,
            first_on=starts_on,
            interim_report_on=reports.interim_on,
        ),
    )


def sign(case: Case, *, after: int = 41) -> Iterator[datetime]:
    """Let somebody with the mandate sign."""
    yield case.at(after, 9, 14)
    signer = case.cast["joost" if case.decision.amount <= 50_000_00 else "marieke"]
    assessment.declare_interest(case.application, has_interest=False, by=signer)
    decisions.approve(case.decision, seen_hash=case.decision.content_hash, by=signer)


def serve(case: Case, *, after: int = 43) -> Iterator[datetime]:
    """Send the letter."""
    yield case.at(after, 9, 0)
    decisions.serve(case.decision, by=case.handler)


def decide(case: Case, *, amount: int | None = None) -> Iterator[datetime]:
    """Go from an advice to a letter."""
    yield from propose(case, amount=amount)
    yield from sign(case)
    yield from serve(case)
