"""Who scores and who handles: asking, reminding, taking off, handing over."""

from __future__ import annotations

from fund.applications import actions as application_actions
from fund.applications.models import Application
from fund.assessment import policy, queries, rules
from fund.assessment.actions.held import hold, hold_in_assessment
from fund.assessment.actions.interest import require_no_interest
from fund.assessment.models import (
    Assessment,
    Score,
    TaskScore,
)
from fund.assessment.workflow import WORKFLOW, State
from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import Message, _
from fund.core.perform import perform
from fund.notices.actions import tell
from fund.notices.models import Notice
from fund.notices.queries import notice_by_reason
from fund.people.actions import take_duty
from fund.people.models import Person
from fund.people.queries import duties_of
from fund.people.rules import DutyKind, four_eyes


def assign(application: Application, person: Person, *, by: Person) -> Assessment:
    """Give a case to somebody to score; the same person is given it once, and again after being taken off.

    Raises Refused when they may not assess, or when others can read the scores already.
    """
    if reason := policy.may_handle_assessment(by, application):
        raise Forbidden(reason)
    require_no_interest(application, by=by)
    hold_in_assessment(application)
    take_duty(DutyKind.HANDLED, application.id, by=by)
    if reason := policy.may_assess(person, application):
        raise Refused(_("This person cannot assess: %(reason)s", reason=reason), field="person")
    declaration = queries.declaration_of(application.id, person.id)
    if declaration is not None and declaration.has_interest:
        raise Refused(_("This person declared an interest in this case."), field="person")
    scoring = queries.who_scores(application)
    earlier = next((item for item in scoring if item.person_id == person.id), None)
    if earlier is not None and earlier.state is not State.TAKEN_OFF:
        return earlier
    if reason := rules.why_not_one_more(
        assessors_needed=application.call.assessors_needed,
        handed_in=sum(item.state is State.SUBMITTED for item in scoring),
        to_come=sum(item.state is State.DRAFT for item in scoring),
    ):
        raise Refused(reason, field="person")
    due_on = rules.scores_due(clock.today(), application.decide_by)
    if earlier is not None:
        perform(WORKFLOW, "ask_again", earlier, by=by, facts={"due_on": due_on}, to=person.name, due_on=due_on)
        return earlier
    assessment = Assessment(
        application=application,
        person=person,
        assigned_at=clock.now(),
        assigned_by_id=by.id,
        due_on=due_on,
        scores=[Score(criterion=criterion) for criterion in application.call.criteria],
        task_scores=[TaskScore(task_link=link) for link in application.task_links],
    )
    db.session.add(assessment)
    audit.record("assessment.assign", assessment, by=by, to=person.name, due_on=assessment.due_on)
    return assessment


def remind_assessor(assessment: Assessment, *, by: Person) -> Notice:
    """Remind somebody by mail of the scores that they still have to hand in, at most once a day.

    Raises Stale when they handed in or were taken off, Refused when they were reminded today.
    """
    application, person = assessment.application, assessment.person
    if refused := policy.may_handle_assessment(by, application):
        raise Forbidden(refused)
    require_no_interest(application, by=by)
    hold_in_assessment(application)
    db.session.refresh(assessment, attribute_names=["state"])
    if assessment.state is not State.DRAFT:
        raise Stale(_("%(name)s does not have to hand in scores any more. Reload the page.", name=person.name))
    today = clock.today()
    reason = f"scores:{assessment.key}:reminder:{today.isoformat()}"
    if notice_by_reason(reason) is not None:
        raise Refused(_("%(name)s was reminded today already. Call, or ask somebody else.", name=person.name))
    facts = {
        "project": application.title,
        "organisation": application.organisation.name,
        "number": application.number,
        "due_on": assessment.due_on,
        "days_late": max((today - assessment.due_on).days, 0),
        "handler": by.name,
    }
    audit.record("assessment.remind", assessment, by=by, to=person.name)
    return tell(person, template="assessment/reminder", reason=reason, facts=facts, case_id=application.id, by=by)


def take_off(assessment: Assessment, reason: str, *, by: Person) -> None:
    """Take somebody off a case who did not hand in scores, with a reason, so that somebody else is asked (SC-10)."""
    require_no_interest(assessment.application, by=by)
    if not reason.strip():
        raise Refused(_("Write why somebody else scores this case."), field="reason")
    hold(assessment.application)
    perform(WORKFLOW, "take_off", assessment, by=by, to=assessment.person.name, reason=reason.strip())


def hand_over(application: Application, to: Person, reason: str, *, by: Person) -> None:
    """Let another case handler handle a case from now on, with a reason, and tell them by mail (F40).

    Every case handler without an interest may: also to take over from a colleague who is away. Raises Refused when the
    other may not handle it: another job, an interest, or what they did in the case (NB-13).
    """
    if refused := policy.may_handle_assessment(by, application):
        raise Forbidden(refused)
    require_no_interest(application, by=by)
    if not reason.strip():
        raise Refused(_("Write why somebody else handles this case."), field="reason")
    hold(application)
    if refused := _why_not_hand_to(application, to):
        raise Refused(refused, field="person")
    before = application.handler.name if application.handler is not None else ""
    application_actions.hand_over(application, to, before=before, reason=reason.strip(), by=by)
    if to.id == by.id:
        return
    facts = {
        "project": application.title,
        "organisation": application.organisation.name,
        "number": application.number,
        "handler": by.name,
        "reason": reason.strip(),
    }
    why = f"handed_over:{application.id}:{to.id}:{clock.now().isoformat()}"
    tell(to, template="assessment/handed_over", reason=why, facts=facts, case_id=application.id, by=by)


def _why_not_hand_to(application: Application, to: Person) -> Message | None:
    """Say why somebody cannot handle a case from now on."""
    if application.handler_id is None:
        return _("Nobody handles this case yet. Take it up.")
    if to.id == application.handler_id:
        return _("%(name)s handles this case already.", name=to.name)
    if refused := policy.may_handle_assessment(to, application):
        return _("This person cannot handle this case: %(reason)s", reason=refused)
    declaration = queries.declaration_of(application.id, to.id)
    if declaration is not None and declaration.has_interest:
        return _("This person declared an interest in this case.")
    if four_eyes(duties_of(to.id, [application.id]).get(application.id, set()), DutyKind.HANDLED):
        return _("%(name)s decided or paid in this case, and so cannot handle it.", name=to.name)
    return None
