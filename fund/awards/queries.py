"""What is asked about grants that run."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.awards.models import Award
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
