"""Grants that run, for tests of the payment desk: written as the stages before would have left them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fund.applications.models import Application, Place, TaskLink
from fund.applications.workflow import State as ApplicationState
from fund.assessment.actions import declare_interest
from fund.assessment.models import Advice, AdviceOutcome
from fund.awards import actions as awards
from fund.awards.models import Award
from fund.calls.models import Call
from fund.calls.workflow import State as CallState
from fund.core import clock
from fund.core.audit import TheClock
from fund.core.calendar import next_target_day
from fund.core.db import db
from fund.decisions.models import Decision, Kind, ProposedInstalment, ProposedObligation
from fund.decisions.rules import ObligationKind
from fund.decisions.workflow import State as DecisionState
from fund.ledger.actions import move
from fund.ledger.rules import WORLD, AccountKind, MovementKind, Pot, budget
from fund.payments import actions
from fund.payments.models import Instalment, PaymentRun
from fund.people.models import Organisation
from fund.programme.models import Municipality, SocietalTask
from tests.payments.bank_files import Line, Sheet, camt053

if TYPE_CHECKING:
    from tests.world import World

PAYER = "NL65TEST0000000073"
CEILING = 1_000_000_00


@dataclass(frozen=True)
class Part:
    """A payment of the plan: cents, from which day, after the report or at settlement."""

    amount: int
    due_in: int = 0
    after_report: bool = False
    at_settlement: bool = False


ADVANCES = (Part(5_000_00), Part(3_000_00, 180, after_report=True), Part(2_000_00, at_settlement=True))
REPORT_IN = 180
"""Days until the interim report is due."""


def a_call(code: str = "FSV-2026") -> Call:
    """Find the call, or open it with its ceiling in the books."""
    call = db.session.query(Call).filter_by(code=code).one_or_none()
    if call is not None:
        return call
    now = clock.now()
    call = Call(
        slug=code.lower(),
        code=code,
        state=CallState.PUBLISHED,
        title={"nl": f"Startimpuls {code}", "en": f"Start-up {code}"},
        summary={"nl": "", "en": ""},
        fits=[],
        does_not_fit=[],
        what_you_need=[],
        questions=[],
        legal_basis={},
        distribution={"nl": "", "en": ""},
        opens_at=now - timedelta(days=90),
        closes_at=now + timedelta(days=90),
        published_at=now - timedelta(days=90),
        ceiling=CEILING,
        minimum_amount=1_00,
        maximum_amount=CEILING,
        percentage=75,
    )
    db.session.add(call)
    move(MovementKind.CEILING, WORLD, budget(code), CEILING, reference=f"ceiling:{code}", by=TheClock())
    return call


def a_grant(
    world: World,
    organisation: Organisation | None = None,
    parts: Sequence[Part] = ADVANCES,
    *,
    call: Call | None = None,
    number: str = "",
    task: str = "",
    place: str = "",
) -> Award:
    """Let a grant run with these payments, whose money is committed; the bakery's unless said otherwise."""
    application = an_application(world, organisation or world.bakery, call or a_call(), number)
    if task:
        db.session.add(TaskLink(application=application, task=a_task(task), position=1, is_main=True))
    if place:
        db.session.add(Place(application=application, municipality=a_place(place), is_main=True))
    decision = a_decision(world, application, parts)
    amount, number, who = decision.amount, application.number or "", TheClock()
    reserved, pot = Pot(AccountKind.RESERVED, number), Pot(AccountKind.AWARD, number)
    purse = budget(application.call.code)
    move(MovementKind.RESERVE, purse, reserved, amount, reference=f"reserve:{decision.number}", by=who)
    move(MovementKind.COMMIT, reserved, pot, amount, reference=f"commit:{decision.number}", by=who)
    award = awards.start(decision, by=who)
    assert award is not None
    actions.plan(award, by=who)
    return award


def an_application(world: World, organisation: Organisation, call: Call, number: str) -> Application:
    count = db.session.query(Application).count() + 1
    now, day = clock.now(), clock.today()
    application = Application(
        agrees_electronic=True,
        number=number or f"FSV-2026-{count:06d}",
        call=call,
        organisation=organisation,
        state=ApplicationState.GRANTED,
        created_at=now,
        created_by=world.noor,
        saved_at=now,
        submitted_at=now,
        submitted_by=world.noor,
        title="De Korenaar bakt verder",
        starts_on=day,
        ends_on=day + timedelta(days=365),
        requested=10_000_00,
    )
    db.session.add(application)
    db.session.flush()
    return application


