"""An objection comes in, is kept as it was sent and confirmed, and ends: withdrawn, or decided on elsewhere."""

from __future__ import annotations

from datetime import date

from fund.applications.models import Application
from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused
from fund.core.i18n import _
from fund.core.perform import perform
from fund.decisions.models import Decision
from fund.notices.actions import tell_each
from fund.objections import policy, queries, rules
from fund.objections.models import Objection
from fund.objections.workflow import WORKFLOW
from fund.people.models import Person
from fund.people.queries import acting_for, who_handles
from fund.settlement.models import Settlement


def file_objection(against: Decision | Settlement, *, grounds: str, late_because: str = "", by: Person) -> Objection:
    """Take in an objection; it changes nothing about the decision, which holds meanwhile (Awb 6:16).

    Sent twice with the same words it is taken in once. Receipt is confirmed by mail to all who act for the applicant
    (Awb 6:14, WM-04).

    Raises:
        Forbidden: when `by` may not sign for the applicant, or the decision was not made known.
        Refused: without grounds (`grounds`), late without a reason (`late_because`), or when there is one already.
    """
    of_decision = isinstance(against, Decision)
    may_object = policy.may_object_to_decision if of_decision else policy.may_object_to_settlement
    if reason := may_object(by, against):
        raise Forbidden(reason)
    db.session.refresh(against, attribute_names=["state"], with_for_update={"of": type(against)})
    days, grounds, late_because, today = queries.last_day(against), grounds.strip(), late_because.strip(), clock.today()
    if days is None:
        raise Forbidden(_("This decision was not made known yet."))
    if (earlier := queries.objection_to(against)) is not None:
        if earlier.grounds == grounds:
            return earlier
        day = clock.local_day(earlier.received_at)
        raise Refused(_("You objected on %(day)s already. Call us when you want to add something.", day=day))
    if not grounds:
        raise Refused(_("Write why you do not agree."), field="grounds")
    if refused := rules.why_not_late(days[1], today, late_because):
        raise Refused(refused, field="late_because")
    objection = Objection(
        number=f"{against.number}/BZ",
        application=against.application if isinstance(against, Decision) else against.award.application,
        decision=against if isinstance(against, Decision) else None,
        settlement=None if isinstance(against, Decision) else against,
        grounds=grounds,
        late_because=late_because if rules.is_late(days[1], today) else "",
        object_until=days[1],
        received_at=clock.now(),
        by=by,
        decide_by=rules.decide_by(days[1], today).day,
    )
    db.session.add(objection)
    late = objection.is_late
    audit.record("objection.file", objection, by=by, number=objection.number, decide_by=objection.decide_by, late=late)
    _tell(objection, by=by)
    return objection


def withdraw_objection(objection: Objection, *, ended_on: date, by: Person) -> None:
    """Write down that the applicant took an objection back (Awb 6:21), and when.

    Raises Forbidden, Stale when it ended already, Refused when it cannot have been that day (`ended_on`).
    """
    _check_day(objection, ended_on)
    perform(WORKFLOW, "withdraw_objection", objection, by=by, facts={"ended_on": ended_on}, ended_on=ended_on)


def decide_objection(objection: Objection, outcome: rules.Outcome, *, ended_on: date, by: Person) -> None:
    """Write down what was decided on an objection, and when that was made known; the decision itself is a letter.

    Raises Forbidden, Stale when it ended already, Refused when it cannot have been that day (`ended_on`).
    """
    _check_day(objection, ended_on)
    facts = {"outcome": outcome, "ended_on": ended_on}
    perform(WORKFLOW, "decide_objection", objection, by=by, facts=facts, outcome=outcome.value, ended_on=ended_on)


def _check_day(objection: Objection, ended_on: date) -> None:
    received_on = clock.local_day(objection.received_at)
    if reason := rules.why_not_ended_on(ended_on, received_on, clock.today()):
        raise Refused(reason, field="ended_on")


def _tell(objection: Objection, *, by: Person) -> None:
    application: Application = objection.application
    against = objection.against
    facts = {
        "number": objection.number,
        "decision": against.number if against is not None else "",
        "project": application.title,
        "organisation": application.organisation.name,
        "received_at": objection.received_at,
        "object_until": objection.object_until,
        "decide_by": objection.decide_by,
        "is_late": objection.is_late,
        "objection_key": objection.key,
    }
    whom = {"received": acting_for(application.organisation_id)}
    whom["came_in"] = who_handles(application.handler_id, clock.today())
    for template, persons in whom.items():
        tell_each(
            persons,
            template=f"objections/{template}",
            reason=f"objection:{objection.key}:{template}",
            facts=facts,
            case_id=objection.case_id,
            by=by,
        )
