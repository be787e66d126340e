"""What is asked about reports: those of a grant, those to review, reminders that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.awards.models import Award
from fund.core.db import db
from fund.reports.models import Reminder, Report
from fund.reports.workflow import State


def reports_of(award: Award) -> Sequence[Report]:
    """List the reports of a grant, by due date."""
    return db.session.scalars(
        select(Report)
        .where(Report.award_id == award.id)
        .order_by(Report.due_on, Report.id)
        .options(selectinload(Report.questions), joinedload(Report.receipt))
    ).all()


def to_review() -> Select[Report]:
    """Select the reports that came in and were not accepted yet."""
    return (
        select(Report)
        .where(Report.state == State.SUBMITTED)
        .options(joinedload(Report.award).joinedload(Award.application).joinedload(Application.organisation))
    )


def reminders_due(moment: datetime, limit: int = 500) -> Sequence[int]:
    """List the ids of reminders that are due and neither sent nor dropped, the oldest first (F66)."""
    return db.session.scalars(
        select(Reminder.id)
        .where(Reminder.sent_at.is_(None), Reminder.dropped_at.is_(None), Reminder.due_at <= moment)
        .order_by(Reminder.due_at, Reminder.id)
        .limit(limit)
    ).all()
