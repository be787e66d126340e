"""A decision is proposed by somebody who prepared the case; changing it voids what was signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fund.applications.models import Application
from fund.applications.workflow import State as ApplicationState
from fund.assessment.actions import require_no_interest
from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import Message, _
from fund.core.perform import perform
from fund.decisions import policy, queries, rules
from fund.decisions.actions.signatures import sign, void
from fund.decisions.models import (
    Approval,
    ApprovalKind,
    Decision,
    Kind,
    ProposedInstalment,
    ProposedObligation,
)
from fund.decisions.workflow import WORKFLOW
from fund.people.actions import take_duty
from fund.people.models import Person
from fund.people.rules import DutyKind


@dataclass(frozen=True)
class Terms:
    """Everything that is decided: the amount in cents (0 refuses), the reasons, and what goes with them."""

    amount: int
    reasoning: str
    deviation: str = ""
    ground_codes: Sequence[str] = ()
    obligations: Sequence[rules.ProposedTerm] = ()
    payments: Sequence[rules.PlannedPayment] = ()
    state_aid: str = rules.DE_MINIMIS


def propose(application: Application, terms: Terms, *, by: Person) -> Decision:
    """Propose a decision on an advised application.

    Raises Stale when the case is not ready for one or has one already, Refused with the field that must be mended.
    """
    if reason := policy.may_propose(by, application):
        raise Forbidden(reason)
    db.session.refresh(application, attribute_names=["state"], with_for_update={"of": Application})
    if application.state is not ApplicationState.ADVISED:
        raise Stale(_("This case has no advice to decide on."))
    if any(decision.state in queries.WAITING for decision in queries.decisions_of(application)):
        raise Stale(_("There is a proposal for this case already. Change that one."))
    require_no_interest(application, by=by)
    take_duty(DutyKind.PROPOSED, application.id, by=by)
    sequence = queries.next_sequence(application)
    decision = Decision(
        application=application,
        advice=queries.latest_advice(application),
        sequence=sequence,
        number=f"{application.number}/B{sequence}",
        proposed_at=clock.now(),
        proposed_by=by,
    )
    _write(decision, terms)
    db.session.add(decision)
    _check(decision)
    sign(decision, Approval, ApprovalKind.PROPOSED, by=by)
    audit.record("decision.propose", decision, by=by, to_state=decision.state.value, amount=decision.amount)
    return decision


def revise(decision: Decision, terms: Terms, *, by: Person) -> None:
    """Change a proposal; every signature under the old one is voided and the proposer signs anew (P2)."""
    if reason := policy.may_propose(by, decision):
        raise Forbidden(reason)
    db.session.refresh(decision, attribute_names=["state", "decided_on"], with_for_update={"of": Decision})
    if decision.decided_on is not None:
        raise Stale(_("This decision was signed. It cannot be changed any more."))
    if decision.application.state is not ApplicationState.ADVISED:
        raise Stale(_("This case has no advice to decide on."))
    require_no_interest(decision.application, by=by)
    take_duty(DutyKind.PROPOSED, decision.case_id, by=by)
    before = decision.content_hash
    decision.instalments.clear()
    decision.obligations.clear()
    db.session.flush()
    decision.advice = queries.latest_advice(decision.application)
    _write(decision, terms)
    _check(decision)
    if decision.content_hash != before:
        void(decision, _("The proposal was changed."))
        decision.proposed_by = by
        sign(decision, Approval, ApprovalKind.PROPOSED, by=by)
    audit.record("decision.revise", decision, by=by, amount=decision.amount, content_hash=decision.content_hash)


def propose_again(decision: Decision, *, by: Person) -> None:
    """Offer a proposal that was sent back for signing once more."""
    perform(WORKFLOW, "propose_again", decision, by=by, content_hash=decision.content_hash)


def why_no_aid_room(decision: Decision) -> Message | None:
    """Say that a grant does not fit under the ceiling of de-minimis aid today; asked at the proposal and signing."""
    if decision.state_aid != rules.DE_MINIMIS:
        return None
    return rules.why_no_aid_room(decision.amount, queries.aid_room(decision.application, clock.today()))


def _write(decision: Decision, terms: Terms) -> None:
    decision.kind = Kind.GRANT if terms.amount else Kind.REFUSAL
    decision.amount = terms.amount
    decision.reasoning = terms.reasoning.strip()
    decision.deviation = terms.deviation.strip()
    decision.ground_codes = list(terms.ground_codes)
    decision.state_aid = terms.state_aid
    decision.calculation = [
        {"code": step.code.value, "cents": step.cents} for step in rules.steps_for(decision.application)[0]
    ]
    decision.obligations = [
        ProposedObligation(
            position=position, kind=term.kind, text_nl=term.text_nl, text_en=term.text_en, due_on=term.due_on
        )
        for position, term in enumerate(terms.obligations, start=1)
    ]
    report = next(
        (item.position for item in decision.obligations if item.kind is rules.ObligationKind.INTERIM_REPORT), None
    )
    decision.instalments = [
        ProposedInstalment(
            position=position,
            amount=payment.amount,
            due_on=payment.due_on,
            after_obligation=report if payment.after_interim_report else None,
            at_settlement=payment.at_settlement,
        )
        for position, payment in enumerate(terms.payments if terms.amount else (), start=1)
    ]
    decision.content_hash = rules.content_hash(decision)


def _check(decision: Decision) -> None:
    """Refuse what does not hold, at the field where it can be mended."""
    advised = decision.advice.amount
    if reason := rules.why_deviation_is_needed(advised=advised, amount=decision.amount, deviation=decision.deviation):
        raise Refused(reason, field="deviation")
    if reason := rules.why_no_ground(decision.amount, decision.ground_codes):
        raise Refused(reason, field="ground_codes")
    if decision.amount:
        _steps, allowed = rules.steps_for(decision.application)
        least = decision.application.call.minimum_amount
        reason = rules.why_not_this_amount(decision.amount, allowed=allowed, minimum=least)
        if reason or (reason := why_no_aid_room(decision)):
            raise Refused(reason, field="amount")
        if reason := rules.why_final_report_is_needed(decision.amount, decision.obligations):
            raise Refused(reason, field="final_report_on")
    if reason := rules.is_whole(decision, clock.today()):
        field = "reasoning" if not decision.reasoning else "payments" if decision.amount else "ground_codes"
        raise Refused(reason, field=field)
