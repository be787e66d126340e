"""What must hold for a report. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from fund.core.i18n import Message, _


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
