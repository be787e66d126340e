"""What must hold for a report, and when it is reminded of. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from fund.core.i18n import Message, _
from fund.core.money import Money

DAYS_FROM_DUE: Final = {"month_before": -28, "week_before": -7, "on_the_day": 0, "week_after": 7, "escalation": 21}
"""When a reminder is due, in days from the day that the report is due; the last one goes to the case handler."""

DAYS_TO_ANSWER: Final = 14

DAYS_FROM_ANSWER_BY: Final = {"answer_before": -3, "answer_late": 1, "answer_escalation": 8}
"""The same for the answer to a question about a report, in days from the day before which it is asked for."""

EXPLAIN_OVER: Final = 10
"""Spending that lies further from a line of the budget than this many percents is explained; our own rule."""


@dataclass(frozen=True)
class Gap:
    """A point that is still missing: the field of the form where it is mended, and the sentence that says how."""

    field: str
    reason: Message


def must_explain(planned: int, spent: int, *, final: bool) -> bool:
    """Tell whether spending on a line must be explained; amounts in cents.

    On the way a line is not finished, so only spending more counts; at the end spending less counts as well.
    """
    apart = abs(spent - planned) if final else spent - planned
    return apart * 100 > planned * EXPLAIN_OVER


def gaps(report: Any) -> list[Gap]:
    """List what a report still lacks (F65): what was done, reached and spent, and why the money went another way.

    A final report also shares a lesson.
    """
    final = report.kind == "final"
    found = [] if report.activities.strip() else [Gap("activities", _("Describe what you did."))]
    found += [
        Gap(f"reached_{outcome.task_link_id}", _("Fill in what was reached for every task."))
        for outcome in report.outcomes
        if not outcome.reached.strip()
    ]
    for line in report.spending:
        name = line.budget_line.description
        if line.spent is None:
            reason = _("Fill in what you spent on %(line)s; 0 is fine.", line=name)
            found.append(Gap(f"spent_{line.budget_line_id}", reason))
        elif must_explain(line.budget_line.amount, line.spent, final=final) and not line.explanation.strip():
            reason = _(
                "Explain why you spent %(spent)s on %(line)s, where %(planned)s was planned.",
                spent=Money(line.spent),
                line=name,
                planned=Money(line.budget_line.amount),
            )
            found.append(Gap(f"why_{line.budget_line_id}", reason))
    if final and not report.lesson.strip():
        found.append(Gap("lesson", _("Tell what you learned. A lesson is part of every final report.")))
    return found


def report_is_whole(report: Any, _day: date) -> Message | None:
    """Check that nothing is missing in a report."""
    missing = gaps(report)
    return missing[0].reason if missing else None


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
