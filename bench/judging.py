"""Scores, advices and decisions of invented cases."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from bench.cases import ADVISED, IN_ASSESSMENT, REFUSED, Case, bulk
from fund.assessment.models import Advice, AdviceOutcome, Assessment, InterestDeclaration, Score, TaskScore
from fund.assessment.workflow import State as AssessmentState
from fund.core.db import db, new_key
from fund.decisions.models import Decision, Kind
from fund.decisions.workflow import State as DecisionState


def scores(cases: list[Case]) -> None:
    """Write two assessments of every case that was assessed, with all scores."""
    assessed = [case for case in cases if case.share < IN_ASSESSMENT]
    bulk(
        InterestDeclaration,
        (
            {"application_id": case.id, "person_id": person, "has_interest": False, "declared_at": case.at}
            for case in assessed
            for person in (1, 2)
        ),
    )
    bulk(
        Assessment,
        (
            {
                "id": case.id * 2 + person - 2,
                "key": new_key(),
                "application_id": case.id,
                "person_id": person,
                "state": AssessmentState.DRAFT,
                "assigned_at": case.at,
                "assigned_by_id": 1,
                "due_on": (case.at + timedelta(days=14)).date(),
            }
            for case in assessed
            for person in (1, 2)
        ),
    )
    bulk(
        Score,
        (
            {
                "assessment_id": case.id * 2 + person - 2,
                "criterion_id": (case.call - 1) * 6 + position,
                "points": 4,
                "reason": "Goed onderbouwd.",
            }
            for case in assessed
            for person in (1, 2)
            for position in range(1, 7)
        ),
    )
    bulk(
        TaskScore,
        (
            {
                "assessment_id": case.id * 2 + person - 2,
                "task_link_id": case.id,
                "contribution": 4,
                "evidence": 3,
                "reason": "Helder.",
            }
            for case in assessed
            for person in (1, 2)
        ),
    )
    db.session.execute(
        update(Assessment).values(state=AssessmentState.SUBMITTED, submitted_at=Assessment.assigned_at),
        execution_options={"synchronize_session": False},
    )


def decisions(cases: list[Case]) -> None:
    """Write the advices and the decisions."""
    advised = [case for case in cases if case.share < ADVISED]
    bulk(
        Advice,
        (
            {
                "id": case.id,
                "application_id": case.id,
                "outcome": AdviceOutcome.GRANT if case.granted else AdviceOutcome.REFUSE,
                "amount": case.requested if case.granted else 0,
                "reasoning": "Advies.",
                "total": 8000,
                "calculation": [],
                "given_at": case.at,
                "given_by_id": 1,
            }
            for case in advised
        ),
    )
    decided = [case for case in cases if case.share < REFUSED]
    bulk(
        Decision,
        (
            {
                "id": case.id,
                "key": new_key(),
                "application_id": case.id,
                "advice_id": case.id,
                "sequence": 1,
                "number": f"{case.number}/B1",
                "kind": Kind.GRANT if case.granted else Kind.REFUSAL,
                "state": DecisionState.SERVED,
                "amount": case.requested if case.granted else 0,
                "reasoning": "Besluit.",
                "ground_codes": [],
                "calculation": [],
                "proposed_at": case.at,
                "proposed_by_id": 1,
                "content_hash": "0" * 64,
                "decided_on": case.at.date(),
                "decided_by_id": 3,
                "served_on": case.at.date(),
            }
            for case in decided
        ),
    )
