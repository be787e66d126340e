"""What happens to reports: promised with the grant, filed, questioned, accepted; and the reminders that go out."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from fund.awards import actions as award_actions
from fund.awards.models import Award
from fund.awards.rules import Tier
from fund.core import audit, clock
from fund.core.audit import Acting
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import _
from fund.core.perform import perform
from fund.decisions.rules import ObligationKind
from fund.notices.actions import tell_each
from fund.people.models import Person
from fund.people.queries import acting_for
from fund.reports import policy, queries, rules
from fund.reports.models import (
    Outcome,
    Reminded,
    Reminder,
    ReminderKind,
    Report,
    ReportKind,
    ReportQuestion,
    Spending,
)
from fund.reports.workflow import WORKFLOW, State

log = logging.getLogger(__name__)
KINDS = {ObligationKind.INTERIM_REPORT: ReportKind.INTERIM, ObligationKind.FINAL_REPORT: ReportKind.FINAL}


TEMPLATES = {
    ReminderKind.WEEK_AFTER: "reports/late",
    ReminderKind.ESCALATION: "reports/escalation",
    ReminderKind.ANSWER_BEFORE: "reports/answer",
    ReminderKind.ANSWER_LATE: "reports/answer",
    ReminderKind.ANSWER_ESCALATION: "reports/answer_escalation",
}


@dataclass(frozen=True)
class Filed:
    """What a grantee fills in; cents per id of the budget line, words per id of the task link."""

    activities: str
    deviations: str
    lesson: str
    people_reached: int | None
    spent: Mapping[int, tuple[int | None, str]]
    reached: Mapping[int, tuple[str, str]]


def expect(award: Award, *, by: Acting) -> list[Report]:
    """Promise the reports that the grant asks for, prefilled from the plan, each with its reminders (F65, F66).

    A small grant is never asked for what it spent (pitfall 11).
    """
    application = award.application
    reports = []
    for obligation in award.obligations:
        if obligation.kind not in KINDS or obligation.due_on is None:
            continue
        days = rules.reminder_days(obligation.due_on, today=clock.today())
        report = Report(
            award=award,
            obligation=obligation,
            kind=KINDS[obligation.kind],
            due_on=obligation.due_on,
            reminders=[Reminder(kind=ReminderKind(kind), due_at=clock.at(day, 8)) for kind, day in days.items()],
            outcomes=[Outcome(task_link=link) for link in application.task_links],
            spending=[]
            if award.tier is Tier.SMALL
            else [Spending(budget_line=line) for line in application.budget_lines],
        )
        db.session.add(report)
        audit.record("report.expect", report, by=by, to_state=WORKFLOW.start.value, due_on=report.due_on)
        reports.append(report)
    return reports


def save_report(report: Report, filed: Filed, *, by: Person) -> None:
    """Keep what was filled in so far; unfinished is fine."""
    if reason := policy.may_file(by, report):
        raise Forbidden(reason)
    db.session.refresh(report, attribute_names=["state"], with_for_update={"of": Report})
    if report.state not in (State.EXPECTED, State.QUESTIONED):
        raise Stale(_("This report was sent. It can be changed only when we ask a question about it."))
    report.activities, report.deviations = filed.activities.strip(), filed.deviations.strip()
    report.lesson, report.people_reached = filed.lesson.strip(), filed.people_reached
    for line in report.spending:
        if line.budget_line_id in filed.spent:
            line.spent, explanation = filed.spent[line.budget_line_id]
            line.explanation = explanation.strip()
    for outcome in report.outcomes:
        if outcome.task_link_id in filed.reached:
            reached, explanation = filed.reached[outcome.task_link_id]
            outcome.reached, outcome.explanation = reached.strip(), explanation.strip()
    report.saved_at = clock.now()
    db.session.flush()


def submit_report(report: Report, *, by: Person) -> None:
    """Send a report in; the reminders that were still to come are dropped."""
    now = clock.now()
    perform(
        WORKFLOW,
        "submit_report",
        report,
        by=by,
        facts={"submitted_at": now, "submitted_by_id": by.id},
        kind=report.kind,
    )
    award_actions.file_obligation(report.obligation, by=by)
    _drop_reminders(report)
    waits, pays_from = queries.amount_that_waits(report), queries.paid_from(report, clock.today())
    _tell_grantee(report, "received", by=by, waits=waits, pays_from=pays_from)


def ask(report: Report, *, about: str, question: str, by: Person) -> ReportQuestion:
    """Ask the grantee a question about a report; the report waits for the answer, and is reminded of it (F67)."""
    if not question.strip():
        raise Refused(_("Write your question."), field="question")
    asked = ReportQuestion(
        about=about.strip(),
        question=question.strip(),
        asked_at=clock.now(),
        asked_by=by,
        answer_by=clock.today() + timedelta(days=rules.DAYS_TO_ANSWER),
    )
    perform(WORKFLOW, "ask", report, by=by, about=about.strip())
    report.questions.append(asked)
    for kind, days in rules.DAYS_FROM_ANSWER_BY.items():
        due_at = clock.at(asked.answer_by + timedelta(days=days), 8)
        report.reminders.append(Reminder(kind=ReminderKind(kind), due_at=due_at, question=asked))
    db.session.flush()
    _tell_grantee(report, "question", nth=asked.id, by=by, about=asked.about, answer_by=asked.answer_by)
    return asked


def answer(report: Report, answers: Mapping[int, str], *, by: Person) -> None:
    """Answer the open questions, by id, and send the report back to the handler."""
    now = clock.now()
    for question in report.questions:
        if question.answered_at is None:
            text = answers.get(question.id, "").strip()
            if not text:
                raise Refused(_("Write your answer."), field=f"answer_{question.id}")
            question.answer, question.answered_at, question.answered_by_id = text, now, by.id
    perform(WORKFLOW, "answer", report, by=by)
    _drop_reminders(report)


def _drop_reminders(report: Report) -> None:
    """Drop the reminders that were still to come: what they remind of is there."""
    for reminder in report.reminders:
        if reminder.sent_at is None and reminder.dropped_at is None:
            reminder.dropped_at = clock.now()


def accept(report: Report, *, remark: str = "", by: Person) -> None:
    """Accept a report: the obligation is met, which releases the payment that waited for it."""
    now = clock.now()
    perform(
        WORKFLOW,
        "accept",
        report,
        by=by,
        facts={"accepted_at": now, "accepted_by_id": by.id, "remark": remark.strip()},
        remark=remark.strip(),
    )
    award_actions.meet_obligation(report.obligation, by=by)
    _tell_grantee(report, "accepted", by=by, remark=report.remark)


def _tell_grantee(report: Report, template: str, *, by: Person, nth: int = 0, **facts: object) -> None:
    """Tell all who act for the grantee what became of a report; `nth` tells apart what happens more than once."""
    application = report.award.application
    tell_each(
        acting_for(application.organisation_id),
        template=f"reports/{template}",
        reason=f"report:{report.key}:{template}:{nth}",
        facts={
            "project": application.title,
            "number": report.award.number,
            "kind": report.kind.value,
            "report_key": report.key,
            **facts,
        },
        case_id=report.case_id,
        by=by,
    )


def remind(reminder_id: int, *, by: Acting) -> Reminded:
    """Send one reminder: to those who may file the report, or for an escalation to who handles the case.

    It is dropped when the report or the answer came in. With nobody to tell it stays open: it is sent as soon as there
    is somebody. The row is locked and the notices carry unique reasons, so two clocks send nothing twice (P5).
    """
    reminder = db.session.get(Reminder, reminder_id, with_for_update={"of": Reminder}, populate_existing=True)
    if reminder is None or reminder.sent_at is not None or reminder.dropped_at is not None:
        return Reminded.EARLIER
    report = reminder.report
    if not reminder.is_needed:
        reminder.dropped_at = clock.now()
        return Reminded.DROPPED
    application = report.award.application
    template = TEMPLATES.get(reminder.kind, "reports/reminder")
    whom = queries.whom_to_remind(report, escalates=reminder.kind.escalates, day=clock.today())
    if not whom:
        log.error("nobody to tell that report %s is due: %s", report.key, reminder.kind.value)
        return Reminded.NOBODY
    tell_each(
        whom,
        template=template,
        reason=f"reminder:{report.key}:{reminder.kind.value}{f':{reminder.question_id}' if reminder.question else ''}",
        facts={
            "project": application.title,
            "organisation": application.organisation.name,
            "number": report.award.number,
            "kind": report.kind.value,
            "due_on": reminder.waits_for,
            "days_late": rules.days_late(reminder.waits_for, clock.today()),
            "about": reminder.question.about if reminder.question else "",
            "waits": queries.amount_that_waits(report),
            "report_key": report.key,
        },
        case_id=report.case_id,
        by=by,
    )
    reminder.sent_at = clock.now()
    audit.record("report.remind", report, by=by, kind=reminder.kind.value)
    return Reminded.SENT
