"""What a grant comes to in the end: never more than was granted, lower only on a legal ground. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from fund.core.i18n import Message, _
from fund.core.money import Money, share
from fund.decisions.rules import hash_of


def why_not_this_amount(amount: int, *, granted: int, ground: Any | None) -> Message | None:
    """Say why an amount in cents cannot be determined: too high, or lower without a ground, or the reverse (LC-70d)."""
    if amount < 0 or amount > granted:
        return _("The final amount is at most what was granted: %(granted)s.", granted=Money(granted))
    if amount < granted and ground is None:
        return _("A lower amount needs a ground of the law. Choose one.")
    if amount == granted and ground is not None:
        return _("You chose a ground for a lower amount, but the amount is what was granted. Change one of the two.")
    return None


def why_too_early(*, ends_on: date, day: date, reports_open: int, payments_under_way: int) -> Message | None:
    """Say what comes first: the end of the plan (LC-70b), reports to accept, payments at the bank."""
    if day <= ends_on:
        return _("The plan runs until %(day)s. You can settle this grant from the day after.", day=ends_on)
    if reports_open:
        return _("%(count)s reports are not accepted yet.", count=reports_open)
    if payments_under_way:
        return _("A payment is on its way to the bank. Wait until the bank confirms it.")
    return None


class Step(StrEnum):
    """What a line of the sum is, as it is kept and signed."""

    COSTS = "Costs accounted for"
    SHARE = "Share of the costs"
    GRANTED = "Granted"
    DETERMINED = "Determined"
    PAID = "Paid so far"
    LEFT = "Still to pay"


@dataclass(frozen=True)
class Accounted:
    """What the accepted final report says was spent on one line of the budget; in cents."""

    name: str
    budget: int
    spent: int


@dataclass(frozen=True)
class Arithmetic:
    """How a grant comes to its final amount, in cents (LC-66, LC-70d).

    `lines` is empty when no final report accounts for costs; then nothing but the grant is the maximum.
    """

    granted: int
    amount: int
    paid: int
    percentage: int = 0
    """Of the costs, that the call pays at most."""
    lines: tuple[Accounted, ...] = ()

    @property
    def budget(self) -> int:
        """The whole budget."""
        return sum(line.budget for line in self.lines)

    @property
    def costs(self) -> int:
        """All costs that were accounted for."""
        return sum(line.spent for line in self.lines)

    @property
    def of_costs(self) -> int:
        """The share of those costs that the call pays at most, rounded half up."""
        return share(self.costs, self.percentage, 100)

    @property
    def most(self) -> int:
        """The highest amount: what was granted, or the share of the costs when that is less."""
        return min(self.granted, self.of_costs) if self.lines else self.granted

    @property
    def to_pay(self) -> int:
        """What is still paid after the determination."""
        return max(self.amount - self.paid, 0)

    @property
    def to_recover(self) -> int:
        """What was paid too much and is asked back."""
        return max(self.paid - self.amount, 0)

    @property
    def to_release(self) -> int:
        """What was granted and will not be paid any more."""
        return self.granted - max(self.amount, self.paid)

    def as_kept(self) -> list[dict[str, object]]:
        """Write the sum as it is kept and signed."""
        steps: list[dict[str, object]] = [
            {"label": Step.COSTS.value, "name": line.name, "budget": line.budget, "cents": line.spent}
            for line in self.lines
        ]
        if self.lines:
            steps.append({"label": Step.SHARE.value, "percentage": self.percentage, "cents": self.of_costs})
        last = {
            Step.GRANTED: self.granted,
            Step.DETERMINED: self.amount,
            Step.PAID: self.paid,
            Step.LEFT: self.amount - self.paid,
        }
        steps.extend({"label": step.value, "cents": cents} for step, cents in last.items())
        return steps


def arithmetic_of(settlement: Any) -> Arithmetic:
    """Read the sum of a determination as it was signed, whatever was paid since."""
    kept = settlement.calculation
    cents = {step["label"]: int(step["cents"]) for step in kept}
    return Arithmetic(
        granted=cents[Step.GRANTED],
        amount=cents[Step.DETERMINED],
        paid=cents[Step.PAID],
        percentage=next((step["percentage"] for step in kept if step["label"] == Step.SHARE), 0),
        lines=tuple(
            Accounted(step["name"], step["budget"], step["cents"]) for step in kept if step["label"] == Step.COSTS
        ),
    )


def content_hash(settlement: Any) -> str:
    """Hash everything that is signed; when it changes, what was signed is void."""
    ground = settlement.reduction_ground
    return hash_of(
        {
            "number": settlement.number,
            "granted": settlement.granted,
            "amount": settlement.amount,
            "ground": ground.value if ground is not None else "",
            "reasoning": settlement.reasoning,
            "calculation": settlement.calculation,
        }
    )
