"""The last euros are asked for by eight decisions at the same moment: half of them fits, and half is signed (P3)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from fund.assessment import actions as assessment
from fund.core import audit, clock
from fund.decisions.models import Decision
from fund.decisions.workflow import State
from fund.ledger import queries as ledger
from tests.bed import crew
from tests.bed.site import Site
from tests.builders import a_proposal, an_advised_application
from tests.decisions.test_actions import leave
from tests.world import World

MANY, AMOUNT = 8, 4_000_000


@pytest.mark.concurrency
def test_of_eight_decisions_of_which_half_fits_half_is_signed(database: Site, world: World) -> None:
    decisions = [a_proposal(an_advised_application(title=f"Plan {number}")) for number in range(MANY)]
    for decision in decisions:
        assessment.declare_interest(decision.application, has_interest=False, by=world.joost)
    leave(database, MANY // 2 * AMOUNT + 1, by=world.mila)
    keys = [decision.key for decision in decisions]
    words = (clock.now().isoformat(), world.joost.email, *keys)
    database.commit()
    told = crew.at_once(database, "tests.decisions.signer:sign", MANY, *words)
    assert sorted(told) == [
        "refused There is €\u00a00,01 left under the ceiling and this costs €\u00a040.000,00. Nothing has changed."
    ] * (MANY // 2) + ["signed"] * (MANY // 2)
    database.session.expire_all()
    kept = database.session.scalars(select(Decision)).all()
    signed = [decision for decision in kept if decision.state is State.APPROVED]
    assert len(signed) == MANY // 2
    assert {decision.state for decision in kept if decision not in signed} == {State.PROPOSED}
    left_before = sorted(
        decision.ceiling_at_decision["left"] for decision in signed if decision.ceiling_at_decision is not None
    )
    assert left_before == [AMOUNT * each + 1 for each in range(1, MANY // 2 + 1)]  # each saw what the other left
    position = ledger.call_position("FSV-2026")
    assert (position.committed, position.left) == (MANY // 2 * AMOUNT, 1)
    assert not ledger.check().findings
    assert audit.verify().broken_at is None
