"""Work that comes in between, on which no step of the case waits: a message that reaches nobody, an objection.

Somebody must call and mend what is wrong, or see to it that the objection is decided on in time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, bindparam, cast, func, null, or_, select, union_all
from sqlalchemy.orm import aliased

from fund.applications.models import Application
from fund.applications.rules import TRIES_UNSEEN
from fund.awards.models import Award
from fund.core import clock
from fund.core.db import select_rows
from fund.core.i18n import Message, _
from fund.core.planning import fixed, written_out
from fund.core.workflow import Look
from fund.notices.models import Notice, NoticeStatus
from fund.objections.models import Objection
from fund.objections.workflow import WORKFLOW as OBJECTION
from fund.objections.workflow import State as ObjectionState
from fund.overview.queries.task import MOST, READER, Task, case_of, of_case
from fund.people.models import Membership, Organisation, Person
from fund.reports.models import Reminder, ReminderKind, Report

WORDS: Final[dict[str, tuple[Message, str]]] = {
    "receipt": (_("Call the applicant: the copy of the application could not be made"), "documents"),
    "reminder": (_("Call the organisation: nobody there gets our reminders of the report"), "messages"),
    "decision": (_("Call the applicant, and send the decision again"), "messages"),
    "mail": (_("Call the receiver: a mail did not arrive"), "messages"),
}
"""What there is to do, and the tab of the case that tells more."""

DECISIONS: Final = "decisions/"
"""Where the templates of mails stand that make a decision known."""

LOOK: Final = Look(_("Did not arrive"), _("Did not arrive"), "late")


_NOW: Final = bindparam("now", type_=Reminder.due_at.type)


_NO_OBJECTION: Final = cast(null(), Objection.id.type).label("objection_id")


def _receipts() -> Select[Any]:
    return select(
        Application.id.label("case_id"),
        fixed("receipt").label("kind"),
        Application.submitted_at.label("since"),
        _NO_OBJECTION,
    ).where(Application.receipt_tries >= TRIES_UNSEEN, Application.receipt_id.is_(None))


def _reminders() -> Select[Any]:
    acts = (
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == Application.organisation_id,
            Membership.ended_at.is_(None),
            Person.ended_at.is_(None),
        )
    )
    return (
        select(Award.application_id, fixed("reminder"), func.min(Reminder.due_at), _NO_OBJECTION)
        .join(Report, Report.award_id == Award.id)
        .join(Reminder, Reminder.report_id == Report.id)
        .join(Application, Application.id == Award.application_id)
        .where(
            Reminder.sent_at.is_(None),
            Reminder.dropped_at.is_(None),
            Reminder.due_at <= _NOW,
            Reminder.kind.not_in([each for each in ReminderKind if each.escalates]),
            ~acts.exists(),
        )
        .group_by(Award.application_id)
    )


def _mails(kind: str, *, decisions: bool) -> Select[Any]:
    told = Notice.template.startswith(fixed(DECISIONS))
    return (
        select(Notice.case_id, fixed(kind), func.min(Notice.created_at), _NO_OBJECTION)
        .where(Notice.status == NoticeStatus.GIVEN_UP, Notice.case_id.is_not(None), told if decisions else ~told)
        .group_by(Notice.case_id)
    )


def _objections() -> Select[Any, Any, Any, Any]:
    open_ones = Objection.state == ObjectionState.RECEIVED
    return select(Objection.application_id, fixed("objection"), Objection.received_at, Objection.id).where(open_ones)


_WHAT: Final = union_all(
    *(_receipts(), _reminders(), _mails("mail", decisions=False), _mails("decision", decisions=True)), _objections()
).subquery()
_HANDLER: Final = aliased(Person)
_STUCK: Final = written_out(
    of_case(_WHAT.c.kind, _WHAT.c.since, Objection.key, Objection.decide_by)
    .join(_WHAT, _WHAT.c.case_id == Application.id)
    .join(Organisation, Organisation.id == Application.organisation_id)
    .outerjoin(Objection, Objection.id == _WHAT.c.objection_id)
    .outerjoin(_HANDLER, _HANDLER.id == Application.handler_id)
    .where(or_(_HANDLER.id.is_(None), _HANDLER.id == READER, _HANDLER.ended_at.is_not(None)))
    .order_by(_WHAT.c.since, Application.id, _WHAT.c.kind)
    .limit(MOST)
)


def stuck(person: Person, _day: date) -> Iterable[Task]:
    """List what came in between, in the cases of a handler, of no handler, and of handlers who left."""
    for row in select_rows(_STUCK, {"reader": person.id, "now": clock.now()}):
        if row.key is not None:
            yield _to_handle(row)
            continue
        words, tab = WORDS[row.kind]
        where = {"number": row.number, "tab": tab}
        yield Task(words, "overview.case", where, clock.local_day(row.since), LOOK, kind="call", **case_of(row))


def _to_handle(row: Any) -> Task:
    look, where = OBJECTION.looks[ObjectionState.RECEIVED], {"key": row.key}
    words = _("Handle the objection")
    return Task(words, "objections.objection", where, row.decide_by, look, kind="object", **case_of(row))
