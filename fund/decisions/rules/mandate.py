"""Who may decide how much. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from fund.core.i18n import Message, _
from fund.core.money import Money


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


def at_stake(decision: Any) -> int:
    """Answer the amount in cents that a mandate is held against: what is granted, or what a refusal withholds."""
    return int(decision.amount or decision.application.requested or 0)


def why_not_until(valid_from: date, valid_until: date | None) -> Message | None:
    """Say that a mandate cannot end before it begins."""
    if valid_until is not None and valid_until < valid_from:
        return _("The last day comes after the first day.")
    return None


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
