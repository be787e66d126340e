"""A decision of which the mail did not arrive is sent once more, to the address that the applicant gives now."""

from __future__ import annotations

from fund.assessment.actions import require_no_interest
from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused
from fund.core.i18n import _
from fund.core.legal_terms import objection_term
from fund.decisions import letters, policy, queries
from fund.decisions.models import Decision, ServedAgain
from fund.notices.actions import set_aside, tell
from fund.notices.rules import check_address
from fund.people.models import Person


def serve_again(decision: Decision, *, email: str, ahead: letters.Ahead = (), by: Person) -> None:
    """Draw the letters anew, unless `ahead`, and mail them: the term to object runs from today (LC-72a, LC-73a).

    The first making known stays on record. The account of the applicant keeps its own address. Raises Forbidden
    (interests too), Invalid (field `email`), Refused when the last mail arrived or is still on its way, and PressDown.
    """
    if reason := policy.may_serve(by, decision):
        raise Forbidden(reason)
    require_no_interest(decision.application, by=by)
    email = check_address(email.strip())
    db.session.refresh(decision, attribute_names=["state", "served_again"], with_for_update={"of": Decision})
    lost, applicant = queries.lost_mail_of(decision), decision.application.submitted_by
    if lost is None or applicant is None:
        raise Refused(_("The mail with this decision arrived, or is still on its way. There is nothing to send again."))
    set_aside(lost, by=by)
    day, times = clock.today(), len(decision.served_again) + 1
    until = objection_term(day).day
    dutch, english = letters.issue(decision, object_until=until, again=times, ahead=ahead, by=by)
    decision.served_again.append(
        ServedAgain(served_on=day, object_until=until, letter=dutch, courtesy_letter=english, by_id=by.id)
    )
    db.session.flush()
    audit.record("decision.serve_again", decision, by=by, to=email, served_on=day, object_until=until)
    tell(
        (applicant.name, email, applicant.language),
        template=f"decisions/{decision.kind.value}",
        reason=f"{queries.MAIL}{decision.number}:again:{times}",
        facts=letters.notice_facts(decision),
        case_id=decision.case_id,
        documents=(dutch, english),
        by=by,
    )
