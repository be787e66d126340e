"""A running case of the bakery and after it closed ones, with everything that a page can be about."""

from __future__ import annotations

from fund.assessment.models import AdviceOutcome
from fund.settlement.workflow import State
from tests.builders import a_decision, a_settlement, an_award


def build() -> None:
    """Write the cases on top of the cast; the caller commits."""
    an_award()
    a_settlement(State.PROPOSED)
    a_settlement(State.DETERMINED)
    a_decision(outcome=AdviceOutcome.REFUSE)
