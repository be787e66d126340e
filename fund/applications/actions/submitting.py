"""An application is submitted, exactly once, or withdrawn."""

from __future__ import annotations

from fund.applications import rules
from fund.applications.models import Application
from fund.applications.policy import may_submit
from fund.applications.workflow import WORKFLOW, State
from fund.core import clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused
from fund.core.numbering import next_number
from fund.core.perform import perform
from fund.notices.actions import tell_each
from fund.people.models import Person
from fund.people.queries import acting_for


def submit(application: Application, *, by: Person) -> None:
    """Submit: number, moment and term are set at once. Submitted again (a double click, a second tab) nothing happens.

    The copy of all answers and the mail follow from the job `issue_receipts`: drawing them keeps nobody waiting.

    Raises:
        Forbidden: when `by` may not sign for the organisation.
        Refused: outside the window of the call, or when a part is not ready; everything stays as a draft.
    """
    if reason := may_submit(by, application):
        raise Forbidden(reason)
    db.session.flush()
    db.session.expire(application)
    db.session.refresh(application, with_for_update={"of": Application})
    if application.submitted_at is not None and application.state is not State.WITHDRAWN:
        return
    now = clock.now()
    if application.state is State.DRAFT:
        if reason := rules.may_submit_at(application.call, now):
            raise Refused(reason)
        if reason := rules.every_part_is_ready(application, clock.today()):
            raise Refused(reason)
    number = f"{application.call.code}-{next_number(f'application {application.call.code}'):06d}"
    term = rules.decision_term(application, submitted_at=now)
    perform(
        WORKFLOW,
        "submit",
        application,
        by=by,
        facts={
            "number": number,
            "submitted_at": now,
            "submitted_by_id": by.id,
            "decide_by": term.day,
            "next_step_by": rules.take_up_by(clock.today()),
        },
        number=number,
        requested=application.requested,
        decide_by=term.day,
        term=[f"{line.label.text} = {line.value}" for line in term.trail],
    )


def withdraw(application: Application, *, by: Person, reason: str = "") -> None:
    """Withdraw a draft or an application that was not decided on yet; everything stays readable.

    Everybody who acts for the organisation is told, as others wrote it too.
    """
    perform(
        WORKFLOW,
        "withdraw",
        application,
        by=by,
        facts={"withdrawn_at": clock.now(), "next_step_by": None},
        reason=reason,
    )
    tell_each(
        acting_for(application.organisation_id),
        template="applications/withdrawn",
        reason=f"application:{application.key}:withdrawn",
        facts={
            "number": application.number or "",
            "title": application.title,
            "organisation": application.organisation.name,
            "call": application.call.title,
            "withdrawn_by": by.name,
            "key": application.key,
        },
        case_id=application.id,
        by=by,
    )
