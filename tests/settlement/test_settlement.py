from datetime import timedelta

import pytest

from fund.assessment.actions import NotDeclared, declare_interest
from fund.awards.models import Award
from fund.awards.workflow import State as AwardState
from fund.core.errors import Forbidden, Refused, Stale
from fund.ledger import queries as ledger
from fund.notices.jobs import send_notices
from fund.payments import queries as payments
from fund.payments.workflow import InstalmentState
from fund.settlement import actions
from fund.settlement.models import ReductionGround, Settlement
from fund.settlement.workflow import State
from tests.builders import an_award


@pytest.fixture
def award(world, held, database) -> Award:
    """A small grant whose plan has ended: nothing was paid yet."""
    award = an_award(requested=2_000_000)
    database.commit()
    held.at(award.ends_on + timedelta(days=10))
    return award


def propose(award: Award, world, amount: int | None = None, **changed: object) -> Settlement:
    wanted = award.amount if amount is None else amount
    ground = None if wanted == award.amount else ReductionGround.NOT_CARRIED_OUT
    terms = {"amount": wanted, "ground": ground, "reasoning": "Alles is gedaan.", "by": world.mila}
    return actions.propose_settlement(award, **{**terms, **changed})


def sign(settlement: Settlement, world) -> None:
    declare_interest(settlement.award.application, has_interest=False, by=world.marieke)
    actions.determine(settlement, seen_amount=settlement.amount, by=world.marieke)


def test_the_whole_amount_is_determined_and_the_rest_is_still_paid(award, world):
    sign(propose(award, world), world)
    assert award.state is AwardState.SETTLED
    assert award.settled_amount == award.amount
    position = ledger.case_position(award.number)
    assert (position.released, position.open) == (0, award.amount)
    planned = [item for item in payments.instalments_of(award) if item.state is InstalmentState.PLANNED]
    assert sum(item.amount for item in planned) == award.amount


def test_a_lower_amount_releases_the_difference(award, world):
    sign(propose(award, world, 1_500_000), world)
    position = ledger.case_position(award.number)
    assert position.released == 500_000
    assert position.open == 1_500_000
    assert ledger.call_position(award.application.call.code).released == 500_000


def test_a_grant_that_comes_to_nothing_is_closed(award, world):
    sign(propose(award, world, 0), world)
    assert award.state is AwardState.CLOSED
    assert ledger.case_position(award.number).released == award.amount


def test_higher_than_granted_is_refused_at_the_amount(award, world):
    with pytest.raises(Refused) as refused:
        propose(award, world, award.amount + 1)
    assert refused.value.field == "amount"


def test_lower_without_a_ground_is_refused_at_the_ground(award, world):
    with pytest.raises(Refused) as refused:
        propose(award, world, 1, ground=None)
    assert refused.value.field == "ground"


def test_who_proposed_cannot_determine(award, world):
    settlement = propose(award, world)
    with pytest.raises(Forbidden):
        actions.determine(settlement, seen_amount=settlement.amount, by=world.mila)


def test_an_interest_closes_every_step_of_a_determination(award, world):
    declare_interest(award.application, has_interest=True, explanation="Mijn broer bakt daar.", by=world.fatima)
    with pytest.raises(Forbidden, match="You declared an interest"):
        propose(award, world, by=world.fatima)
    settlement = propose(award, world)
    declare_interest(award.application, has_interest=True, explanation="Mijn zus.", by=world.marieke)
    with pytest.raises(Forbidden, match="You declared an interest"):
        actions.send_settlement_back(settlement, "Leg de huur uit.", by=world.marieke)
    with pytest.raises(Forbidden, match="You declared an interest"):
        actions.determine(settlement, seen_amount=settlement.amount, by=world.marieke)


def test_nobody_settles_without_declaring_first(award, world):
    settlement = propose(award, world)
    for step in (
        lambda: actions.send_settlement_back(settlement, "Leg de huur uit.", by=world.marieke),
        lambda: actions.determine(settlement, seen_amount=settlement.amount, by=world.marieke),
    ):
        with pytest.raises(NotDeclared):
            step()
    assert settlement.state is State.PROPOSED


def test_what_changed_meanwhile_is_not_signed(award, world):
    settlement = propose(award, world)
    with pytest.raises(Stale):
        actions.determine(settlement, seen_amount=settlement.amount - 1, by=world.marieke)
    assert settlement.state is State.PROPOSED


def test_a_proposal_goes_back_and_comes_again(award, world):
    settlement = propose(award, world)
    declare_interest(award.application, has_interest=False, by=world.marieke)
    actions.send_settlement_back(settlement, "Leg de huur uit.", by=world.marieke)
    assert settlement.state is State.SENT_BACK
    again = propose(award, world, 1_900_000)
    assert again is settlement
    assert (again.state, again.amount) == (State.PROPOSED, 1_900_000)


def test_the_letter_is_drawn_and_mailed_once(award, world, database, outbox):
    sign(propose(award, world), world)
    database.commit()
    send_notices()
    letters = [mail for mail in outbox.to("noor@korenaar.example") if "vastgesteld" in mail["Subject"]]
    assert len(letters) == 1
    assert [part.get_content_type() for part in letters[0].iter_attachments()] == ["application/pdf"]


def test_a_grant_with_an_open_report_cannot_be_settled(world):
    award = an_award()
    with pytest.raises(Refused, match="reports"):
        propose(award, world)