def _obligations(day: date) -> list[ProposedObligation]:
    return [
        ProposedObligation(position=1, kind=ObligationKind.CARRY_OUT, text_nl="Doen", text_en="Do", due_on=None),
        ProposedObligation(
            position=2,
            kind=ObligationKind.INTERIM_REPORT,
            text_nl="Tussenverslag",
            text_en="Interim report",
            due_on=day + timedelta(days=REPORT_IN),
        ),
    ]


def _instalments(parts: Sequence[Part], day: date) -> list[ProposedInstalment]:
    return [
        ProposedInstalment(
            position=position,
            amount=part.amount,
            due_on=None if part.at_settlement else day + timedelta(days=part.due_in),
            after_obligation=2 if part.after_report else None,
            at_settlement=part.at_settlement,
        )
        for position, part in enumerate(parts, start=1)
    ]


def a_decision(world: World, application: Application, parts: Sequence[Part]) -> Decision:
    day = clock.today()
    advice = Advice(
        application=application,
        outcome=AdviceOutcome.GRANT,
        amount=sum(part.amount for part in parts),
        reasoning="Goed plan.",
        total=8000,
        calculation=[],
        given_at=clock.now(),
        given_by=world.mila,
    )
    decision = Decision(
        application=application,
        advice=advice,
        sequence=1,
        number=f"{application.number}/B1",
        kind=Kind.GRANT,
        amount=advice.amount,
        reasoning="Goed plan.",
        ground_codes=[],
        calculation=[],
        proposed_at=clock.now(),
        proposed_by=world.mila,
        content_hash="0" * 64,
        obligations=_obligations(day),
        instalments=_instalments(parts, day),
    )
    db.session.add(decision)
    db.session.flush()  # once it is signed, nothing is added to it
    decision.state, decision.decided_on, decision.decided_by, decision.served_on = (
        DecisionState.SERVED,
        day,
        world.joost,
        day,
    )
    declare_interest(application, has_interest=False, by=world.joost)
    return decision


def a_task(code: str) -> SocietalTask:
    task = db.session.query(SocietalTask).filter_by(code=code).one_or_none()
    if task is None:
        task = SocietalTask(
            code=code,
            name={"nl": code.title(), "en": code.title()},
            description={},
            role_of_resilience={},
            name_today={"nl": "", "en": ""},
            position=1,
            valid_from=date(2020, 1, 1),
        )
        db.session.add(task)
    return task


def a_place(name: str) -> Municipality:
    place = db.session.query(Municipality).filter_by(name=name).one_or_none()
    if place is None:
        count = db.session.query(Municipality).count() + 1
        place = Municipality(
            code=f"GM{count:04d}", name=name, region="Zuidoost-Brabant", valid_from=date(2020, 1, 1), successors=[]
        )
        db.session.add(place)
    return place


def checked(world: World, *organisations: Organisation) -> None:
    """Let the controller check the accounts of the grantees."""
    for organisation in organisations or (world.bakery, world.troupe):
        db.session.flush()
        db.session.refresh(organisation)
        if organisation.bank_accounts[0].checked_at is None:
            actions.check_account(organisation.bank_accounts[0], by=world.hanneke)


def first_of(award: Award) -> Instalment:
    """Find the first payment of a grant."""
    return db.session.query(Instalment).filter_by(award_id=award.id, position=1).one()


def a_run(world: World, *instalments: Instalment, key: str | None = None) -> PaymentRun:
    """Let Sanne put payments in a run for two days from now."""
    day = next_target_day(clock.today() + timedelta(days=2))
    return actions.make_run(instalments, execute_on=day, by=world.sanne, idempotency_key=key)


def a_released_run(world: World, *instalments: Instalment) -> PaymentRun:
    """Let Sanne make a run and Ruud release it."""
    run = a_run(world, *instalments)
    actions.release(run, seen_hash=run.content_hash, by=world.ruud)
    return run


def bank_file(*lines: Line, number: str = "ST-1", account: str = PAYER, opening: int = 100_000_00) -> bytes:
    """Write a statement of today with these lines, whose balances agree."""
    today = clock.today().isoformat()
    for line in lines:
        if line.booked_on == "2026-11-24":
            line.booked_on = today
    closing = opening + sum(line.cents for line in lines)
    sheet = Sheet(opening, closing, list(lines), number, account=account, from_on=today, until_on=today)
    return camt053(sheet, message_id=f"MSG-{number}")


def paid(run: PaymentRun) -> list[Line]:
    """Write the lines by which the bank says that a run was paid."""
    return [Line(-order.amount, order.end_to_end_id, order.holder, order.iban) for order in run.orders]
