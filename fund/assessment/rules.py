"""How scores are checked and added up, in whole arithmetic. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from fund.core.i18n import Message, _


def every_score_has_a_reason(assessment: Any, _day: date) -> Message | None:
    """Scores are handed in when every criterion and every task link has its points and its reason (F42)."""
    unfinished = [score for score in assessment.scores if score.points is None or not score.reason.strip()]
    unfinished_tasks = [
        score
        for score in assessment.task_scores
        if score.contribution is None or score.evidence is None or not score.reason.strip()
    ]
    missing = len(unfinished) + len(unfinished_tasks)
    if missing:
        return _("%(count)s scores still miss points or a reason.", count=missing)
    return None
