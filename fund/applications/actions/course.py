"""What the fund does with an application that was submitted; what it means elsewhere stands in `fund/lifecycle.py`."""

from __future__ import annotations

from fund.applications import rules
from fund.applications.models import Application
from fund.applications.workflow import WORKFLOW
from fund.core import audit, clock
from fund.core.perform import perform
from fund.people.models import Person


def take_up(application: Application, *, by: Person) -> None:
    """Confirm that an application is complete and assess it; the term counts from here when the call says so."""
    now = clock.now()
    term = rules.decision_term(application, complete_at=now)
    perform(
        WORKFLOW,
        "take_up",
        application,
        by=by,
        facts={
            "complete_at": now,
            "handler_id": application.handler_id or by.id,
            "decide_by": term.day,
            "next_step_by": term.day,
        },
        decide_by=term.day,
        term=[f"{line.label.text} = {line.value}" for line in term.trail],
    )


def hand_over(application: Application, to: Person, *, before: str, reason: str, by: Person) -> None:
    """Write down who handles a case from now on, and who did before; who may is asked by the assessment (F40)."""
    application.handler = to
    audit.record("application.hand_over", application, by=by, to=to.name, before=before, reason=reason)


def record_advice(application: Application, *, by: Person) -> None:
    """Record that the fund's advice is there."""
    perform(WORKFLOW, "record_advice", application, by=by)


def reopen_assessment(application: Application, *, by: Person, reason: str = "") -> None:
    """Assess again after the advice was there."""
    perform(WORKFLOW, "reopen_assessment", application, by=by, reason=reason)


def grant(application: Application, *, by: Person) -> None:
    """Mark an application as granted; a decision does this on the day it is made known (LC-72a)."""
    perform(WORKFLOW, "grant", application, by=by, facts={"next_step_by": None})


def refuse(application: Application, *, by: Person) -> None:
    """Mark an application as refused; a decision does this on the day it is made known (LC-72a)."""
    perform(WORKFLOW, "refuse", application, by=by, facts={"next_step_by": None})
