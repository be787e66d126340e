"""How much: what the call allows for a budget, step by step. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from fund.core.i18n import Message, _
from fund.core.money import Money, share


class StepCode(StrEnum):
    """The steps of the sum from a budget to an amount."""

    COSTS = "costs"
    SHARE = "share"
    ASKED = "asked"
    MAXIMUM = "maximum"
    MINIMUM = "minimum"


STEP_LABELS: Final[dict[StepCode, Message]] = {
    StepCode.COSTS: _("Costs in the budget"),
    StepCode.SHARE: _("Highest share of the costs"),
    StepCode.ASKED: _("Asked for"),
    StepCode.MAXIMUM: _("Highest amount of this call"),
    StepCode.MINIMUM: _("Lowest amount of this call; less is not granted"),
}


@dataclass(frozen=True)
class AmountStep:
    """One line of how an amount came about: which step, and cents."""

    code: StepCode
    cents: int


def amount_steps(
    *, costs: int, requested: int, percentage: int, maximum: int, minimum: int
) -> tuple[tuple[AmountStep, ...], int]:
    """Compute the highest amount that the call allows for these costs, with every step shown (US-08).

    All in cents; the share of the costs is rounded half up to whole cents. The result is 0 when it stays under the
    lowest amount of the call.
    """
    of_costs = share(costs, percentage, 100)
    allowed = min(requested, of_costs, maximum)
    steps = [
        AmountStep(StepCode.COSTS, costs),
        AmountStep(StepCode.SHARE, of_costs),
        AmountStep(StepCode.ASKED, requested),
        AmountStep(StepCode.MAXIMUM, maximum),
    ]
    if allowed < minimum:
        steps.append(AmountStep(StepCode.MINIMUM, minimum))
        allowed = 0
    return tuple(steps), allowed


def steps_for(application: Any) -> tuple[tuple[AmountStep, ...], int]:
    """Compute what the call allows for an application, with the steps (US-08)."""
    return amount_steps(
        costs=sum(line.amount for line in application.budget_lines),
        requested=application.requested or 0,
        percentage=application.call.percentage,
        maximum=application.call.maximum_amount,
        minimum=application.call.minimum_amount,
    )


def why_not_this_amount(amount: int, *, allowed: int, minimum: int) -> Message | None:
    """Say why a grant cannot be this amount: above what the call allows, or under its lowest amount."""
    if amount > allowed:
        return _("The call allows %(allowed)s at most for this application.", allowed=Money(allowed))
    if amount < minimum:
        return _("The lowest amount of this call is %(minimum)s.", minimum=Money(minimum))
    return None
