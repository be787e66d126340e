"""What is asked about assessments: who scores, who declared what, the scores side by side, the advice."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.assessment.models import Advice, AgreedScore, Assessment, InterestDeclaration
from fund.assessment.rules import Given
from fund.assessment.workflow import State
from fund.core.db import db


def declaration_of(application_id: int, person_id: int) -> InterestDeclaration | None:
    """Find what a person declared last about a case."""
    return db.session.scalars(
        select(InterestDeclaration)
        .where(InterestDeclaration.application_id == application_id, InterestDeclaration.person_id == person_id)
        .order_by(InterestDeclaration.id.desc())
        .limit(1)
    ).first()


def assessments_of(application: Application) -> Sequence[Assessment]:
    """List the assessments of a case with their scores, in the order in which they were given out."""
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.application_id == application.id)
        .order_by(Assessment.id)
        .options(joinedload(Assessment.person), selectinload(Assessment.scores), selectinload(Assessment.task_scores))
    ).all()


def agreed_of(application: Application) -> dict[int, AgreedScore]:
    """Answer the agreed points of a case, by criterion."""
    found = db.session.scalars(select(AgreedScore).where(AgreedScore.application_id == application.id))
    return {score.criterion_id: score for score in found}


def advices_of(application: Application) -> Sequence[Advice]:
    """List the advices in a case, the newest first."""
    return db.session.scalars(
        select(Advice)
        .where(Advice.application_id == application.id)
        .order_by(Advice.id.desc())
        .options(joinedload(Advice.given_by))
    ).all()


def given(
    application: Application, assessments: Sequence[Assessment], agreed: dict[int, AgreedScore]
) -> tuple[Given, ...]:
    """Gather what counts per criterion from the assessments that were handed in."""
    points: dict[int, list[int]] = {}
    for assessment in assessments:
        if assessment.state is State.SUBMITTED:
            for score in assessment.scores:
                points.setdefault(score.criterion_id, []).append(score.points or 0)
    return tuple(
        Given(
            code=criterion.code,
            weight=criterion.weight,
            scale=len(criterion.anchors),
            own=tuple(points.get(criterion.id, ())),
            agreed=agreed[criterion.id].points if criterion.id in agreed else None,
            minimum=criterion.minimum,
        )
        for criterion in application.call.criteria
    )


def to_score(person_id: int) -> Select[Assessment]:
    """Select what a person still has to score."""
    return (
        select(Assessment)
        .where(Assessment.person_id == person_id, Assessment.state == State.DRAFT)
        .options(
            joinedload(Assessment.application).joinedload(Application.organisation),
            joinedload(Assessment.application).joinedload(Application.call),
        )
    )
