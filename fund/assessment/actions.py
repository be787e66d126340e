"""What happens while a case is assessed: interests declared, scores given, differences talked over, advice written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fund.applications import actions as application_actions
from fund.applications.models import Application
from fund.applications.workflow import State as ApplicationState
from fund.assessment import policy, queries, rules
from fund.assessment.models import (
    Advice,
    AdviceOutcome,
    AgreedScore,
    Assessment,
    InterestDeclaration,
    Score,
    TaskScore,
)
from fund.assessment.workflow import WORKFLOW, State
from fund.calls.models import Criterion
from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import _
from fund.core.perform import perform
from fund.notices.actions import tell
from fund.notices.models import Notice
from fund.notices.queries import notice_by_reason
from fund.people.actions import take_duty
from fund.people.models import Person
from fund.people.roles import is_staff
from fund.people.rules import DutyKind


@dataclass(frozen=True)
class Points:
    """What is filled in for one criterion; points may still be missing in a draft."""

    points: int | None
    reason: str


@dataclass(frozen=True)
class TaskPoints:
    """What is filled in for one link to a task."""

    contribution: int | None
    evidence: int | None
    reason: str


class NotDeclared(Forbidden):
    """Nothing was declared yet about the case `number`: the page to go to is that of the declaration."""

    number: str


def declare_interest(
    application: Application, *, has_interest: bool, explanation: str = "", by: Person
) -> InterestDeclaration:
    """Declare whether one has an interest in this case (F41); with one, one's scores are withheld.

    The same answer again changes nothing. Raises Refused without explanation, or when an interest is taken back.
    """
    if reason := policy.may_declare(by, application):
        raise Forbidden(reason)
    if has_interest and not explanation.strip():
        raise Refused(_("Write in one sentence what your interest is."), field="explanation")
    _hold(application)
    earlier = queries.declaration_of(application.id, by.id)
    if earlier is not None:
        if reason := rules.why_not_declare(declared=earlier.has_interest, has_interest=has_interest):
            raise Refused(reason, field="has_interest")
        if earlier.has_interest is has_interest:
            return earlier
    declaration = InterestDeclaration(
        application=application,
        person=by,
        has_interest=has_interest,
        explanation=explanation.strip() if has_interest else "",
        declared_at=clock.now(),
    )
    db.session.add(declaration)
    audit.record("assessment.declare_interest", declaration, by=by, has_interest=has_interest)
    if has_interest and application.state is ApplicationState.IN_ASSESSMENT:
        for assessment in queries.who_scores(application):
            if assessment.person_id == by.id and assessment.state in (State.DRAFT, State.SUBMITTED):
                withhold(assessment, by=by)
    return declaration


def require_no_interest(application: Application, *, by: Person) -> None:
    """Raise NotDeclared or Forbidden unless `by` declared to have no interest in this case (fail closed)."""
    declaration = queries.declaration_of(application.id, by.id)
    _require(application, declared=None if declaration is None else declaration.has_interest)


def require_reading(application: Application, *, by: Person) -> policy.Standing:
    """Raise NotDeclared or Forbidden unless `by` may read this case; answers how they stand to it.

    For every page of the fund that shows what an applicant wrote or sent.
    """
    standing = queries.standing_of(application.id, by.id)
    if policy.must_declare(by) or standing.declared:
        _require(application, declared=standing.declared)
    if reason := policy.may_read_case(by, standing):
        raise Forbidden(reason)
    return standing


def _require(application: Application, *, declared: bool | None) -> None:
    reason = policy.why_interest_stands_in_the_way(declared=declared)
    if reason is None:
        return
    if declared is None:
        refusal = NotDeclared(reason)
        refusal.number = application.number or ""
        raise refusal
    raise Forbidden(reason)


def guard_interest(case_id: int, *, by: Person) -> None:
    """Keep out of a case who declared an interest in it, and who judges cases and declared nothing yet (F41).

    Raises NotDeclared or Forbidden. `fund/lifecycle.py` hands it to people, where every duty and every step asks it, so
    that it holds on every way in and in every stage. Applicants declare nothing.
    """
    if not is_staff(by):
        return
    declaration = queries.declaration_of(case_id, by.id)
    if declaration is None and not policy.must_declare(by):
        return
    if declaration is None or declaration.has_interest:
        application = db.session.get_one(Application, case_id)
        _require(application, declared=None if declaration is None else declaration.has_interest)


def _hold(application: Application) -> None:
    """Lock the case, so that of two people who change its assessment one waits for the other."""
    db.session.flush()
    db.session.refresh(application, attribute_names=["state"], with_for_update={"of": Application})


def _hold_in_assessment(application: Application) -> None:
    _hold(application)
    if application.state is not ApplicationState.IN_ASSESSMENT:
        raise Stale(_("This case is not in assessment."))


def assign(application: Application, person: Person, *, by: Person) -> Assessment:
    """Give a case to somebody to score; the same person is given it once, and again after being taken off.

    Raises Refused when they may not assess, or when others can read the scores already.
    """
    if reason := policy.may_handle_assessment(by, application):
        raise Forbidden(reason)
    require_no_interest(application, by=by)
    _hold_in_assessment(application)
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


def save_scores(
    assessment: Assessment,
    *,
    points: Mapping[int, Points],
    task_points: Mapping[int, TaskPoints],
    by: Person,
) -> None:
    """Keep a draft of one's scores, by id of the criterion and of the task link; unfinished is fine."""
    if reason := policy.is_own_assessment(by, assessment):
        raise Forbidden(reason)
    require_no_interest(assessment.application, by=by)
    db.session.refresh(assessment, attribute_names=["state"], with_for_update={"of": Assessment})
    state = assessment.state
    if closed := rules.why_not_score(draft=state is State.DRAFT, handed_in=state is State.SUBMITTED):
        raise Stale(closed)
    for score in assessment.scores:
        if (filled := points.get(score.criterion_id)) is not None:
            if wrong := rules.why_not_these_points(filled.points, len(score.criterion.anchors)):
                raise Refused(wrong, field=f"points_{score.criterion_id}")
            score.points, score.reason = filled.points, filled.reason.strip()
    for task_score in assessment.task_scores:
        if (given := task_points.get(task_score.task_link_id)) is not None:
            for name, value in (("contribution", given.contribution), ("evidence", given.evidence)):
                if wrong := rules.why_not_these_points(value, rules.TASK_SCALE):
                    raise Refused(wrong, field=f"{name}_{task_score.task_link_id}")
            task_score.contribution, task_score.evidence = given.contribution, given.evidence
            task_score.reason = given.reason.strip()
    db.session.flush()


