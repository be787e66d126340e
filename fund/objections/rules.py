"""What must hold for an objection, and before when it is decided. Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from fund.core.i18n import Message, _
from fund.core.legal_terms import objection_decision_term
from fund.core.terms import Deadline


class Outcome(StrEnum):
    """What was decided on an objection."""

    FOUNDED = "founded"
    UNFOUNDED = "unfounded"
    INADMISSIBLE = "inadmissible"


OUTCOMES: Final[dict[Outcome, Message]] = {
    Outcome.FOUNDED: _("Founded"),
    Outcome.UNFOUNDED: _("Unfounded"),
    Outcome.INADMISSIBLE: _("Inadmissible"),
}


def why_not_ended_on(ended_on: date, received_on: date, day: date) -> Message | None:
    """Say why an objection cannot have ended on this day: it had not come in yet, or the day is still to come."""
    if ended_on < received_on:
        return _("The objection came in on %(day)s. Fill in that day or a later one.", day=received_on)
    return _("This day is still to come. Fill in the day on which it ended.") if ended_on > day else None


def is_late(object_until: date, day: date) -> bool:
    """Tell whether an objection that came in on `day` came after the last day to object (LC-73b)."""
    return day > object_until


def why_not_late(object_until: date, day: date, late_because: str) -> Message | None:
    """Ask an objection that is late for its reason; whether that excuses it is decided later (6:11)."""
    if is_late(object_until, day) and not late_because.strip():
        return _("Write why you object after %(day)s.", day=object_until)
    return None


def decide_by(object_until: date, received_on: date) -> Deadline:
    """Count six weeks to decide from the end of the term to object, not from receipt (LC-73e).

    Of what came in late they run from receipt: the term to object lies behind us already.
    """
    return objection_decision_term(max(object_until, received_on))
