"""Talking differences over, and the advice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fund.applications import actions as application_actions
from fund.applications.models import Application
from fund.assessment import policy, queries, rules
from fund.assessment.actions.held import hold_in_assessment
from fund.assessment.actions.interest import require_no_interest
from fund.assessment.models import (
    Advice,
    AdviceOutcome,
    AgreedScore,
)
from fund.assessment.workflow import State
from fund.calls.models import Criterion
from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused
from fund.core.i18n import _
from fund.people.actions import take_duty
from fund.people.models import Person
from fund.people.rules import DutyKind


def agree(application: Application, criterion: Criterion, *, points: int, reason: str, by: Person) -> AgreedScore:
    """Write down the points on which the assessors agreed after talking; their own scores stay beside it (F44).

    One of those who handed in scores writes, or who handles the case: agreed points count in the place of the scores,
    so who writes them scores the case (NB-13). Raises Forbidden for anybody else.
    """
    require_no_interest(application, by=by)
    hold_in_assessment(application)
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
    hold_in_assessment(application)
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
