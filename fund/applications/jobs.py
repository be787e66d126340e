"""What the clock does: the copy of every application that came in, and a word to who saved but did not submit."""

from __future__ import annotations

from datetime import timedelta

from fund.applications import letters, queries, rules
from fund.applications.models import Application
from fund.core import clock
from fund.core.audit import TheClock
from fund.core.i18n import local
from fund.core.jobs import Job, keep
from fund.documents.actions import issue_letter
from fund.documents.press import PressDown
from fund.notices.actions import tell
from fund.people.models import Person
from fund.web.language import in_language

HOURS_BEFORE = (72, 24)
"""When we say that saved is not submitted, in hours before the call closes (F17)."""


def issue_receipts() -> str:
    """Draw the copy of every application that has none yet, and mail it; one that cannot be drawn now is held."""
    made = 0
    for application in queries.without_receipt():
        try:
            _issue(application)
        except PressDown as down:
            return f"{made} receipts issued, the rest waits: {down.cause}"
        keep()
        made += 1
    return f"{made} receipts issued"


def _issue(application: Application) -> None:
    """Draw one copy in the language of who submitted, and tell them (WM-14)."""
    person = application.submitted_by
    if person is None:
        return
    with in_language(person.language):
        copy = letters.receipt(application, person.language)
        document = issue_letter(
            copy, subject=application, reference=letters.receipt_reference(application), by=TheClock()
        )
    application.receipt = document
    tell(
        person,
        template="applications/receipt",
        reason=f"application:{application.key}:receipt",
        facts={
            "number": application.number or "",
            "title": application.title,
            "organisation": application.organisation.name,
            "call": local(application.call.title, person.language),
            "submitted_at": application.submitted_at,
            "files": [attachment.document.filename for attachment in rules.kept(application)],
            "decide_by": application.decide_by,
            "weeks": application.call.decision_weeks,
            "take_up_by": application.next_step_by,
        },
        case_id=application.id,
        documents=(document,),
        by=TheClock(),
    )


def remind_unsubmitted() -> str:
    """Say 72 and 24 hours before a call closes that a draft was not submitted; late when the clock was, never twice."""
    now, told = clock.now(), 0
    for application in queries.drafts_closing(now, now + timedelta(hours=max(HOURS_BEFORE))):
        left = application.call.closes_at - now
        hours = min(hours for hours in HOURS_BEFORE if left <= timedelta(hours=hours))
        for member in application.organisation.memberships:
            if member.ended_at is None and member.person.ended_at is None:
                _remind(application, member.person, hours)
                told += 1
    return f"{told} people know that saved is not submitted"


def _remind(application: Application, person: Person, hours: int) -> None:
    tell(
        person,
        template="applications/saved_is_not_submitted",
        reason=f"application:{application.key}:unsubmitted:{hours}:{person.id}",
        facts={
            "title": application.title,
            "key": application.key,
            "call": local(application.call.title, person.language),
            "closes_at": application.call.closes_at,
            "hours": hours,
            "signatories": rules.signatories(application.organisation),
        },
        case_id=application.id,
        by=TheClock(),
    )


JOBS = (
    Job("issue_receipts", issue_receipts, {"minute": "*"}),
    Job("remind_unsubmitted", remind_unsubmitted, {"minute": "5,20,35,50"}),
)
