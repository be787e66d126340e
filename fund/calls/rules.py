"""What must hold for a call: weights, windows, amounts. Pure; days and moments come as arguments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fund.core.clock import local_day
from fund.core.i18n import Message, _


def weights_add_up(call: Any, _day: date) -> Message | None:
    """Weights add up to 100, so that they count as stated (SC-03)."""
    total = sum(criterion.weight for criterion in call.criteria)
    return None if total == 100 else _("The weights add up to %(total)s. They must make 100.", total=total)


def opens_later_than_it_is_published(call: Any, day: date) -> Message | None:
    """Check that the ceiling is published before the period that it applies to (LC-36)."""
    if local_day(call.opens_at) < day:
        return _("The call cannot open before the day it is published.")
    return None


def window_is_over(call: Any, day: date) -> Message | None:
    """Check that a call closes after its last day."""
    return None if local_day(call.closes_at) < day else _("The call is still open. It closes by itself.")


def may_apply_at(call: Any, moment: datetime) -> Message | None:
    """Say why nobody can apply at `moment`: too early or too late; None inside the window (TM-11)."""
    if moment < call.opens_at:
        return _("This call is not open yet. It opens on %(day)s.", day=call.opens_at)
    if moment >= call.closes_at:
        return _("This call closed on %(day)s. You can no longer submit an application.", day=call.closes_at)
    return None
