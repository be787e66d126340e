"""What is asked about reports: those of a grant, those to review, reminders that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.awards.models import Award
from fund.core.db import db
from fund.decisions.models import ProposedInstalment
from fund.people.models import Person
from fund.people.queries import acting_for, who_handles
from fund.reports.models import Reminder, Report, ReportKind


def reports_of(award: Award) -> Sequence[Report]:
    """List the reports of a grant, by due date."""
    return db.session.scalars(
        select(Report)
        .where(Report.award_id == award.id)
        .order_by(Report.due_on, Report.id)
        .options(selectinload(Report.questions), joinedload(Report.receipt))
    ).all()


def reminders_due(moment: datetime, limit: int = 500) -> Sequence[int]:
    """List the ids of reminders that are due and neither sent nor dropped, the oldest first (F66)."""
    return db.session.scalars(
        select(Reminder.id)
        .where(Reminder.sent_at.is_(None), Reminder.dropped_at.is_(None), Reminder.due_at <= moment)
        .order_by(Reminder.due_at, Reminder.id)
        .limit(limit)
    ).all()


def whom_to_remind(report: Report, *, escalates: bool, day: date) -> Sequence[Person]:
    """List who is told about a report that is due: those who act for the grantee, or who handles the case.

    When the handler works here no longer, every case handler who does is told.
    """
    application = report.award.application
    if escalates:
        return who_handles(application.handler_id, day)
    return acting_for(application.organisation_id)


def amount_that_waits(report: Report) -> int:
    """Answer how many cents are paid only after this report was accepted; 0 when none."""
    return sum(item.amount for item in _waiting_for(report))


def paid_from(report: Report, day: date) -> date | None:
    """Answer from which day on what waits for this report is paid; None when that can be on `day` already."""
    latest = max((item.due_on for item in _waiting_for(report) if item.due_on is not None), default=None)
    return latest if latest is not None and latest > day else None


def _waiting_for(report: Report) -> list[ProposedInstalment]:
    decision = report.award.decision
    positions = [item.position for item in decision.obligations if item.kind is report.obligation.kind]
    planned = db.session.scalars(select(ProposedInstalment).where(ProposedInstalment.decision_id == decision.id)).all()
    return [
        item
        for item in planned
        if item.after_obligation in positions or (item.at_settlement and report.kind is ReportKind.FINAL)
    ]


def of_everyone() -> Select[Report]:
    """Select every report, for the desk's list."""
    return select(Report).options(
        joinedload(Report.award).joinedload(Award.application).joinedload(Application.organisation)
    )