def submit_scores(assessment: Assessment, *, by: Person) -> None:
    """Hand in one's scores; from then on one sees those of the others (SC-09)."""
    require_no_interest(assessment.application, by=by)
    _hold(assessment.application)
    perform(WORKFLOW, "submit_scores", assessment, by=by, facts={"submitted_at": clock.now()})


def reopen_scores(assessment: Assessment, reason: str, *, by: Person) -> None:
    """Hand scores back to their owner, with a reason; what was agreed on after talking stays."""
    require_no_interest(assessment.application, by=by)
    if not reason.strip():
        raise Refused(_("Write why you hand these scores back."), field="reason")
    _hold(assessment.application)
    perform(WORKFLOW, "reopen_scores", assessment, by=by, facts={"submitted_at": None}, reason=reason.strip())


def remind_assessor(assessment: Assessment, *, by: Person) -> Notice:
    """Remind somebody by mail of the scores that they still have to hand in, at most once a day.

    Raises Stale when they handed in or were taken off, Refused when they were reminded today.
    """
    application, person = assessment.application, assessment.person
    if refused := policy.may_handle_assessment(by, application):
        raise Forbidden(refused)
    require_no_interest(application, by=by)
    _hold_in_assessment(application)
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
    _hold(assessment.application)
    perform(WORKFLOW, "take_off", assessment, by=by, to=assessment.person.name, reason=reason.strip())


def withhold(assessment: Assessment, *, by: Person) -> None:
    """Step aside: these scores never count (SC-10)."""
    perform(WORKFLOW, "withhold", assessment, by=by, facts={"submitted_at": None})


