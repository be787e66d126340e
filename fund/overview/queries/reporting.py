"""Work about the reports of grants: reviewing, calling, determining, posting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, case, cast, func, null, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from fund.applications.models import Application
from fund.awards.models import Award
from fund.awards.workflow import WORKFLOW as AWARD
from fund.awards.workflow import State as AwardState
from fund.core.clock import local_day
from fund.core.db import select_rows
from fund.core.i18n import _
from fund.core.planning import none_of, unindexed, written_out
from fund.core.workflow import Look
from fund.overview.queries.task import HANDLED, MOST, TODAY, Task, case_of, of_case
from fund.overview.rules.desk import review_by, settle_by
from fund.people.models import Organisation, Person
from fund.reports.models import ReminderKind, Report, ReportKind, ReportQuestion
from fund.reports.rules import DAYS_FROM_ANSWER_BY, DAYS_FROM_DUE
from fund.reports.workflow import WORKFLOW as REPORT
from fund.reports.workflow import State as ReportState
from fund.settlement.models import Settlement
from fund.settlement.workflow import WORKFLOW as SETTLEMENT
from fund.settlement.workflow import State as SettlementState

ESCALATED_AFTER: Final = timedelta(days=DAYS_FROM_DUE[ReminderKind.ESCALATION])
_ESCALATED: Final = bindparam("escalated", type_=Report.due_on.type)
_UNANSWERED: Final = bindparam("unanswered", type_=Report.due_on.type)


def _no(column: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Leave out what is of another kind of row."""
    return cast(null(), column.type)


def awaited_by() -> ColumnElement[date]:
    """Select before when a grantee sends a report; when there is a question about it, before when that is answered.

    The state is compared without its index: a grant has a few reports, a state has thousands.
    """
    answer_by = (
        select(func.max(ReportQuestion.answer_by))
        .where(ReportQuestion.report_id == Report.id, ReportQuestion.answered_at.is_(None))
        .correlate(Report)
        .scalar_subquery()
    )
    return case((unindexed(Report.state) == ReportState.QUESTIONED, answer_by), else_=Report.due_on)


_PROPOSED: Final = select(Settlement.id).where(
    Settlement.award_id == Award.id, Settlement.state != SettlementState.SENT_BACK
)
_UNREAD: Final = select(Report.id).where(Report.award_id == Award.id, Report.state != ReportState.ACCEPTED)
_ACCEPTED: Final = select(func.max(Report.accepted_at)).where(
    Report.award_id == Award.id, Report.kind == ReportKind.FINAL
)


def _of_award(key: Any, state: Any, due_on: Any, submitted_at: Any) -> Select[Any]:
    """Select what waits of the grants that the reader handles, with as little as puts it in order."""
    names = {"key": key, "state": state, "due_on": due_on, "submitted_at": submitted_at}
    columns = (column.label(name) for name, column in names.items())
    return (
        select(Award.id.label("award_id"), *columns)
        .select_from(Award)
        .join(Application, Application.id == Award.application_id)
        .where(HANDLED)
    )


