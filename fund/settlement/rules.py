"""What a grant comes to in the end: never more than was granted, lower only on a legal ground. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from fund.core.i18n import Message, _
from fund.core.money import Money
from fund.decisions.rules import hash_of


def why_not_this_amount(amount: int, *, granted: int, ground: Any | None) -> Message | None:
    """Say why an amount cannot be determined: higher than granted, or lower without a ground (LC-70d); in cents."""
    if amount < 0 or amount > granted:
        return _("The final amount is at most what was granted: %(granted)s.", granted=Money(granted))
    if amount < granted and ground is None:
        return _("A lower amount needs a ground of the law. Choose one.")
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


def calculation(*, granted: int, amount: int, paid: int) -> list[dict[str, object]]:
    """Write the sum of a determination, in cents, as it is signed."""
    steps = (("Granted", granted), ("Determined", amount), (PAID, paid), ("Still to pay", amount - paid))
    return [{"label": label, "cents": cents} for label, cents in steps]


PAID: Final = "Paid so far"


def paid_before(settlement: Any) -> int:
    """Answer what was paid before a grant was determined, in cents, as it stands in the sum that was signed."""
    return next(int(step["cents"]) for step in settlement.calculation if step["label"] == PAID)


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
