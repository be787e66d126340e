"""Filling in scores, handing them in, handing them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fund.assessment import policy, rules
from fund.assessment.actions.held import hold
from fund.assessment.actions.interest import require_no_interest
from fund.assessment.models import (
    Assessment,
)
from fund.assessment.workflow import WORKFLOW, State
from fund.core import clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import _
from fund.core.perform import perform
from fund.people.models import Person


@dataclass(frozen=True)
class Points:
    """What is filled in for one criterion; points may still be missing in a draft."""

    points: int | None
    reason: str


@dataclass(frozen=True)
class TaskPoints:
    """What is filled in for one link to a task."""

    contribution: int | None
    evidence: int | None
    reason: str


def save_scores(
    assessment: Assessment,
    *,
    points: Mapping[int, Points],
    task_points: Mapping[int, TaskPoints],
    by: Person,
) -> None:
    """Keep a draft of one's scores, by id of the criterion and of the task link; unfinished is fine."""
    if reason := policy.is_own_assessment(by, assessment):
        raise Forbidden(reason)
    require_no_interest(assessment.application, by=by)
    db.session.refresh(assessment, attribute_names=["state"], with_for_update={"of": Assessment})
    state = assessment.state
    if closed := rules.why_not_score(draft=state is State.DRAFT, handed_in=state is State.SUBMITTED):
        raise Stale(closed)
    for score in assessment.scores:
        if (filled := points.get(score.criterion_id)) is not None:
            if wrong := rules.why_not_these_points(filled.points, len(score.criterion.anchors)):
                raise Refused(wrong, field=f"points_{score.criterion_id}")
            score.points, score.reason = filled.points, filled.reason.strip()
    for task_score in assessment.task_scores:
        if (given := task_points.get(task_score.task_link_id)) is not None:
            for name, value in (("contribution", given.contribution), ("evidence", given.evidence)):
                if wrong := rules.why_not_these_points(value, rules.TASK_SCALE):
                    raise Refused(wrong, field=f"{name}_{task_score.task_link_id}")
            task_score.contribution, task_score.evidence = given.contribution, given.evidence
            task_score.reason = given.reason.strip()
    db.session.flush()


def submit_scores(assessment: Assessment, *, by: Person) -> None:
    """Hand in one's scores; from then on one sees those of the others (SC-09)."""
    require_no_interest(assessment.application, by=by)
    hold(assessment.application)
    perform(WORKFLOW, "submit_scores", assessment, by=by, facts={"submitted_at": clock.now()})


def reopen_scores(assessment: Assessment, reason: str, *, by: Person) -> None:
    """Hand scores back to their owner, with a reason; what was agreed on after talking stays."""
    require_no_interest(assessment.application, by=by)
    if not reason.strip():
        raise Refused(_("Write why you hand these scores back."), field="reason")
    hold(assessment.application)
    perform(WORKFLOW, "reopen_scores", assessment, by=by, facts={"submitted_at": None}, reason=reason.strip())