_OF_REPORT: Final = _of_award(Report.key, Report.state, Report.due_on, Report.submitted_at).join(
    Report, Report.award_id == Award.id
)
_CAME_IN: Final = _OF_REPORT.where(Report.state == ReportState.SUBMITTED).order_by(Report.due_on, Award.id)
_LATE: Final = _OF_REPORT.where(Report.state == ReportState.EXPECTED, Report.due_on <= _ESCALATED).order_by(
    Report.due_on, Award.id
)
"""Of which the last reminder went to who handles the case (F66)."""
_SILENT: Final = (
    _of_award(Report.key, Report.state, ReportQuestion.answer_by, _no(Report.submitted_at))
    .join(Report, Report.award_id == Award.id)
    .join(ReportQuestion, ReportQuestion.report_id == Report.id)
    .where(Report.state == ReportState.QUESTIONED)
    .where(ReportQuestion.answered_at.is_(None), ReportQuestion.answer_by <= _UNANSWERED)
    .order_by(ReportQuestion.answer_by, Award.id)
)
"""Of which the last reminder of the answer went to who handles the case."""
_ENDED: Final = (
    _of_award(_no(Report.key), _no(Report.state), Award.ends_on, _no(Report.submitted_at))
    .where(Award.state == AwardState.RUNNING, Award.ends_on < TODAY, none_of(_UNREAD, Award), none_of(_PROPOSED, Award))
    .order_by(Award.ends_on, Award.id)
)
"""To determine: the plan ended and no report is open, whether one was asked for or not (LC-70b)."""
_TO_POST: Final = (
    _of_award(Settlement.key, _no(Report.state), Settlement.decided_on, _no(Report.submitted_at))
    .join(Settlement, Settlement.award_id == Award.id)
    .where(Settlement.served_on.is_(None), Settlement.state == SettlementState.DETERMINED)
    .order_by(Settlement.decided_on, Award.id)
)
"""Determined, and to be made known by post."""
_ALL: Final = union_all(
    *(select(each.limit(MOST).subquery()) for each in (_CAME_IN, _LATE, _SILENT, _ENDED, _TO_POST))
).subquery()
_FIRST: Final = select(_ALL).order_by(_ALL.c.due_on, _ALL.c.award_id).limit(MOST).subquery()
_REPORTS: Final = written_out(
    of_case(
        *(_FIRST.c.key, _FIRST.c.state, _FIRST.c.due_on, _FIRST.c.submitted_at),
        _ACCEPTED.scalar_subquery().label("accepted_at"),
        Award.ends_on,
    )
    .join(Award, Award.application_id == Application.id)
    .join(_FIRST, _FIRST.c.award_id == Award.id)
    .join(Organisation, Organisation.id == Application.organisation_id)
    .order_by(_FIRST.c.due_on, Award.id)
)
"""What is first of each kind is found by its index, and is put in order before its case is read."""


def reports(person: Person, day: date) -> Iterable[Task]:
    """List what a handler does about reports: those that came in, those that no reminder helped, what comes after."""
    unanswered = day - timedelta(days=DAYS_FROM_ANSWER_BY[ReminderKind.ANSWER_ESCALATION])
    days = {"today": day, "escalated": day - ESCALATED_AFTER, "unanswered": unanswered}
    for row in select_rows(_REPORTS, {"reader": person.id, **days}):
        yield _ABOUT_REPORT[row.state](row)


def _to_review(row: Any) -> Task:
    return Task(
        _("Accept the report or ask a question"),
        "reports.report",
        {"key": row.key},
        review_by(local_day(row.submitted_at)),
        REPORT.looks[row.state],
        kind="report",
        **case_of(row),
    )


def _to_settle(row: Any) -> Task:
    return _to_determine(row) if row.key is None else _to_post(row)


def _to_post(row: Any) -> Task:
    return Task(
        _("Post the letter"),
        "settlement.settlement",
        {"key": row.key},
        review_by(row.due_on),
        SETTLEMENT.looks[SettlementState.DETERMINED],
        kind="settle",
        **case_of(row),
    )


def _to_determine(row: Any) -> Task:
    accepted_on = None if row.accepted_at is None else local_day(row.accepted_at)
    return Task(
        _("Propose the determination"),
        "settlement.propose",
        {"number": row.number},
        settle_by(row.ends_on, accepted_on),
        AWARD.looks[AwardState.RUNNING],
        kind="settle",
        **case_of(row),
    )


def _to_call_about(row: Any) -> Task:
    return Task(
        _("Call the grantee about the report that is late"),
        "overview.case",
        {"number": row.number},
        row.due_on,
        Look(_("Report late"), _("Report late"), "late"),
        kind="report",
        **case_of(row),
    )


def _to_ask_again(row: Any) -> Task:
    return Task(
        _("Call the grantee about the question that was not answered"),
        "reports.report",
        {"key": row.key},
        row.due_on,
        REPORT.looks[row.state],
        kind="report",
        **case_of(row),
    )


_ABOUT_REPORT: Final = {
    ReportState.QUESTIONED: _to_ask_again,
    ReportState.EXPECTED: _to_call_about,
    ReportState.SUBMITTED: _to_review,
    None: _to_settle,
}
