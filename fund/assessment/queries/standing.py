"""How people stand to a case: what they declared, whether they score it and handed in, whether they may read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, ScalarSelect, func, select
from sqlalchemy.orm import joinedload

from fund.applications.models import Application
from fund.applications.policy import may_read
from fund.assessment import policy
from fund.assessment.models import Assessment, InterestDeclaration
from fund.assessment.policy import Standing
from fund.assessment.workflow import State
from fund.calls.models import Call
from fund.core.db import db
from fund.core.i18n import Message
from fund.documents.queries import register_case_reader, register_reader
from fund.people.models import Person
from fund.people.roles import is_staff


def standing_in(case: int | BindParameter[Any], person: int | BindParameter[Any]) -> tuple[ScalarSelect[Any], ...]:
    """Answer how a person stands to a case as columns of a statement, in the order of `Standing`."""
    declared = (
        select(InterestDeclaration.has_interest)
        .where(InterestDeclaration.application_id == case, InterestDeclaration.person_id == person)
        .order_by(InterestDeclaration.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    here = select(Assessment).where(Assessment.application_id == case)
    own = here.where(Assessment.person_id == person).with_only_columns(Assessment.state).scalar_subquery()
    count = here.with_only_columns(func.count())
    return (
        declared,
        own,
        count.where(Assessment.state == State.SUBMITTED).scalar_subquery(),
        count.where(Assessment.state == State.DRAFT).scalar_subquery(),
        select(Call.assessors_needed)
        .join(Application, Application.call_id == Call.id)
        .where(Application.id == case)
        .scalar_subquery(),
    )


def standing_of(application_id: int, person_id: int) -> Standing:
    """Answer how a person stands to a case, in one statement."""
    return Standing(*db.session.execute(select(*standing_in(application_id, person_id))).one())


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


def why_not_read(person: Person | None, application_id: int) -> Message | None:
    """Say why somebody of the fund may not read what is in a case: who judges declares first, an interest closes it.

    Applications knows of no declarations; who applied is asked by the reader of each thing in the case.
    """
    if person is None or not is_staff(person):
        return None
    return policy.may_read_case(person, standing_of(application_id, person.id))


register_reader(Application, may_read)
register_case_reader(why_not_read)
