"""Ready-made subjects for tests: each gets where it should be through the actions, never by setting a state.

`an_application(at=State.SUBMITTED)` stands on the cast of `world` (ask for that fixture) and does not commit.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select

from fund.applications import actions as applications
from fund.applications.models import Application, CostType, FinancingSource, FinancingStatus
from fund.applications.workflow import State
from fund.assessment import actions as assessment
from fund.assessment.models import AdviceOutcome, Assessment
from fund.assessment.queries import advices_of, declaration_of
from fund.awards.models import Award
from fund.calls.actions import load_call
from fund.calls.models import Call
from fund.calls.queries import by_code
from fund.core import clock
from fund.core.db import db
from fund.decisions import actions as decisions
from fund.decisions import queries as decision_queries
from fund.decisions import rules
from fund.decisions.models import Decision
from fund.decisions.workflow import State as DecisionState
from fund.documents.uploads import look_at
from fund.people.models import Organisation, Person
from fund.programme.actions import load_reference
from fund.programme.queries import lines_on, municipality, tasks_on
from fund.settlement import actions as settlements
from fund.settlement.models import Settlement
from fund.settlement.workflow import State as SettlementState
from tests.documents.files import a_pdf
from tests.world import World

PDF = cache(a_pdf)


def a_call() -> Call:
    """The call that comes with the program, open from this moment until 11 December, with the programme around it."""
    if (known := by_code("FSV-2026")) is not None:
        return known
    load_reference(clock.today())
    now = clock.now().replace(second=0, microsecond=0)
    return load_call("fsv-2026", opens_at=now, closes_at=clock.at(date(now.year, 12, 11), 17))


def an_application(
    at: State = State.SUBMITTED,
    *,
    requested: int = 4_000_000,
    costs: int | None = None,
    title: str = "Bakken en ontmoeten",
    organisation: Organisation | None = None,
    by: Person | None = None,
    call: Call | None = None,
) -> Application:
    """An application of the bakery by Noor, with every part filled in, taken as far as `at`; Mila handles it.

    Amounts in cents; half of the costs is asked unless `costs` says otherwise.
    """
    world = World()
    by = by or world.noor
    application = applications.start(call or a_call(), organisation or world.bakery, by=by)
    fill(application, by=by, requested=requested, costs=costs or 2 * requested, title=title)
    for state, step in (
        (State.SUBMITTED, lambda: applications.submit(application, by=by)),
        (State.IN_ASSESSMENT, lambda: _take_up(application, by=world.mila)),
        (State.ADVISED, lambda: applications.record_advice(application, by=world.mila)),
    ):
        if at in (State.DRAFT, application.state):
            return application
        if at is State.WITHDRAWN:
            break
        step()
        assert application.state is state
    if at is State.WITHDRAWN:
        applications.withdraw(application, by=by, reason="Wij beginnen later")
    elif at is State.GRANTED:
        applications.grant(application, by=world.mila)
    elif at is State.REFUSED:
        applications.refuse(application, by=world.mila)
    return application


def _take_up(application: Application, *, by: Person) -> None:
    """Take an application up, after the declaration that this asks for."""
    assessment.declare_interest(application, has_interest=False, by=by)
    applications.take_up(application, by=by)


def fill(application: Application, *, by: Person, requested: int, costs: int, title: str) -> None:
    """Fill in every part of a draft."""
    day = clock.today()
    start = max(application.call.earliest_start_on or day, day) + timedelta(days=60)
    applications.save_plan(
        application,
        revision=0,
        by=by,
        title=title,
        summary="Buren bakken samen brood en leren elkaar kennen.",
        problem="Veel mensen in de wijk zijn alleen.",
        activities="Twee keer in de week bakken wij samen.",
        starts_on=start,
        ends_on=start + timedelta(days=540),
    )
    applications.save_impulse(
        application,
        revision=0,
        by=by,
        why_impulse="De oven is te duur om uit de verkoop te betalen.",
        continuity="Daarna betaalt de verkoop van brood de kosten.",
        learning_question="Helpt samen werken beter dan samen praten?",
    )
    _effect(application, by=by)
    _money(application, by=by, requested=requested, costs=costs)
    _papers(application, by=by)
    db.session.flush()


def _effect(application: Application, *, by: Person) -> None:
    """Say which task it helps, along which line, where and with whom."""
    day = clock.today()
    task = tasks_on(day)[0]
    answers = applications.Help(
        how="In de bakkerij ontmoeten mensen elkaar.",
        for_whom="40 mensen die veel alleen zijn",
        what_changes="hebben iemand die ze kunnen bellen",
        how_much="40 mensen",
        by_when="eind 2027",
        how_seen="een gesprek vooraf en achteraf",
    )
    applications.save_tasks(application, revision=0, by=by, helps={task.id: answers})
    line = lines_on(day)[0]
    applications.save_line(application, revision=0, by=by, line_id=line.id, line_reason="Het versterkt de wijk.")
    helmond = municipality("GM0794")
    assert helmond is not None
    applications.save_places(
        application,
        revision=0,
        by=by,
        places=[applications.PlaceRow(helmond.id, "Binnenstad", is_main=True)],
        target_group="Mensen die veel alleen zijn",
        people_reached=40,
    )
    partner = applications.PartnerRow("Gemeente Helmond", "denkt mee", "17272829", is_municipality=True)
    applications.save_partners(application, revision=0, by=by, partners=[partner])


def _papers(application: Application, *, by: Person) -> None:
    for wanted in application.call.required_documents:
        if not wanted.is_voluntary:
            applications.attach(application, wanted, upload=look_at(PDF(), filename=f"{wanted.code}.pdf"), by=by)
    applications.save_declarations(
        application,
        revision=0,
        by=by,
        de_minimis="none",
        declared_solvent=True,
        declared_true=True,
        agrees_electronic=True,
    )


def _money(application: Application, *, by: Person, requested: int, costs: int) -> None:
    oven = applications.Cost(CostType.MATERIALS, "Oven", costs // 2)
    staff = applications.Cost(CostType.STAFF, "Begeleiding", costs - costs // 2)
    applications.save_budget(application, revision=0, by=by, costs=[oven, staff], vat_recoverable=False)
    own = applications.Source(FinancingSource.OWN, "Eigen geld", FinancingStatus.CERTAIN, costs - requested)
    sources = [own] if costs > requested else []
    applications.save_financing(application, revision=0, by=by, requested=requested, sources=sources)


def a_scored_application(*points: int, hand_in: bool = True, **options: Any) -> tuple[Application, list[Assessment]]:
    """An application in assessment, scored by Daan and Fatima with these points on every criterion, and handed in."""
    world = World()
    application = an_application(State.IN_ASSESSMENT, **options)
    assessments = []
    for person, given in zip((world.daan, world.fatima), points or (4, 4), strict=True):
        one = assessment.assign(application, person, by=world.mila)
        score(one, given, by=person)
        assessments.append(one)
    if hand_in:
        for one in assessments:
            assessment.submit_scores(one, by=one.person)
    return application, assessments


def score(one: Assessment, points: int, *, by: Person) -> None:
    """Declare no interest and give the same points on everything, with reasons, without handing in."""
    assessment.declare_interest(one.application, has_interest=False, by=by)
    assessment.save_scores(
        one,
        points={own.criterion_id: assessment.Points(points, f"Reden van {by.name}") for own in one.scores},
        task_points={own.task_link_id: assessment.TaskPoints(points, points, "Een reden") for own in one.task_scores},
        by=by,
    )


def an_advised_application(outcome: AdviceOutcome = AdviceOutcome.GRANT, **options: Any) -> Application:
    """A scored application on which Mila advised: to grant what was asked (80 points), or to refuse (40)."""
    grant = outcome is AdviceOutcome.GRANT
    application, _scores = a_scored_application(*((4, 4) if grant else (2, 2)), **options)
    assessment.give_advice(
        application,
        outcome=outcome,
        amount=(application.requested or 0) if grant else 0,
        reasoning="Het plan helpt de wijk." if grant else "Het plan haalt het minimum niet.",
        by=World().mila,
    )
    return application


def mandates() -> None:
    """Let Joost sign up to 50,000 euro and Marieke up to half a million; once."""
    world, day = World(), clock.today()
    if decision_queries.mandates_on(day):
        return
    for person, capacity, most in (
        (world.joost, "afdelingshoofd", 5_000_000),
        (world.marieke, "directeur", 50_000_000),
    ):
        decisions.give_mandate(person, capacity=capacity, maximum_amount=most, valid_from=day, by=world.bram)


def terms(application: Application, amount: int) -> decisions.Terms:
    """Write what goes with a grant of `amount` unless somebody proposes otherwise; 0 refuses."""
    if not amount:
        ground = application.call.refusal_grounds[0].code
        return decisions.Terms(amount=0, reasoning="De scores halen het minimum niet.", ground_codes=[ground])
    assert application.starts_on is not None
    assert application.ends_on is not None
    start, end, call = application.starts_on, application.ends_on, application.call
    reports = rules.report_days(
        amount,
        starts_on=start,
        ends_on=end,
        interim_months=call.interim_report_months,
        final_weeks=call.final_report_weeks,
    )
    payments = rules.payment_plan(
        amount,
        advance_percentage=call.advance_percentage,
        first_on=max(start, clock.today()),
        interim_report_on=reports.interim_on,
    )
    return decisions.Terms(
        amount=amount,
        reasoning="Het plan past bij de opgave en haalt de scores.",
        obligations=rules.obligations(starts_on=start, ends_on=end, reports=reports),
        payments=payments,
    )


def a_proposal(application: Application | None = None, amount: int | None = None) -> Decision:
    """Let Mila propose what was advised (0 refuses), or another amount with the reason."""
    application = application or an_advised_application()
    mandates()
    advised = advices_of(application)[0].amount
    wanted = terms(application, advised if amount is None else amount)
    if wanted.amount != advised:
        wanted = replace(wanted, deviation="Een deel van de kosten telt niet mee.")
    return decisions.propose(application, wanted, by=World().mila)


def sign(decision: Decision) -> None:
    """Let the decision maker whose mandate reaches far enough sign exactly what is proposed."""
    world = World()
    by = world.joost if decision.amount <= 5_000_000 else world.marieke
    if declaration_of(decision.application_id, by.id) is None:
        assessment.declare_interest(decision.application, has_interest=False, by=by)
    decisions.approve(decision, seen_hash=decision.content_hash, by=by)


def a_decision(
    at: DecisionState = DecisionState.SERVED,
    *,
    outcome: AdviceOutcome = AdviceOutcome.GRANT,
    amount: int | None = None,
    **options: Any,
) -> Decision:
    """A decision as it was advised, or another amount: proposed, sent back, signed, or made known by letter."""
    decision = a_proposal(an_advised_application(outcome, **options), amount)
    if at is DecisionState.SENT_BACK:
        assessment.declare_interest(decision.application, has_interest=False, by=World().joost)
        decisions.send_back(decision, "Schrijf op waarom het plan nu moet beginnen.", by=World().joost)
    if at in (DecisionState.APPROVED, DecisionState.SERVED):
        sign(decision)
    if at is DecisionState.SERVED:
        decisions.serve(decision, by=World().mila)
    assert decision.state is at
    return decision


def an_award(**options: Any) -> Award:
    """A grant of the bakery that runs: made known, with its obligations, and its reports expected."""
    decision = a_decision(**options)
    db.session.flush()
    return db.session.scalars(select(Award).where(Award.decision_id == decision.id)).one()


def a_settlement(at: SettlementState = SettlementState.DETERMINED, **options: Any) -> Settlement:
    """A determination of a small grant after its plan ended: proposed, sent back, or signed and made known."""
    world, award = World(), an_award(**{"requested": 2_000_000, **options})
    with clock.hold(max(clock.now(), clock.at(award.ends_on + timedelta(days=10), 10))):
        settlement = settlements.propose_settlement(
            award, amount=award.amount, ground=None, reasoning="Het plan is uitgevoerd.", by=world.mila
        )
        if at is SettlementState.SENT_BACK:
            if declaration_of(award.application_id, world.joost.id) is None:
                assessment.declare_interest(award.application, has_interest=False, by=world.joost)
            settlements.send_settlement_back(settlement, "Noem ook de les.", by=world.joost)
        if at is SettlementState.DETERMINED:
            settlements.determine(settlement, seen_hash=settlement.content_hash, by=world.joost)
    assert settlement.state is at
    return settlement