def agree(application: Application, criterion: Criterion, *, points: int, reason: str, by: Person) -> AgreedScore:
    """Write down the points on which the assessors agreed after talking; their own scores stay beside it (F44).

    One of those who handed in scores writes, or who handles the case: agreed points count in the place of the scores,
    so who writes them scores the case (NB-13). Raises Forbidden for anybody else.
    """
    require_no_interest(application, by=by)
    _hold_in_assessment(application)
    if refused := policy.may_agree(by, application, queries.standing_of(application.id, by.id)):
        raise Forbidden(refused)
    take_duty(DutyKind.SCORED, application.id, by=by)
    if criterion.call_id != application.call_id:
        raise Refused(_("This criterion does not belong to this call."), field="points")
    states = [item.state for item in queries.who_scores(application)]
    if State.DRAFT in states or State.SUBMITTED not in states:
        raise Refused(_("Talk about the scores when everybody handed in."), field="points")
    if wrong := rules.why_not_these_points(points, len(criterion.anchors)):
        raise Refused(wrong, field="points")
    if not reason.strip():
        raise Refused(_("Write why you agreed on these points."), field="reason")
    agreed = queries.agreed_of(application).get(criterion.id)
    if agreed is None:
        agreed = AgreedScore(application=application, criterion=criterion, points=points, reason="", by_id=by.id)
        db.session.add(agreed)
    agreed.points, agreed.reason, agreed.by_id, agreed.at = points, reason.strip(), by.id, clock.now()
    audit.record("assessment.agree", agreed, by=by, criterion=criterion.code, points=points, reason=agreed.reason)
    return agreed


def give_advice(application: Application, *, outcome: AdviceOutcome, amount: int, reasoning: str, by: Person) -> Advice:
    """Advise the decision maker, with the weighted total exactly as the stated weights say (SC-03, SC-08).

    `amount` is in cents; 0 for a refusal. Raises Refused when scores or talks are missing, or the advice to grant goes
    against the minimum scores of the call (SC-04).
    """
    require_no_interest(application, by=by)
    _hold_in_assessment(application)
    assessments = queries.assessments_of(application)
    agreed = queries.agreed_of(application)
    criteria = queries.given(application.call.criteria, assessments, agreed)
    if reason := rules.why_no_advice(
        criteria,
        assessors_needed=application.call.assessors_needed,
        handed_in=sum(item.state is State.SUBMITTED for item in assessments),
        to_come=sum(item.state is State.DRAFT for item in assessments),
    ):
        raise Refused(reason)
    total = rules.weighted_total(criteria)
    _check_advice(application, total, outcome=outcome, amount=amount, reasoning=reasoning)
    advice = Advice(
        application=application,
        outcome=outcome,
        amount=amount,
        reasoning=reasoning.strip(),
        total=total.hundredths,
        calculation=_as_shown(application.call.criteria, total, queries.reasons(assessments, agreed)),
        given_at=clock.now(),
        given_by=by,
    )
    db.session.add(advice)
    application_actions.record_advice(application, by=by)
    audit.record("assessment.advise", advice, by=by, outcome=outcome.value, amount=amount, total=total.hundredths)
    return advice


def _check_advice(
    application: Application, total: rules.Total, *, outcome: AdviceOutcome, amount: int, reasoning: str
) -> None:
    if not reasoning.strip():
        raise Refused(_("Write the reasons of the advice."), field="reasoning")
    if outcome is AdviceOutcome.REFUSE:
        if amount:
            raise Refused(_("An advice to refuse has no amount."), field="amount")
        return
    if not total.reaches(application.call.minimum_total):
        raise Refused(_("The scores do not reach the minimum of this call. Advise to refuse."), field="outcome")
    if amount <= 0 or amount > (application.requested or 0):
        raise Refused(_("Advise an amount of more than zero and at most what was asked for."), field="amount")


def _as_shown(criteria: list[Criterion], total: rules.Total, reasons: Mapping[int, list[str]]) -> list[dict[str, Any]]:
    return [
        {
            "code": line.given.code,
            "title": criterion.title,
            "weight": line.given.weight,
            "scale": line.given.scale,
            "own": list(line.given.own),
            "agreed": line.given.agreed,
            "minimum": line.given.minimum,
            "below_minimum": line.below_minimum,
            "contribution": line.contribution,
            "reasons": reasons.get(criterion.id, []),
        }
        for criterion, line in zip(criteria, total.lines, strict=True)
    ]
