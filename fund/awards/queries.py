"""What is asked about grants that run."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.awards.models import Award
from fund.core.db import db


def award_of(application: Application) -> Award | None:
    """Find the grant of a case, with its obligations; None when it was not granted."""
    return db.session.scalars(
        select(Award)
        .where(Award.application_id == application.id)
        .options(selectinload(Award.obligations), joinedload(Award.decision))
    ).first()
