"""What is built for tests gets where it says it does."""

from __future__ import annotations

import pytest

from fund.assessment.models import AdviceOutcome
from fund.decisions.workflow import State
from fund.settlement.workflow import State as SettlementState
from tests.bed.site import Site
from tests.builders import a_decision, a_settlement, an_award
from tests.world import World


@pytest.mark.parametrize("at", State)
def test_a_decision_gets_where_it_should(database: Site, world: World, at: State) -> None:
    assert a_decision(at).state is at
    database.commit()


def test_a_refusal_is_made_known(database: Site, world: World) -> None:
    decision = a_decision(outcome=AdviceOutcome.REFUSE)
    assert decision.amount == 0
    database.commit()


def test_a_grant_runs_with_its_obligations(database: Site, world: World) -> None:
    award = an_award()
    database.commit()
    assert award.amount == 4_000_000
    assert award.obligations


@pytest.mark.parametrize("at", SettlementState)
def test_a_determination_gets_where_it_should(database: Site, world: World, at: SettlementState) -> None:
    assert a_settlement(at).state is at
    database.commit()
