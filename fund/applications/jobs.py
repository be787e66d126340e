"""What the clock does: the copy of every application that came in, and a word to who saved but did not submit."""

from __future__ import annotations

import logging
from datetime import timedelta

from fund.applications import letters, queries, rules
from fund.applications.models import Application
from fund.core import clock
from fund.core.audit import TheClock
from fund.core.db import db, only_reading
from fund.core.jobs import Job, keep, one_by_one
from fund.documents.actions import issue_letter
from fund.documents.drawings import draw_ahead
from fund.documents.letters import Answers
from fund.documents.press import PressDown
from fund.notices.actions import tell
from fund.notices.rules import IN_A_ROW, wait_after
from fund.people.models import Person
from fund.web.language import in_language

log = logging.getLogger(__name__)
HOURS_BEFORE = (72, 24)
"""When we say that saved is not submitted, in hours before the call closes (F17)."""

TOLD = "told"


def issue_receipts() -> str:
    """Draw the copy of every application that has none yet, and mail it.

    One that cannot be drawn is held and tried again later; it holds up no other, and staff see it after some tries
    (P1, P5). When several in a row cannot be drawn, the press is in trouble and the rest waits for the next run.
    """
    made = held = in_a_row = 0
    with only_reading():
        waiting = queries.without_receipt(clock.now())
        db.session.rollback()
    for application in waiting:
        try:
            _issue(application)
            keep()
        except Exception as problem:  # noqa: BLE001 (one copy never holds up the others; it is tried again, and shown)
            _hold(application, problem)
            held, in_a_row = held + 1, in_a_row + 1
            if in_a_row == IN_A_ROW:
                return f"{made} receipts issued, {held} held, the rest waits: {_said(problem)}"
        else:
            made, in_a_row = made + 1, 0
    return f"{made} receipts issued, {held} held" if held else f"{made} receipts issued"


def _hold(application: Application, problem: Exception) -> None:
    """Count a try that failed, and say when to try again."""
    db.session.rollback()
    log.error("the copy of application %s was not made: %s", application.id, _said(problem), exc_info=problem)
    db.session.refresh(application, with_for_update={"of": Application})
    application.receipt_tries += 1
    application.receipt_try_at = clock.now() + wait_after(application.receipt_tries)
    keep()


def _said(problem: Exception) -> str:
    return problem.cause if isinstance(problem, PressDown) else f"{type(problem).__name__}: {problem}"


def _issue(application: Application) -> None:
    """Draw one copy in the language of who submitted, and then keep it and tell them (WM-14)."""
    with only_reading():
        (drawn,) = draw_ahead((_copy(application), letters.receipt_reference(application)))
    document = issue_letter(
        _copy(application),
        drawn=drawn,
        subject=application,
        reference=letters.receipt_reference(application),
        by=TheClock(),
    )
    person, submitted_at = _who_submitted(application), application.submitted_at
    assert submitted_at is not None  # noqa: S101 (what was submitted was submitted at a moment)
    with in_language(person.language):
        files = letters.files_of(application)
    application.receipt = document
    tell(
        person,
        template="applications/receipt",
        reason=f"application:{application.key}:receipt",
        facts={
            "number": application.number or "",
            "title": application.title,
            "organisation": application.organisation.name,
            "call": application.call.title,
            "submitted_at": submitted_at,
            "files": list(files),
            "decide_by": application.decide_by,
            "weeks": application.call.decision_weeks,
            "take_up_by": rules.take_up_by(clock.local_day(submitted_at)),
        },
        case_id=application.id,
        documents=(document,),
        by=TheClock(),
    )


def _copy(application: Application) -> Answers:
    language = _who_submitted(application).language
    with in_language(language):
        return letters.receipt(application, language)


def _who_submitted(application: Application) -> Person:
    person = application.submitted_by
    assert person is not None  # noqa: S101 (what was submitted was submitted by somebody)
    return person


def remind_unsubmitted() -> str:
    """Say 72 and 24 hours before a call closes that a draft was not submitted; late when the clock was, never twice."""
    now = clock.now()
    to_tell = []
    for application in queries.drafts_closing(now, now + timedelta(hours=max(HOURS_BEFORE))):
        left = application.call.closes_at - now
        hours = min(hours for hours in HOURS_BEFORE if left <= timedelta(hours=hours))
        to_tell += [
            (application, member.person, hours)
            for member in application.organisation.memberships
            if member.ended_at is None and member.person.ended_at is None
        ]
    told = one_by_one(to_tell, lambda each: _remind(*each))
    return told.say(f"{told.times[TOLD]} people know that saved is not submitted")


def _remind(application: Application, person: Person, hours: int) -> str:
    tell(
        person,
        template="applications/saved_is_not_submitted",
        reason=f"application:{application.key}:unsubmitted:{hours}:{person.id}",
        facts={
            "title": application.title,
            "key": application.key,
            "call": application.call.title,
            "closes_at": application.call.closes_at,
            "hours": hours,
            "signatories": rules.signatories(application.organisation),
        },
        case_id=application.id,
        by=TheClock(),
    )
    return TOLD


JOBS = (
    Job("issue_receipts", issue_receipts, {"minute": "*"}),
    Job("remind_unsubmitted", remind_unsubmitted, {"minute": "5,20,35,50"}),
)
