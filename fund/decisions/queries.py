"""What is asked about decisions: those of a case, those that wait for a signature, the mandates of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.core.db import db
from fund.decisions.models import Decision, Mandate
from fund.decisions.workflow import State

WAITING = (State.PROPOSED, State.SENT_BACK, State.APPROVED)


def mandates_on(day: date, *, person_id: int | None = None) -> Sequence[Mandate]:
    """List the mandates that hold on `day`, the lowest first; of one person, or of everybody."""
    query = (
        select(Mandate)
        .where(Mandate.valid_from <= day, or_(Mandate.valid_until.is_(None), Mandate.valid_until >= day))
        .order_by(Mandate.maximum_amount, Mandate.id)
        .options(joinedload(Mandate.person))
    )
    return db.session.scalars(query if person_id is None else query.where(Mandate.person_id == person_id)).all()


def decisions_of(application: Application) -> Sequence[Decision]:
    """List the decisions in a case, the newest first, with signatures, payments and obligations."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.application_id == application.id)
        .order_by(Decision.sequence.desc())
        .options(
            selectinload(Decision.approvals),
            selectinload(Decision.instalments),
            selectinload(Decision.obligations),
            joinedload(Decision.letter),
            joinedload(Decision.courtesy_letter),
        )
    ).all()


def next_sequence(application: Application) -> int:
    """Answer the sequence number of the next decision in a case."""
    last = db.session.scalar(
        select(func.coalesce(func.max(Decision.sequence), 0)).where(Decision.application_id == application.id)
    )
    return (last or 0) + 1


def waiting() -> Select[Decision]:
    """Select the decisions that are not made known yet."""
    return (
        select(Decision)
        .where(Decision.state.in_(WAITING))
        .options(
            joinedload(Decision.application).joinedload(Application.organisation), joinedload(Decision.proposed_by)
        )
    )
