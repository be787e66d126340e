"""A running case of the bakery and after it closed ones, with everything that a page can be about."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from fund.applications.models import Application
from fund.assessment.actions import declare_interest
from fund.assessment.models import AdviceOutcome
from fund.awards.models import Award
from fund.core import clock
from fund.core.audit import TheClock
from fund.core.db import db
from fund.objections.actions import file_objection
from fund.payments import actions as payments
from fund.payments.models import BankEntry
from fund.payments.rules.matching import Verdict
from fund.people import actions as people
from fund.people.roles import Role
from fund.settlement.workflow import State
from tests.builders import a_decision, a_settlement, an_award
from tests.payments import desk
from tests.world import World, address

JUDGING = (Role.CASE_HANDLER, Role.ASSESSOR, Role.DECISION_MAKER)
STANDINGS = ("undeclared", "interest")


def newcomer(role: Role, standing: str) -> str:
    """Answer the short name of somebody new in a role: who declared nothing, or an interest in every case."""
    return f"{standing}-{role.value.replace('_', '-')}"


def build() -> None:
    """Write the cases on top of the cast, with newcomers who may not see them; the caller commits."""
    award = an_award()
    a_settlement(State.PROPOSED)
    settled = a_settlement(State.DETERMINED)
    refusal = a_decision(outcome=AdviceOutcome.REFUSE)
    for against in (refusal, settled):
        file_objection(against, grounds="U telde twee partners niet mee.", by=World().noor)
    _pay(award)
    _newcomers()


def _newcomers() -> None:
    db.session.flush()
    for role in JUDGING:
        for standing in STANDINGS:
            short = newcomer(role, standing)
            person = people.enrol(name=short, email=address(short), job_title=role.value, by=TheClock())
            people.grant_role(person, role, by=TheClock())
            for application in db.session.scalars(select(Application)) if standing == "interest" else ():
                declare_interest(application, has_interest=True, explanation="Mijn zus bakt daar.", by=person)
    people.enrol(name="Iemand van buiten", email="iemand@elders.example", by=TheClock())


def _pay(award: Award) -> None:
    """Pay the first part of a grant on its day, read from the bank that it arrived, and ask a euro back."""
    world, first = World(), desk.first_of(award)
    db.session.flush()
    with clock.hold(max(first.due_on or clock.today(), clock.today())):
        desk.checked(world, award.application.organisation)
        run = desk.a_released_run(world, first)
        with clock.hold(run.execute_on + timedelta(days=1)):
            payments.read_statement(desk.bank_file(*desk.paid(run)), filename="camt053.xml", by=world.sanne)
            _say_what_a_line_is(desk.bank_file(*desk.paid(run), number="ST-2"), world)
            payments.claim(award, 1_00, number=f"{award.number}/V1", by=world.joost)


def _say_what_a_line_is(twice: bytes, world: World) -> None:
    """Read that the bank paid once more, and let one person say what that is."""
    payments.read_statement(twice, filename="camt053.xml", by=world.sanne)
    entry = db.session.scalars(select(BankEntry).where(BankEntry.matched == Verdict.UNMATCHED)).one()
    payments.propose_match(entry, verdict=Verdict.OTHER, references=[], reason="De bank herstelt dit.", by=world.sanne)
