"""What is asked about grants that run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.applications.workflow import State
from fund.awards.models import Award
from fund.calls.models import Call
from fund.core.db import db
from fund.decisions.models import Decision
from fund.decisions.queries import COMMIT
from fund.ledger.queries import Finding, booked, unlike
from fund.ledger.rules import MovementKind


def award_of(application: Application) -> Award | None:
    """Find the grant of a case, with its obligations; None when it was not granted."""
    return db.session.scalars(
        select(Award)
        .where(Award.application_id == application.id)
        .options(selectinload(Award.obligations), joinedload(Award.decision))
    ).first()


@dataclass(frozen=True)
class Figures:
    """What everybody may know of calls: applications that came in, cents that they ask, grants that started."""

    applications: int
    asked: int
    grants: int


def figures_of(*calls: Call) -> Figures:
    """Count what came in under some calls and was not withdrawn, and the grants that were made known."""
    ours = Application.call_id.in_([call.id for call in calls])
    came_in = (ours, Application.submitted_at.is_not(None))
    grants = select(func.count(Award.id)).join(Award.application).where(ours)
    row = db.session.execute(
        select(
            func.count(Application.id), func.coalesce(func.sum(Application.requested), 0), grants.scalar_subquery()
        ).where(*came_in, Application.state != State.WITHDRAWN)
    ).one()
    return Figures(int(row[0]), int(row[1]), int(row[2]))


def unlike_the_books() -> Iterator[Finding]:
    """Name the grants whose amount is not what was committed by their decision (P7)."""
    committed = booked(MovementKind.COMMIT, COMMIT, Decision.number)
    yield from unlike(
        "grant",
        select(Award.number, Award.amount, committed)
        .join(Award.decision)
        .where(committed != Award.amount)
        .order_by(Award.id),
    )
