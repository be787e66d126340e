"""What must hold for a decision: the amount, the payments, the mandate, what is signed. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from fund.core.i18n import Message, _
from fund.core.money import Money, share, split

SMALL_BELOW: Final = 25_000_00
"""Under this amount a grant is paid at once and accounts for nothing unless asked (§2.1, tier 1)."""

LARGE_FROM: Final = 125_000_00
"""From this amount a grant accounts for its costs too (§2.1, tier 3)."""


def is_whole(decision: Any, _day: date) -> Message | None:
    """Check that payments make the amount, a refusal cites a ground, and both have reasons (LC-51, LC-54)."""
    if not decision.reasoning.strip():
        return _("Write the reasons of the decision.")
    if decision.amount and sum(instalment.amount for instalment in decision.instalments) != decision.amount:
        return _("The payments do not add up to the amount of the grant.")
    if not decision.amount and not decision.ground_codes:
        return _("Choose at least one ground of refusal.")
    return None


def has_its_letter(decision: Any, _day: date) -> Message | None:
    """Check that a decision is made known by its letter (LC-72a)."""
    return None if decision.letter_id else _("Draw the letter first.")


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


def why_not_this_amount(amount: int, *, allowed: int, minimum: int) -> Message | None:
    """Say why a grant cannot be this amount: above what the call allows, or under its lowest amount."""
    if amount > allowed:
        return _("The call allows %(allowed)s at most for this application.", allowed=Money(allowed))
    if amount < minimum:
        return _("The lowest amount of this call is %(minimum)s.", minimum=Money(minimum))
    return None


@dataclass(frozen=True)
class PlannedPayment:
    """A payment as it is proposed: cents, not before which day, after which report, or at settlement."""

    amount: int
    due_on: date | None = None
    after_interim_report: bool = False
    at_settlement: bool = False


def payment_plan(
    amount: int, *, advance_percentage: int, first_on: date, interim_report_on: date | None
) -> tuple[PlannedPayment, ...]:
    """Propose how a grant is paid: at once when small; else advances and the rest at settlement (§2.1).

    With an interim report the advance is paid in two: five parts at the start and three after the report was accepted.
    """
    if amount < SMALL_BELOW:
        return (PlannedPayment(amount, due_on=first_on),)
    advance = share(amount, advance_percentage, 100)
    rest = PlannedPayment(amount - advance, at_settlement=True)
    if interim_report_on is None:
        payments: tuple[PlannedPayment, ...] = (PlannedPayment(advance, due_on=first_on), rest)
    else:
        first, second = split(advance, (5, 3))
        later = PlannedPayment(second, due_on=interim_report_on, after_interim_report=True)
        payments = (PlannedPayment(first, due_on=first_on), later, rest)
    return tuple(payment for payment in payments if payment.amount)


def covering_mandate(mandates: Iterable[Any], *, person_id: int, amount: int, day: date) -> Any | None:
    """Find the mandate with which this person may decide this amount on this day: the lowest that is high enough."""
    fitting = [
        mandate
        for mandate in mandates
        if mandate.person_id == person_id
        and mandate.maximum_amount >= amount
        and mandate.valid_from <= day
        and (mandate.valid_until is None or day <= mandate.valid_until)
    ]
    return min(fitting, key=lambda mandate: mandate.maximum_amount, default=None)


def why_no_mandate(mandates: Sequence[Any], *, person_id: int, amount: int, day: date) -> Message:
    """Say how far the mandate of this person reaches, when it does not reach so far (NB-10)."""
    own = [
        mandate.maximum_amount
        for mandate in mandates
        if covering_mandate([mandate], person_id=person_id, amount=0, day=day) is not None
    ]
    if not own:
        return _("You have no mandate on this day. Ask the administrator.")
    return _(
        "Your mandate goes up to %(most)s and this is about %(amount)s. Somebody with a higher mandate decides.",
        most=Money(max(own)),
        amount=Money(amount),
    )


def content_hash(decision: Any) -> str:
    """Hash everything that is signed; when it changes, what was signed is void."""
    said = {
        "application": decision.application_id,
        "number": decision.number,
        "kind": decision.kind.value,
        "amount": decision.amount,
        "reasoning": decision.reasoning,
        "deviation": decision.deviation,
        "grounds": list(decision.ground_codes),
        "state_aid": decision.state_aid,
        "obligations": [
            (item.position, item.kind.value, item.text_nl, item.text_en, str(item.due_on))
            for item in decision.obligations
        ],
        "instalments": [
            (item.position, item.amount, str(item.due_on), item.after_obligation, item.at_settlement)
            for item in decision.instalments
        ],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def why_deviation_is_needed(*, advised: int, amount: int, deviation: str) -> Message | None:
    """Say that a decision that departs from the advice gives the reason (LC-72b); amounts in cents, 0 is a refusal."""
    if advised != amount and not deviation.strip():
        return _("This departs from the advice (%(advised)s). Write why.", advised=Money(advised))
    return None
