"""The second person decides: within the mandate, under the ceiling, on exactly what was seen."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from fund.applications.models import Application
from fund.applications.workflow import State as ApplicationState
from fund.assessment.actions import require_no_interest
from fund.core import clock
from fund.core.audit import Acting
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import _
from fund.core.perform import perform
from fund.decisions import policy, queries, rules
from fund.decisions.actions.propose import why_no_aid_room
from fund.decisions.actions.signatures import require_mandate, require_seen, sign, void
from fund.decisions.models import Approval, ApprovalKind, Decision
from fund.decisions.workflow import WORKFLOW, State
from fund.ledger import queries as ledger
from fund.ledger.actions import move
from fund.ledger.rules import AccountKind, MovementKind, Pot, budget
from fund.people.models import Organisation, Person


def send_back(decision: Decision, reason: str, *, by: Person) -> None:
    """Send a proposal back with a reason; the proposer's signature is void."""
    if not reason.strip():
        raise Refused(_("Write what must be changed."), field="reason")
    perform(WORKFLOW, "send_back", decision, by=by, facts={"sent_back_reason": reason.strip()}, reason=reason.strip())
    void(decision, _("The proposal was sent back."))


def approve(decision: Decision, *, seen_hash: str, by: Person) -> None:
    """Sign a decision: within the mandate, and with the money committed under the ceiling; all or nothing.

    `seen_hash` is the hash of what the person saw; when the proposal changed since, nothing is signed. The same
    signature sent twice counts once. Raises Stale, Forbidden (four eyes, mandate), Refused (de-minimis aid) and
    InsufficientFunds (ceiling, P3).
    """
    db.session.refresh(decision, with_for_update={"of": Decision})
    if decision.decided_by_id == by.id and decision.content_hash == seen_hash:
        return
    WORKFLOW.check_source(WORKFLOW.step("approve"), decision)
    if reason := policy.may_decide(by, decision):
        raise Forbidden(reason)
    require_seen(seen_hash, decision, rules.content_hash(decision))
    _require_open_case(decision)
    require_no_interest(decision.application, by=by)
    _require_aid_room(decision)
    mandate = require_mandate(rules.at_stake(decision), by=by)
    perform(
        WORKFLOW,
        "approve",
        decision,
        by=by,
        facts={"decided_on": clock.today(), "decided_by": by, "decided_capacity": mandate.capacity},
        amount=decision.amount,
        content_hash=decision.content_hash,
    )
    decision.ceiling_at_decision = _commit(decision, by=by)
    sign(decision, Approval, ApprovalKind.DECIDED, by=by, capacity=mandate.capacity)


def _require_open_case(decision: Decision) -> None:
    """Hold the case, and see that it still waits for a decision on the advice that the proposal follows."""
    application = decision.application
    db.session.refresh(application, attribute_names=["state"], with_for_update={"of": Application})
    if application.state is not ApplicationState.ADVISED:
        raise Stale(_("This case does not wait for a decision any more. Look at the case."))
    if decision.advice_id != queries.latest_advice(application).id:
        raise Stale(_("There is a newer advice. The proposal must be changed before somebody signs."))


def _require_aid_room(decision: Decision) -> None:
    """Refuse a grant that no longer fits under the ceiling of de-minimis aid; one decision at a time per applicant."""
    ours = select(Organisation.id).where(Organisation.id == decision.application.organisation_id)
    db.session.execute(ours.with_for_update())
    if reason := why_no_aid_room(decision):
        raise Refused(reason)


def require_unsigned(application: Application, *, by: Acting) -> None:  # noqa: ARG001 (it holds for everybody)
    """Raise Stale when a decision on this case is signed and its letter is still to go out."""
    if any(decision.state is State.APPROVED for decision in queries.decisions_of(application)):
        raise Stale(_("A decision on this application was signed. The letter with the decision follows soon."))


def _commit(decision: Decision, *, by: Person) -> dict[str, object]:
    """Reserve and commit the amount under the ceiling of the call; answers the position as it was just before (LC-34).

    The budget's account is locked by the first movement, so of two decisions about the last euro one is refused, and
    the position is read while nobody else can change it.
    """
    call, number, amount = decision.application.call, decision.application.number or "", decision.amount
    day = clock.today().isoformat()
    if not amount:
        return {**asdict(ledger.call_position(call.code)), "day": day}
    reserved, award = Pot(AccountKind.RESERVED, number), Pot(AccountKind.AWARD, number)
    move(MovementKind.RESERVE, budget(call.code), reserved, amount, reference=f"reserve:{decision.number}", by=by)
    position = asdict(ledger.call_position(call.code))
    move(MovementKind.COMMIT, reserved, award, amount, reference=f"{queries.COMMIT}{decision.number}", by=by)
    return {**position, "left": position["left"] + amount, "reserved": position["reserved"] - amount, "day": day}
