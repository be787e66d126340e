"""What must hold for a report, and when it is reminded of. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from fund.core.i18n import Message, _

DAYS_FROM_DUE: Final = {"month_before": -28, "week_before": -7, "on_the_day": 0, "week_after": 7, "escalation": 21}
"""When a reminder is due, in days from the day that the report is due; the last one goes to the case handler."""

DAYS_TO_ANSWER: Final = 14


def report_is_whole(report: Any, _day: date) -> Message | None:
    """Check that a report says what was done, what was spent per line, and what was reached per task (F65)."""
    if not report.activities.strip():
        return _("Describe what you did.")
    if any(line.spent is None for line in report.spending):
        return _("Fill in what you spent on every line of the budget; 0 is fine.")
    if any(not outcome.reached.strip() for outcome in report.outcomes):
        return _("Fill in what was reached for every task.")
    return None


def every_question_is_answered(report: Any, _day: date) -> Message | None:
    """Check that no question is left open before the answer goes back (F67)."""
    if any(question.answered_at is None for question in report.questions):
        return _("Answer every question first.")
    return None


def reminder_days(due_on: date, *, today: date) -> dict[str, date]:
    """Answer on which day each reminder of a report is due; those that lie in the past already are left out.

    A report that is due soon after it was promised is not reminded of a month before that.
    """
    days = {kind: due_on + timedelta(days=offset) for kind, offset in DAYS_FROM_DUE.items()}
    return {kind: day for kind, day in days.items() if day >= today}


def days_late(due_on: date, day: date) -> int:
    """Answer how many days late a report is on `day`; 0 when it is not."""
    return max((day - due_on).days, 0)


@dataclass(frozen=True)
class Spent:
    """What was spent on one line of the budget against what was planned, in cents."""

    planned: int
    spent: int

    @property
    def difference(self) -> int:
        """What is left of the line; negative when more was spent."""
        return self.planned - self.spent


def total_spent(lines: Iterable[Spent]) -> Spent:
    """Add up the lines."""
    kept = list(lines)
    return Spent(sum(line.planned for line in kept), sum(line.spent for line in kept))
