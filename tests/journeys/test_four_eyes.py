"""P4: every pair of duties that must be apart is refused by the second action, whoever tries and in whatever role.

One grant is walked from application to determination. Each thing is done by somebody who does nothing else in the case;
before it is done, everybody who did something that it must be apart from tries it first, in the right role.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from fund.applications import actions as applications
from fund.applications.models import Application
from fund.applications.workflow import State
from fund.assessment import actions as assessment
from fund.assessment.models import AdviceOutcome
from fund.assessment.policy import JUDGING
from fund.assessment.queries import declaration_of
from fund.awards.models import Award
from fund.core import clock
from fund.core.audit import TheClock
from fund.core.calendar import next_target_day
from fund.core.db import db
from fund.core.errors import Forbidden
from fund.decisions import actions as decisions
from fund.decisions.models import Decision
from fund.payments import actions as payments
from fund.payments.models import PaymentRun
from fund.people import actions as people
from fund.people.models import Membership, Person
from fund.people.roles import Role
from fund.people.rules import APART, DutyKind, four_eyes
from fund.reports import actions as reports
from fund.reports.models import Report
from fund.settlement import actions as settlements
from fund.settlement.models import Settlement
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import an_application, score, terms
from tests.payments import desk
from tests.reports.filing import fill_in
from tests.world import World

K = DutyKind
BY_NAME = (
    "You proposed this yourself",
    "You made this run yourself",
)
"""Where the second action says it in its own words, before the duties are asked."""

ELSEWHERE = frozenset({K.BANK_MATCHED})
"""Duties that this walk does not take: in it every bank line fits its payment."""


@dataclass
class Walk:
    """The case, who did what in it, which pairs were tried, and which of them were let through."""

    site: Site
    world: World
    case: Application | None = None
    done: list[tuple[int, DutyKind]] = field(default_factory=list)
    tried: set[frozenset[DutyKind]] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def do(self, kind: DutyKind, role: Role, action: Callable[[Person], object]) -> Person:
        """Let everybody try who may not, then somebody new who may."""
        for number, earlier in self.done:
            if four_eyes({earlier}, kind) is not None:
                self._try(kind, earlier, self._in_role(db.session.get_one(Person, number), role), action)
        name = f"{len(self.done)}-{kind.value}".replace("_", "-")
        person = people.enrol(name=name, email=f"{name}@veerkracht.example", by=TheClock())
        action(self._in_role(person, role))
        self.done.append((person.id, kind))
        self.site.commit()
        return person

    def _try(self, kind: DutyKind, earlier: DutyKind, person: Person, action: Callable[[Person], object]) -> None:
        self.tried.add(frozenset({earlier, kind}))
        self.site.commit()
        try:
            action(person)
            self.wrong.append(f"{person.name} did {kind}")
        except Forbidden as refusal:
            said = str(refusal.reason)
            if not said.endswith(str(four_eyes({earlier}, kind))) and not any(words in said for words in BY_NAME):
                self.wrong.append(f"{person.name}, {kind}: {said}")
        self.site.refresh()

    def _in_role(self, person: Person, role: Role) -> Person:
        """Appoint somebody, with the declaration and the mandate that go with the role."""
        if role not in person.roles:
            people.grant_role(person, role, by=TheClock())
            if role is Role.DECISION_MAKER:
                decisions.give_mandate(
                    person,
                    capacity="directeur",
                    maximum_amount=50_000_000,
                    valid_from=clock.today(),
                    by=self.world.bram,
                )
        assert self.case is not None
        if person.roles & set(JUDGING) and declaration_of(self.case.id, person.id) is None:
            assessment.declare_interest(self.case, has_interest=False, by=person)
        return person


@pytest.mark.timeout(600)
def test_every_pair_that_must_be_apart_is_refused_by_the_second_action(
    database: Site, world: World, held: Held
) -> None:
    walk = Walk(database, world)
    _apply(walk)
    _assess(walk)
    award = _decide(walk)
    _pay(walk, award, held)
    _report(walk, award, held)
    _settle(walk, award, held)
    assert not walk.wrong
    apart = {frozenset({one, other}) for group, others in APART for one in group for other in others}
    apart = {pair for pair in apart if not pair & ELSEWHERE}
    assert walk.tried == apart, "a pair that nobody tried"


def _apply(walk: Walk) -> None:
    """Let Samir submit and then leave the organisation, so that he can work for the fund."""
    world, samir = walk.world, walk.world.samir
    membership = db.session.query(Membership).filter_by(person_id=samir.id).one()
    people.change_signing(membership, may_sign=True, by=world.noor)
    db.session.flush()
    db.session.refresh(samir)
    walk.case = an_application(State.SUBMITTED, by=samir)
    walk.done.append((samir.id, K.APPLIED))
    people.end_member(membership, by=world.noor)
    db.session.flush()
    db.session.refresh(samir)


def _assess(walk: Walk) -> None:
    case: Any = walk.case
    handler = walk.do(K.HANDLED, Role.CASE_HANDLER, lambda who: applications.take_up(case, by=who))
    walk.do(K.HANDLED, Role.CASE_HANDLER, lambda who: assessment.assign(case, walk.world.daan, by=who))
    assessment.declare_interest(case, has_interest=False, by=walk.world.daan)
    sheet = assessment.assign(case, walk.world.daan, by=handler)
    score(sheet, 2, by=walk.world.daan)
    assessment.submit_scores(sheet, by=walk.world.daan)

    def hand_in(who: Person) -> None:
        own = assessment.assign(case, who, by=handler)
        score(own, 5, by=who)
        assessment.submit_scores(own, by=who)

    def agree(who: Person) -> None:
        case.handler_id = who.id
        for criterion in case.call.criteria:
            assessment.agree(case, criterion, points=4, reason="Besproken.", by=who)

    walk.do(K.SCORED, Role.ASSESSOR, hand_in)
    walk.do(K.HANDLED, Role.CASE_HANDLER, lambda who: assessment.reopen_scores(sheet, "Kijk nog eens.", by=who))
    assessment.submit_scores(sheet, by=walk.world.daan)
    walk.do(K.SCORED, Role.CASE_HANDLER, agree)
    advice = {"outcome": AdviceOutcome.GRANT, "amount": case.requested, "reasoning": "Het plan helpt de wijk."}
    walk.do(K.ADVISED, Role.CASE_HANDLER, lambda who: assessment.give_advice(case, **advice, by=who))


def _decide(walk: Walk) -> Award:
    case: Any = walk.case
    plan = terms(case, case.requested)
    walk.do(K.PROPOSED, Role.CASE_HANDLER, lambda who: decisions.propose(case, plan, by=who))
    decision = db.session.query(Decision).one()
    changed = replace(plan, reasoning="Het plan past bij de opgave.")
    walk.do(K.PROPOSED, Role.CASE_HANDLER, lambda who: decisions.revise(decision, changed, by=who))
    assessment.declare_interest(case, has_interest=False, by=walk.world.marieke)
    decisions.send_back(decision, "Nog eens.", by=walk.world.marieke)
    walk.do(K.PROPOSED, Role.CASE_HANDLER, lambda who: decisions.propose_again(decision, by=who))
    walk.do(
        K.DECIDED, Role.DECISION_MAKER, lambda who: decisions.approve(decision, seen_hash=decision.content_hash, by=who)
    )
    decisions.serve(decision, by=walk.world.marieke)
    walk.site.commit()
    return db.session.query(Award).one()


def _pay(walk: Walk, award: Award, held: Held) -> None:
    account = walk.world.bakery.bank_accounts[0]
    walk.do(K.BANK_CHECKED, Role.FINANCE, lambda who: payments.check_account(account, by=who))
    first = desk.first_of(award)
    assert first.due_on is not None
    held.at(max(first.due_on, clock.today()))
    day = next_target_day(clock.today() + timedelta(days=2))
    walk.do(K.RUN_MADE, Role.FINANCE, lambda who: payments.make_run([first], execute_on=day, by=who))
    run = db.session.query(PaymentRun).one()
    walk.do(K.RUN_RELEASED, Role.FINANCE, lambda who: payments.release(run, seen_hash=run.content_hash, by=who))
    held.forward(days=1)
    payments.read_statement(desk.bank_file(*desk.paid(run)), filename="camt053.xml", by=walk.world.sanne)


def _report(walk: Walk, award: Award, held: Held) -> None:
    for report in db.session.query(Report).filter_by(award_id=award.id).order_by(Report.due_on):
        held.at(max(report.due_on, clock.today()))
        fill_in(report)
        reports.submit_report(report, by=walk.world.noor)
        walk.do(K.REVIEWED_REPORT, Role.CASE_HANDLER, partial(_accept, report))


def _accept(report: Report, who: Person) -> None:
    reports.accept(report, by=who)


def _settle(walk: Walk, award: Award, held: Held) -> None:
    held.at(max(award.ends_on, clock.today()) + timedelta(days=10))
    whole: dict[str, Any] = {"amount": award.amount, "ground": None, "reasoning": "Het plan is uitgevoerd."}
    walk.do(
        K.SETTLEMENT_PROPOSED, Role.CASE_HANDLER, lambda who: settlements.propose_settlement(award, **whole, by=who)
    )
    settlement = db.session.query(Settlement).one()
    settlements.send_settlement_back(settlement, "Nog eens.", by=walk.world.marieke)
    walk.do(
        K.SETTLEMENT_PROPOSED, Role.CASE_HANDLER, lambda who: settlements.propose_settlement(award, **whole, by=who)
    )
    walk.do(
        K.SETTLEMENT_DECIDED,
        Role.DECISION_MAKER,
        lambda who: settlements.determine(settlement, seen_hash=settlement.content_hash, by=who),
    )
