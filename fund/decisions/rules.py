"""What must hold for a decision. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from fund.core.i18n import Message, _


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
