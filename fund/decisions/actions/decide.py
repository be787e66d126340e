"""The second person decides: within the mandate, under the ceiling, on exactly what was seen."""

from __future__ import annotations

from dataclasses import asdict

from fund.applications import actions as application_actions
from fund.assessment.actions import require_no_interest
from fund.core import clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import _
from fund.core.perform import perform
from fund.decisions import queries, rules
from fund.decisions.actions.propose import void_approvals
from fund.decisions.models import Approval, ApprovalKind, Decision
from fund.decisions.workflow import WORKFLOW
from fund.ledger import queries as ledger
from fund.ledger.actions import move
from fund.ledger.rules import AccountKind, MovementKind, Pot, budget
from fund.people.models import Person


def send_back(decision: Decision, reason: str, *, by: Person) -> None:
    """Send a proposal back with a reason; the proposer's signature is void."""
    if not reason.strip():
        raise Refused(_("Write what must be changed."), field="reason")
    perform(WORKFLOW, "send_back", decision, by=by, facts={"sent_back_reason": reason.strip()}, reason=reason.strip())
    void_approvals(decision, _("The proposal was sent back."))


def approve(decision: Decision, *, seen_hash: str, by: Person) -> None:
    """Sign a decision: commit the money under the ceiling and decide the case, all or nothing.

    `seen_hash` is the hash of what the person saw; when the proposal changed since, nothing is signed. Raises Stale,
    Forbidden (four eyes, mandate) and InsufficientFunds (the ceiling, P3).
    """
    db.session.refresh(decision, with_for_update={"of": Decision})
    if seen_hash != decision.content_hash or seen_hash != rules.content_hash(decision):
        raise Stale(_("This proposal was changed while you looked at it. Read it again before you sign."))
    require_no_interest(decision.application, by=by)
    day = clock.today()
    mandates = queries.mandates_on(day, person_id=by.id)
    mandate = rules.covering_mandate(mandates, person_id=by.id, amount=decision.amount, day=day)
    if mandate is None:
        raise Forbidden(rules.why_no_mandate(mandates, person_id=by.id, amount=decision.amount, day=day))
    position = _commit(decision, by=by)
    perform(
        WORKFLOW,
        "approve",
        decision,
        by=by,
        facts={
            "decided_on": day,
            "decided_by_id": by.id,
            "decided_capacity": mandate.capacity,
            "ceiling_at_decision": position,
        },
        amount=decision.amount,
        content_hash=decision.content_hash,
    )
    _sign(decision, capacity=mandate.capacity, by=by)
    if decision.amount:
        application_actions.grant(decision.application, by=by)
    else:
        application_actions.refuse(decision.application, by=by)


def _commit(decision: Decision, *, by: Person) -> dict[str, object]:
    """Reserve and commit the amount under the ceiling of the call; answers the position as it was just before (LC-34).

    The budget's account is locked by the first movement, so of two decisions about the last euro one is refused.
    """
    call, number = decision.application.call, decision.application.number or ""
    position = {**asdict(ledger.call_position(call.code)), "day": clock.today().isoformat()}
    if decision.amount:
        reserved, award = Pot(AccountKind.RESERVED, number), Pot(AccountKind.AWARD, number)
        move(
            MovementKind.RESERVE,
            budget(call.code),
            reserved,
            decision.amount,
            reference=f"reserve:{decision.number}",
            by=by,
        )
        move(MovementKind.COMMIT, reserved, award, decision.amount, reference=f"commit:{decision.number}", by=by)
    return position


def _sign(decision: Decision, *, capacity: str, by: Person) -> None:
    decision.approvals.append(
        Approval(
            kind=ApprovalKind.DECIDED,
            person=by,
            capacity=capacity,
            amount_seen=decision.amount,
            content_hash=decision.content_hash,
            at=clock.now(),
        )
    )
    db.session.flush()
