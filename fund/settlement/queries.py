"""What is asked about determinations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from fund.applications.models import Application, BudgetLine
from fund.awards.models import Award
from fund.awards.workflow import State as AwardState
from fund.core.db import db
from fund.core.i18n import Message
from fund.core.planning import none_of
from fund.ledger import queries as ledger
from fund.ledger.queries import Finding, booked, unlike
from fund.ledger.rules import MovementKind
from fund.payments.queries import CLAIM
from fund.reports.models import Report, ReportKind, Spending
from fund.reports.workflow import State as ReportState
from fund.settlement import rules
from fund.settlement.models import Settlement

RELEASE = "release:"
"""What the reference of the movement begins with that releases what is less; its number follows."""


def settlement_of(award: Award) -> Settlement | None:
    """Find the determination of a grant."""
    return db.session.scalars(
        select(Settlement).where(Settlement.award_id == award.id).options(joinedload(Settlement.letter))
    ).first()


def reports_open(award: Award) -> int:
    """Count the reports of a grant that were not accepted yet."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Report)
            .where(Report.award_id == award.id, Report.state != ReportState.ACCEPTED)
        )
        or 0
    )


def why_too_early(award: Award, day: date) -> Message | None:
    """Say what must come first before a grant can be settled on `day`: asked at the proposal and at the signature."""
    return rules.why_too_early(
        ends_on=award.ends_on,
        day=day,
        reports_open=reports_open(award),
        payments_under_way=ledger.case_position(award.number).in_transit,
    )


def arithmetic(award: Award, amount: int | None = None) -> rules.Arithmetic:
    """Reckon how a grant comes to a final amount in cents, or to the most that it can be, as everything stands now."""
    spent = db.session.execute(
        select(BudgetLine.description, BudgetLine.amount, func.coalesce(Spending.spent, 0))
        .join(Spending, Spending.budget_line_id == BudgetLine.id)
        .join(Report, Report.id == Spending.report_id)
        .where(Report.award_id == award.id, Report.kind == ReportKind.FINAL, Report.state == ReportState.ACCEPTED)
        .order_by(BudgetLine.position, BudgetLine.id)
    )
    lines = tuple(rules.Accounted(name, budget, cents) for name, budget, cents in spent)
    paid, percentage = ledger.case_position(award.number).paid, award.application.call.percentage
    found = rules.Arithmetic(award.amount, award.amount, paid, percentage, lines)
    return replace(found, amount=found.most if amount is None else amount)


def waiting() -> Select[Settlement]:
    """Select the determinations that wait for a signature, were sent back, or of which the letter is to be posted."""
    return (
        select(Settlement)
        .where(Settlement.served_on.is_(None))
        .options(joinedload(Settlement.award).joinedload(Award.application).joinedload(Application.organisation))
    )


def ready() -> Select[Award]:
    """Select the running grants that ended before `:today`, with every report accepted and no proposal yet."""
    open_report = select(Report.id).where(Report.award_id == Award.id, Report.state != ReportState.ACCEPTED)
    proposal = select(Settlement.id).where(Settlement.award_id == Award.id)
    return (
        select(Award)
        .where(
            Award.state == AwardState.RUNNING,
            Award.ends_on < bindparam("today", type_=Award.ends_on.type),
            none_of(open_report, Award),
            none_of(proposal, Award),
        )
        .options(joinedload(Award.application).joinedload(Application.organisation))
    )


def unlike_the_books() -> Iterator[Finding]:
    """Name the determinations whose amount is not what was granted less what they released and claimed (P7)."""
    kept = (
        Settlement.granted
        - booked(MovementKind.RELEASE, RELEASE, Settlement.number)
        - booked(MovementKind.CLAIM, CLAIM, Settlement.number)
    )
    yield from unlike(
        "determination",
        select(Settlement.number, Settlement.amount, kept)
        .where(Settlement.decided_on.is_not(None), kept != Settlement.amount)
        .order_by(Settlement.id),
    )
