"""A decision from proposal until it is made known, through its actions, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from fund.applications import actions as applications
from fund.applications.workflow import State as ApplicationState
from fund.assessment import actions as assessment
from fund.assessment.models import AdviceOutcome
from fund.core import clock
from fund.core.errors import Forbidden, Refused, Stale
from fund.decisions import actions, queries
from fund.decisions.models import ApprovalKind, Decision
from fund.decisions.workflow import State
from fund.ledger import queries as ledger
from fund.ledger.actions import move
from fund.ledger.rules import AccountKind, InsufficientFunds, MovementKind, Pot, budget
from fund.people import actions as people
from fund.people.models import Person
from fund.people.queries import duties_of
from fund.people.roles import Role
from fund.people.rules import DutyKind
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import a_decision, a_proposal, an_advised_application, sign, terms
from tests.world import World


def approve(decision: Decision, by: Person, seen: str | None = None) -> None:
    actions.approve(decision, seen_hash=decision.content_hash if seen is None else seen, by=by)


def declared(decision: Decision, *people_of_the_fund: Person) -> None:
    for person in people_of_the_fund:
        assessment.declare_interest(decision.application, has_interest=False, by=person)


def test_a_proposal_says_what_will_be_signed(database: Site, world: World) -> None:
    decision = a_proposal()
    database.commit()
    application = decision.application
    assert decision.state is State.PROPOSED
    assert decision.number == f"{application.number}/B1"
    assert sum(item.amount for item in decision.instalments) == decision.amount == 4_000_000
    assert [item.at_settlement for item in decision.instalments][-1]
    after = [item.after_obligation for item in decision.instalments if item.after_obligation]
    assert [decision.obligations[position - 1].kind for position in after] == ["interim_report"]
    assert [(one.kind, one.amount_seen, one.content_hash) for one in decision.approvals] == [
        (ApprovalKind.PROPOSED, 4_000_000, decision.content_hash)
    ]
    assert DutyKind.PROPOSED in duties_of(world.mila.id, [application.id])[application.id]
    assert ledger.call_position("FSV-2026").committed == 0


def test_one_case_has_one_proposal(database: Site, world: World) -> None:
    decision = a_proposal()
    database.commit()
    with pytest.raises(Stale, match="already"):
        actions.propose(decision.application, terms(decision.application, 4_000_000), by=world.mila)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": 4_000_001, "payments": ()}, "deviation"),
        ({"amount": 4_000_001, "deviation": "Meer", "payments": ()}, "amount"),
        ({"amount": 100, "deviation": "Minder", "payments": ()}, "amount"),
        ({"obligations": ()}, "final_report_on"),
        ({"reasoning": " "}, "reasoning"),
        ({"payments": ()}, "payments"),
        ({"amount": 0, "deviation": "Toch niet"}, "ground_codes"),
    ],
)
def test_a_proposal_that_does_not_hold_is_refused_at_its_field(
    database: Site, world: World, change: dict[str, object], field: str
) -> None:
    application = an_advised_application()
    wanted = replace(terms(application, 4_000_000), **change)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refusal:
        actions.propose(application, wanted, by=world.mila)
    assert refusal.value.field == field


def test_who_may_not_propose_does_not(database: Site, world: World) -> None:
    application = an_advised_application()
    with pytest.raises(Forbidden, match="another role"):
        actions.propose(application, terms(application, 4_000_000), by=world.joost)
    applications.reopen_assessment(application, by=world.mila)
    with pytest.raises(Stale, match="no advice"):
        actions.propose(application, terms(application, 4_000_000), by=world.mila)


def test_a_change_voids_every_signature(database: Site, world: World) -> None:
    decision = a_proposal()
    first = decision.content_hash
    declared(decision, world.fatima)
    lower = replace(terms(decision.application, 3_000_000), deviation="De bus telt niet mee.")
    actions.revise(decision, lower, by=world.mila)
    database.commit()
    old, new = decision.approvals
    assert (old.amount_seen, old.voided_because) == (4_000_000, "The proposal was changed.")
    assert (new.amount_seen, new.voided_at) == (3_000_000, None)
    declared(decision, world.joost)
    with pytest.raises(Stale, match="changed while you looked"):
        approve(decision, world.joost, seen=first)
    actions.revise(decision, lower, by=world.mila)  # the same again: nothing was changed, nothing is void
    assert len(decision.approvals) == 2
    approve(decision, world.joost)
    with pytest.raises(Stale, match="cannot be changed"):
        actions.revise(decision, lower, by=world.mila)


def test_sent_back_with_the_reason_and_proposed_again(database: Site, world: World) -> None:
    decision = a_decision(State.SENT_BACK)
    assert decision.approvals[0].voided_because == "The proposal was sent back."
    with pytest.raises(Stale):
        approve(decision, world.joost)
    with pytest.raises(Stale):
        actions.send_back(decision, "Nog eens", by=world.joost)
    actions.revise(decision, replace(terms(decision.application, 4_000_000), reasoning="Nu met reden."), by=world.mila)
    actions.propose_again(decision, by=world.mila)
    with pytest.raises(Refused, match="must be changed") as refusal:
        actions.send_back(decision, " ", by=world.joost)
    assert refusal.value.field == "reason"
    approve(decision, world.joost)
    assert decision.state is State.APPROVED


def test_an_interest_or_nothing_declared_keeps_who_decides_from_every_step(database: Site, world: World) -> None:
    """Sending back voids a signature: that too is for who declared to have no interest (F41)."""
    decision = a_proposal()
    with pytest.raises(assessment.NotDeclared):
        actions.send_back(decision, "Nog eens.", by=world.marieke)
    assessment.declare_interest(decision.application, has_interest=True, explanation="Mijn zus.", by=world.marieke)
    with pytest.raises(Forbidden, match="You declared an interest"):
        actions.send_back(decision, "Nog eens.", by=world.marieke)
    sign(decision)
    with pytest.raises(Forbidden, match="You declared an interest"):
        actions.serve(decision, by=world.marieke)
    assert decision.state is State.APPROVED


def test_a_signature_commits_the_money_and_keeps_the_position(database: Site, world: World) -> None:
    decision = a_proposal()
    declared(decision, world.joost)
    before = ledger.call_position("FSV-2026")
    approve(decision, world.joost)
    database.commit()
    after = ledger.call_position("FSV-2026")
    assert (after.left, after.committed, after.reserved) == (before.left - 4_000_000, before.committed + 4_000_000, 0)
    assert decision.ceiling_at_decision is not None
    kept = {name: decision.ceiling_at_decision[name] for name in ("ceiling", "left", "reserved", "committed", "day")}
    assert kept == {
        "ceiling": before.ceiling,
        "left": before.left,
        "reserved": 0,
        "committed": 0,
        "day": "2026-03-02",
    }
    assert (decision.decided_on, decision.decided_by, decision.decided_capacity) == (
        clock.today(),
        world.joost,
        "afdelingshoofd",
    )
    assert decision.application.state is ApplicationState.ADVISED  # until it is made known (LC-72a)
    assert not ledger.check().findings


def test_a_signature_sent_twice_counts_once(database: Site, world: World) -> None:
    decision = a_proposal()
    declared(decision, world.joost, world.marieke)
    approve(decision, world.joost)
    database.commit()
    approve(decision, world.joost)
    assert ledger.call_position("FSV-2026").committed == 4_000_000
    assert [one.kind for one in decision.approvals] == [ApprovalKind.PROPOSED, ApprovalKind.DECIDED]
    with pytest.raises(Stale):
        approve(decision, world.marieke)


def test_the_mandate_goes_by_the_amount(database: Site, world: World) -> None:
    decision = a_proposal(an_advised_application(requested=5_500_000))
    declared(decision, world.joost, world.marieke)
    with pytest.raises(Forbidden) as refusal:
        approve(decision, world.joost)
    assert "€\u00a050.000,00 and this is about €\u00a055.000,00" in str(refusal.value.reason)
    assert ledger.call_position("FSV-2026").committed == 0
    approve(decision, world.marieke)
    assert decision.decided_capacity == "directeur"


def test_a_refusal_asks_for_the_mandate_that_the_grant_would_ask_for(database: Site, world: World) -> None:
    """What is withheld is as much as what was asked: a small mandate refuses no large request (NB-10)."""
    decision = a_proposal(an_advised_application(AdviceOutcome.REFUSE, requested=5_500_000))
    declared(decision, world.joost, world.marieke)
    with pytest.raises(Forbidden) as refusal:
        approve(decision, world.joost)
    assert "€\u00a050.000,00 and this is about €\u00a055.000,00" in str(refusal.value.reason)
    database.commit()
    page = world.client("joost").get(f"/decisions/{decision.key}").text
    assert "Onderteken dit besluit" not in page
    decision = database.session.get_one(Decision, decision.id)
    approve(decision, world.marieke)
    assert decision.decided_capacity == "directeur"


def test_what_was_altered_behind_the_program_is_not_signed(database: Site, world: World) -> None:
    """The hash that was seen is still there, but the content is not what it was made of (P2)."""
    decision = a_proposal()
    declared(decision, world.joost)
    seen = decision.content_hash
    database.commit()
    database.session.execute(
        text("UPDATE proposed_obligation SET text_nl = 'U hoeft niets te doen.' WHERE position = 1")
    )
    database.session.execute(text("UPDATE decision SET reasoning = 'Iets anders.'"))
    database.session.expire_all()
    with pytest.raises(Stale, match="changed while you looked"):
        approve(decision, world.joost, seen=seen)
    database.refresh()
    assert decision.state is State.PROPOSED


def test_a_mandate_that_ended_signs_nothing(database: Site, world: World, held: Held) -> None:
    decision = a_proposal()
    declared(decision, world.joost)
    (mandate,) = queries.mandates_on(clock.today(), person_id=world.joost.id)
    actions.end_mandate(mandate, until=clock.today(), by=world.bram)
    held.forward(days=1)
    with pytest.raises(Forbidden, match="no mandate on this day"):
        approve(decision, world.joost)


def test_four_eyes_hold_for_everybody(database: Site, world: World) -> None:
    """Who handled, advised, proposed or scored does not decide (P4)."""
    decision = a_proposal()
    for person in (world.mila, world.daan, world.fatima):
        people.grant_role(person, Role.DECISION_MAKER, by=world.bram)
        database.session.refresh(person)
        actions.give_mandate(
            person, capacity="waarnemer", maximum_amount=50_000_000, valid_from=clock.today(), by=world.bram
        )
    database.commit()
    for person, words in ((world.mila, "proposed this yourself"), (world.daan, "scored"), (world.fatima, "scored")):
        with pytest.raises(Forbidden) as refusal:
            approve(decision, person)
        assert words in str(refusal.value.reason)
        database.refresh()
    assert ledger.call_position("FSV-2026").committed == 0
    assert decision.state is State.PROPOSED


def test_an_interest_stands_in_the_way(database: Site, world: World) -> None:
    decision = a_proposal()
    with pytest.raises(Forbidden, match="First declare"):
        approve(decision, world.joost)
    assessment.declare_interest(decision.application, has_interest=True, explanation="Mijn broer", by=world.joost)
    with pytest.raises(Forbidden, match="declared an interest"):
        approve(decision, world.joost)


def test_what_does_not_fit_under_the_ceiling_is_not_signed(database: Site, world: World) -> None:
    decision = a_proposal()
    declared(decision, world.joost)
    leave(database, 3_999_999, by=world.mila)
    with pytest.raises(InsufficientFunds) as refusal:
        approve(decision, world.joost)
    assert str(refusal.value.reason) == (
        "There is €\u00a039.999,99 left under the ceiling and this costs €\u00a040.000,00. Nothing has changed."
    )
    database.refresh()
    assert decision.state is State.PROPOSED
    assert decision.decided_by is None
    assert ledger.call_position("FSV-2026").left == 3_999_999
    assert not ledger.check().findings


def leave(database: Site, left: int, *, by: Person) -> None:
    """Let only so much be left under the ceiling."""
    over = ledger.call_position("FSV-2026").left - left
    move(
        MovementKind.RESERVE,
        budget("FSV-2026"),
        Pot(AccountKind.RESERVED, "elsewhere"),
        over,
        reference="elsewhere",
        by=by,
    )
    database.commit()


def test_what_is_signed_is_not_taken_back(database: Site, world: World) -> None:
    decision = a_decision(State.APPROVED)
    for take_back in (
        lambda: applications.withdraw(decision.application, by=world.noor, reason="Toch niet"),
        lambda: applications.reopen_assessment(decision.application, by=world.mila),
    ):
        database.commit()
        with pytest.raises(Stale, match="was signed"):
            take_back()
        database.refresh()
    assert decision.application.state is ApplicationState.ADVISED


def test_a_case_that_was_withdrawn_or_assessed_again_is_not_decided(database: Site, world: World) -> None:
    decision = a_proposal()
    declared(decision, world.joost)
    applications.reopen_assessment(decision.application, by=world.mila)
    with pytest.raises(Stale, match="does not wait"):
        approve(decision, world.joost)
    assert database.session.scalars(queries.waiting()).all() == []
    with pytest.raises(Stale, match="no advice"):
        actions.revise(decision, terms(decision.application, 4_000_000), by=world.mila)
    assessment.give_advice(
        decision.application,
        outcome=AdviceOutcome.GRANT,
        amount=3_500_000,
        reasoning="Bij nader inzien.",
        by=world.mila,
    )
    with pytest.raises(Stale, match="newer advice"):
        approve(decision, world.joost)
    actions.revise(decision, terms(decision.application, 3_500_000), by=world.mila)
    approve(decision, world.joost)
    assert decision.state is State.APPROVED
    assert decision.amount == 3_500_000


def test_a_refusal_costs_nothing_and_cites_its_ground(database: Site, world: World) -> None:
    application = an_advised_application(AdviceOutcome.REFUSE)
    decision = a_proposal(application)
    sign(decision)
    database.commit()
    assert decision.ground_codes == [application.call.refusal_grounds[0].code]
    assert (decision.instalments, decision.obligations) == ([], [])
    assert decision.ceiling_at_decision is not None
    assert ledger.call_position("FSV-2026").committed == 0


def test_only_a_signed_decision_is_made_known(database: Site, world: World) -> None:
    decision = a_proposal()
    with pytest.raises(Stale):
        actions.serve(decision, by=world.mila)
    with pytest.raises(Forbidden):
        actions.serve(decision, by=world.sanne)


def test_a_mandate_that_is_given_twice_alike_is_there_once(database: Site, world: World) -> None:
    day = clock.today()
    one, same, other = (
        actions.give_mandate(
            world.joost, capacity="afdelingshoofd", maximum_amount=amount, valid_from=day, by=world.bram
        )
        for amount in (50_000_00, 50_000_00, 60_000_00)
    )
    database.commit()
    assert one is same
    assert other.id != one.id


def test_a_mandate_is_given_by_an_administrator_to_another(database: Site, world: World) -> None:
    day = clock.today()
    give: dict[str, Any] = {"capacity": "directeur", "maximum_amount": 100, "valid_from": day}
    with pytest.raises(Forbidden):
        actions.give_mandate(world.marieke, **give, by=world.ilse)
    for person, change, field in (
        (world.bram, {}, "person"),
        (world.sanne, {}, "person"),
        (world.marieke, {"capacity": " "}, "capacity"),
        (world.marieke, {"maximum_amount": 0}, "maximum_amount"),
        (world.marieke, {"valid_until": day - timedelta(days=1)}, "valid_until"),
    ):
        with pytest.raises(Refused) as refusal:
            actions.give_mandate(person, **{**give, **change}, by=world.bram)
        assert refusal.value.field == field
    mandate = actions.give_mandate(world.marieke, **give, by=world.bram)
    database.commit()
    with pytest.raises(Forbidden):
        actions.end_mandate(mandate, until=day, by=world.ilse)
    with pytest.raises(Refused) as refusal:
        actions.end_mandate(mandate, until=day - timedelta(days=1), by=world.bram)
    assert refusal.value.field == "until"
    actions.end_mandate(mandate, until=day, by=world.bram)
    actions.end_mandate(mandate, until=date(2030, 1, 1), by=world.bram)
    assert mandate.valid_until == day
