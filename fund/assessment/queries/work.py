"""Who can be asked to score, what was given to whom, and whose scores are still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from fund.applications.models import Application
from fund.applications.workflow import State as ApplicationState
from fund.assessment.models import Assessment, InterestDeclaration
from fund.assessment.workflow import State
from fund.core.db import db
from fund.people.models import Organisation, Person, RoleGrant
from fund.people.roles import Role


def can_be_asked(application: Application, day: date) -> Sequence[Person]:
    """List who can be asked to score: assessors of today, without those who have the case or declared an interest."""
    has_it = select(Assessment.person_id).where(
        Assessment.application_id == application.id, Assessment.state != State.TAKEN_OFF
    )
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


@dataclass(frozen=True)
class ScoringWork:
    """What was given to one person to score, in the order in which it is due."""

    to_declare: list[Assessment]
    to_score: list[Assessment]
    handed_in: list[Assessment]

    @property
    def first(self) -> Assessment | None:
        """What to do first."""
        return min([*self.to_declare, *self.to_score], key=lambda one: (one.due_on, one.id), default=None)


MOST_WORK = 100
"""Nobody has more than this to score at one moment; the page shows no more."""


def scoring_work(person_id: int) -> ScoringWork:
    """Gather what was given to a person to score, in two statements."""
    given_out = db.session.scalars(
        scored_by(person_id)
        .where(Assessment.state.in_((State.DRAFT, State.SUBMITTED)))
        .order_by(Assessment.due_on, Assessment.id)
        .limit(MOST_WORK)
    ).all()
    declared = set(
        db.session.scalars(
            select(InterestDeclaration.application_id).where(
                InterestDeclaration.person_id == person_id,
                InterestDeclaration.application_id.in_([one.application_id for one in given_out]),
            )
        )
    )
    drafts = [one for one in given_out if one.state is State.DRAFT]
    return ScoringWork(
        to_declare=[one for one in drafts if one.application_id not in declared],
        to_score=[one for one in drafts if one.application_id in declared],
        handed_in=[one for one in given_out if one.state is State.SUBMITTED],
    )


def awaited_by(handler_id: int) -> Sequence[Assessment]:
    """List whose scores a case handler still waits for, first what is due first."""
    return db.session.scalars(
        select(Assessment)
        .join(Assessment.application)
        .where(
            Application.handler_id == handler_id,
            Application.next_step_by.is_not(None),
            Application.state == ApplicationState.IN_ASSESSMENT,
            Assessment.state == State.DRAFT,
            Assessment.person_id != handler_id,
        )
        .options(
            contains_eager(Assessment.application)
            .load_only(Application.number, Application.title, Application.requested, Application.state)
            .joinedload(Application.organisation)
            .load_only(Organisation.name),
            joinedload(Assessment.person),
        )
        .order_by(Assessment.due_on, Assessment.id)
        .limit(MOST_WORK)
    ).all()


def scored_by(person_id: int) -> Select[Assessment]:
    """Select what was given to a person to score, in cases that are being assessed."""
    return (
        select(Assessment)
        .join(Assessment.application)
        .where(Assessment.person_id == person_id, Application.state == ApplicationState.IN_ASSESSMENT)
        .options(
            contains_eager(Assessment.application)
            .load_only(Application.number, Application.title, Application.requested, Application.state)
            .joinedload(Application.organisation)
            .load_only(Organisation.name)
        )
    )


def to_score(person_id: int) -> Select[Assessment]:
    """Select what a person still has to score, first what is due first."""
    return scored_by(person_id).where(Assessment.state == State.DRAFT).order_by(Assessment.due_on, Assessment.id)
