"""What is asked about assessments: who scores, who declared what, the scores side by side, the advice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application, TaskLink
from fund.applications.workflow import State as ApplicationState
from fund.assessment.models import Advice, AgreedScore, Assessment, InterestDeclaration
from fund.assessment.policy import Standing
from fund.assessment.rules import Given
from fund.assessment.workflow import State
from fund.core.db import db
from fund.people.models import Person, RoleGrant
from fund.people.roles import Role


def standing_of(application_id: int, person_id: int) -> Standing:
    """Answer how a person stands to a case, in one statement."""
    declared = (
        select(InterestDeclaration.has_interest)
        .where(InterestDeclaration.application_id == application_id, InterestDeclaration.person_id == person_id)
        .order_by(InterestDeclaration.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    here = select(Assessment).where(Assessment.application_id == application_id)
    own = here.where(Assessment.person_id == person_id).with_only_columns(Assessment.state).scalar_subquery()
    count = here.with_only_columns(func.count())
    found = db.session.execute(
        select(
            declared,
            own,
            count.where(Assessment.state == State.SUBMITTED).scalar_subquery(),
            count.where(Assessment.state == State.DRAFT).scalar_subquery(),
        )
    ).one()
    return Standing(*found)


def declaration_of(application_id: int, person_id: int) -> InterestDeclaration | None:
    """Find what a person declared last about a case."""
    return db.session.scalars(
        select(InterestDeclaration)
        .where(InterestDeclaration.application_id == application_id, InterestDeclaration.person_id == person_id)
        .order_by(InterestDeclaration.id.desc())
        .limit(1)
    ).first()


def declarations_of(application: Application) -> dict[int, InterestDeclaration]:
    """Answer what everybody declared last about a case, by person."""
    found = db.session.scalars(
        select(InterestDeclaration)
        .where(InterestDeclaration.application_id == application.id)
        .order_by(InterestDeclaration.id)
        .options(joinedload(InterestDeclaration.person))
    )
    return {declaration.person_id: declaration for declaration in found}


def assessments_of(application: Application) -> Sequence[Assessment]:
    """List the assessments of a case with their scores, in the order in which they were given out.

    For actions. A page shows what `visible_to` answers.
    """
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.application_id == application.id)
        .order_by(Assessment.id)
        .options(joinedload(Assessment.person), selectinload(Assessment.scores), selectinload(Assessment.task_scores))
    ).all()


def who_scores(application: Application) -> Sequence[Assessment]:
    """List who scores a case and whether they handed in, without a single point."""
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.application_id == application.id)
        .order_by(Assessment.id)
        .options(joinedload(Assessment.person))
    ).all()


def own_scores(assessment_id: int) -> Assessment:
    """Fetch one assessment with everything that its sheet shows."""
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.id == assessment_id)
        .options(
            selectinload(Assessment.scores),
            selectinload(Assessment.task_scores),
            joinedload(Assessment.application).selectinload(Application.task_links).joinedload(TaskLink.task),
        )
        .execution_options(populate_existing=True)
    ).one()


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
    """Gather what counts per criterion from the assessments that were handed in; every score, none overwritten."""
    points: dict[int, list[int]] = {}
    for assessment in assessments:
        if assessment.state is State.SUBMITTED:
            for score in assessment.scores:
                if score.points is not None:
                    points.setdefault(score.criterion_id, []).append(score.points)
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


def can_be_asked(application: Application, day: date) -> Sequence[Person]:
    """List who can be asked to score: assessors of today, without those who have the case or declared an interest."""
    has_it = select(Assessment.person_id).where(Assessment.application_id == application.id)
    has_interest = select(InterestDeclaration.person_id).where(
        InterestDeclaration.application_id == application.id, InterestDeclaration.has_interest.is_(True)
    )
    return db.session.scalars(
        select(Person)
        .where(
            Person.ended_at.is_(None),
            Person.id.not_in(has_it),
            Person.id.not_in(has_interest),
            Person.role_grants.any(
                RoleGrant.role.in_((Role.ASSESSOR, Role.CASE_HANDLER))
                & (RoleGrant.from_on <= day)
                & (RoleGrant.until_on.is_(None) | (RoleGrant.until_on >= day))
            ),
        )
        .order_by(Person.name, Person.id)
    ).all()


def scored_by(person_id: int) -> Select[Assessment]:
    """Select what was given to a person to score, in cases that are being assessed."""
    return (
        select(Assessment)
        .join(Assessment.application)
        .where(Assessment.person_id == person_id, Application.state == ApplicationState.IN_ASSESSMENT)
        .options(
            joinedload(Assessment.application).joinedload(Application.organisation),
            joinedload(Assessment.application).joinedload(Application.call),
        )
    )


def to_score(person_id: int) -> Select[Assessment]:
    """Select what a person still has to score, what is due first before."""
    return scored_by(person_id).where(Assessment.state == State.DRAFT).order_by(Assessment.due_on, Assessment.id)


def reasons(assessments: Sequence[Assessment], agreed: dict[int, AgreedScore]) -> dict[int, list[str]]:
    """Gather the reasons per criterion without the names of who gave them: of the talk, else of each own score."""
    found: dict[int, list[str]] = {}
    for assessment in assessments:
        if assessment.state is State.SUBMITTED:
            for score in assessment.scores:
                found.setdefault(score.criterion_id, []).append(score.reason)
    return found | {criterion_id: [score.reason] for criterion_id, score in agreed.items()}
