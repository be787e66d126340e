"""A decision takes effect when it is made known: the letter goes out (LC-72a)."""

from __future__ import annotations

from fund.applications import actions as application_actions
from fund.core import clock
from fund.core.db import db
from fund.core.errors import Forbidden
from fund.core.legal_terms import objection_term
from fund.core.perform import perform
from fund.decisions import letters, policy, queries
from fund.decisions.models import Decision
from fund.decisions.workflow import WORKFLOW
from fund.notices.actions import tell
from fund.people.models import Person


def serve(decision: Decision, *, by: Person) -> None:
    """Draw the letter and send it: from today the decision holds and the objection term runs (LC-73a).

    Raises PressDown when the letter cannot be drawn now; then nothing is sent and the signature stays.
    """
    if reason := policy.may_serve(by, decision):
        raise Forbidden(reason)
    db.session.refresh(decision, attribute_names=["state"], with_for_update={"of": Decision})
    WORKFLOW.check_source(WORKFLOW.step("serve"), decision)
    day = clock.today()
    letters.draw(decision, object_until=objection_term(day).day, by=by)
    perform(
        WORKFLOW,
        "serve",
        decision,
        by=by,
        facts={"served_on": day, "object_until": objection_term(day).day},
    )
    application = decision.application
    if decision.amount:
        application_actions.grant(application, by=by)
    else:
        application_actions.refuse(application, by=by)
    assert application.submitted_by is not None  # noqa: S101 (a decided application was submitted by somebody)
    tell(
        application.submitted_by,
        template=f"decisions/{decision.kind.value}",
        reason=f"{queries.MAIL}{decision.number}",
        facts=letters.notice_facts(decision),
        case_id=application.id,
        documents=[letter for letter in (decision.letter, decision.courtesy_letter) if letter is not None],
        by=by,
    )
