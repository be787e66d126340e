"""A decision takes effect when it is made known: the letter goes out (LC-72a)."""

from __future__ import annotations

from datetime import date

from fund.applications import actions as application_actions
from fund.assessment.actions import require_no_interest
from fund.core import clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import _
from fund.core.legal_terms import objection_term
from fund.core.perform import perform
from fund.decisions import letters, policy, queries, rules
from fund.decisions.actions.signatures import require_seen
from fund.decisions.models import Decision
from fund.decisions.workflow import WORKFLOW
from fund.notices.actions import tell
from fund.people.models import Person


def make_letter(decision: Decision, *, ahead: letters.Ahead = (), by: Person) -> None:
    """Keep the letter that is to be printed and posted to an applicant who did not agree to mail (WM-03).

    Nothing is made known by it: see `serve`. The letters are drawn now unless they were drawn `ahead`. Raises Stale
    when the decision is not signed, or goes by mail; PressDown when it cannot be drawn now.
    """
    _hold_signed(decision, by=by)
    require_no_interest(decision.application, by=by)
    if not rules.goes_by_post(decision.application):
        raise Stale(_("This letter goes by mail."))
    letters.draw(decision, object_until=None, ahead=ahead, by=by)
    db.session.flush()


def serve(decision: Decision, *, by: Person, posted_on: date | None = None, ahead: letters.Ahead = ()) -> None:
    """Make a decision known: it holds, and the objection term runs from the day after (LC-72a, LC-73a).

    Who agreed to that gets the letter by mail today. Who did not gets it by post: then it was made before, and
    `posted_on` is the day on which it was posted (WM-03, Awb 2:8). The letters are drawn now unless they were drawn
    `ahead`. Raises Refused at `posted_on` for a wrong day, and PressDown when the letter cannot be drawn now; then
    nothing is sent and the signature stays.
    """
    _hold_signed(decision, by=by)
    by_post = rules.goes_by_post(decision.application)
    day = _posted(decision, posted_on) if by_post else clock.today()
    until = objection_term(day).day
    if not by_post:
        letters.draw(decision, object_until=until, ahead=ahead, by=by)
    perform(WORKFLOW, "serve", decision, by=by, facts={"served_on": day, "object_until": until}, by_post=by_post)
    application = decision.application
    if decision.amount:
        application_actions.grant(application, by=by)
    else:
        application_actions.refuse(application, by=by)
    if not by_post:
        _mail(decision, by=by)


def _hold_signed(decision: Decision, *, by: Person) -> None:
    """Hold a decision that is signed and still says what was signed."""
    if reason := policy.may_serve(by, decision):
        raise Forbidden(reason)
    db.session.refresh(decision, with_for_update={"of": Decision})
    WORKFLOW.check_source(WORKFLOW.step("serve"), decision)
    require_seen(decision.content_hash, decision, rules.content_hash(decision))


def _posted(decision: Decision, posted_on: date | None) -> date:
    """Answer the day on which the letter was posted."""
    if decision.letter is None:
        raise Refused(_("This applicant gets the letter by post. First make the letter, then print it and post it."))
    if posted_on is None:
        raise Refused(_("Fill in the day on which you posted the letter."), field="posted_on")
    made_on = clock.local_day(decision.letter.made_at)
    if reason := rules.why_not_posted_on(posted_on, made_on=made_on, day=clock.today()):
        raise Refused(reason, field="posted_on")
    return posted_on


def _mail(decision: Decision, *, by: Person) -> None:
    application = decision.application
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
