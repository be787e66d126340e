"""What happens when a grant is determined: proposed by one, decided by another, made known by letter."""

from __future__ import annotations

from datetime import date

from fund.assessment.actions import require_no_interest
from fund.awards import actions as award_actions
from fund.awards.models import Award
from fund.awards.workflow import State as AwardState
from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import _
from fund.core.legal_terms import objection_term
from fund.core.perform import perform
from fund.decisions.actions.signatures import require_mandate, require_seen, sign, void
from fund.decisions.models import ApprovalKind
from fund.decisions.rules import goes_by_post, why_not_posted_on
from fund.documents.drawings import Drawn
from fund.ledger.actions import move
from fund.ledger.rules import AccountKind, MovementKind, Pot, budget
from fund.notices.actions import tell
from fund.payments import actions as payments
from fund.people.actions import take_duty
from fund.people.models import Person
from fund.people.rules import DutyKind
from fund.settlement import letters, policy, queries, rules
from fund.settlement.models import ReductionGround, Settlement, SettlementApproval
from fund.settlement.workflow import WORKFLOW, State


def propose_settlement(
    award: Award, *, amount: int, ground: ReductionGround | None, reasoning: str, by: Person
) -> Settlement:
    """Propose what a grant comes to, in cents; a proposal that was sent back is changed by the same call."""
    if reason := policy.may_propose(by, award):
        raise Forbidden(reason)
    db.session.refresh(award, attribute_names=["state"], with_for_update={"of": Award})
    if award.state is not AwardState.RUNNING:
        raise Stale(_("This grant was determined already."))
    if reason := queries.why_too_early(award, clock.today()):
        raise Refused(reason)
    facts = _facts(award, amount=amount, ground=ground, reasoning=reasoning)
    take_duty(DutyKind.SETTLEMENT_PROPOSED, award.case_id, by=by)
    settlement = queries.settlement_of(award)
    if settlement is not None and settlement.state is not State.SENT_BACK:
        raise Stale(_("There is a proposal for this grant already."))
    facts |= {"proposed_at": clock.now(), "proposed_by": by}
    if settlement is None:
        settlement = Settlement(
            award=award, number=f"{award.number}/V1", granted=award.amount, state=WORKFLOW.start, **facts
        )
        db.session.add(settlement)
    else:
        for name, fact in facts.items():
            setattr(settlement, name, fact)
    settlement.content_hash = rules.content_hash(settlement)
    db.session.flush()
    if settlement.state is State.SENT_BACK:
        perform(WORKFLOW, "propose_settlement_again", settlement, by=by, amount=amount)
    else:
        audit.record("settlement.propose", settlement, by=by, to_state=WORKFLOW.start.value, amount=amount)
    sign(settlement, SettlementApproval, ApprovalKind.PROPOSED, by=by)
    return settlement


def revise_settlement(
    settlement: Settlement, *, amount: int, ground: ReductionGround | None, reasoning: str, by: Person
) -> None:
    """Change a proposal that waits for its signature; what was signed is void and `by` signs anew (P2).

    Raises Stale when it does not wait any more, Refused with the field that must be mended.
    """
    if reason := policy.may_propose(by, settlement):
        raise Forbidden(reason)
    db.session.refresh(settlement, with_for_update={"of": Settlement})
    if settlement.state is not State.PROPOSED:
        raise Stale(_("This proposal does not wait for a signature any more."))
    award = settlement.award
    require_no_interest(award.application, by=by)
    if reason := queries.why_too_early(award, clock.today()):
        raise Refused(reason)
    facts = _facts(award, amount=amount, ground=ground, reasoning=reasoning)
    take_duty(DutyKind.SETTLEMENT_PROPOSED, award.case_id, by=by)
    before = settlement.content_hash
    for name, fact in facts.items():
        setattr(settlement, name, fact)
    settlement.content_hash = rules.content_hash(settlement)
    if settlement.content_hash != before:
        void(settlement, _("The proposal was changed."))
        settlement.proposed_at, settlement.proposed_by = clock.now(), by
        sign(settlement, SettlementApproval, ApprovalKind.PROPOSED, by=by)
    audit.record("settlement.revise", settlement, by=by, amount=amount, content_hash=settlement.content_hash)


def _facts(award: Award, *, amount: int, ground: ReductionGround | None, reasoning: str) -> dict[str, object]:
    """Answer what a proposal says, or refuse it at the field where it can be mended."""
    if reason := rules.why_not_this_amount(amount, granted=award.amount, ground=ground):
        raise Refused(reason, field="ground" if 0 <= amount <= award.amount else "amount")
    if not reasoning.strip():
        raise Refused(_("Write the reasons."), field="reasoning")
    return {
        "amount": amount,
        "reasoning": reasoning.strip(),
        "reduction_ground": ground,
        "calculation": _calculation(award, amount),
    }


def _calculation(award: Award, amount: int) -> list[dict[str, object]]:
    return queries.arithmetic(award, amount).as_kept()


def send_settlement_back(settlement: Settlement, reason: str, *, by: Person) -> None:
    """Send a determination back with a reason; the proposer's signature is void."""
    if not reason.strip():
        raise Refused(_("Write what must be changed."), field="reason")
    perform(
        WORKFLOW,
        "send_settlement_back",
        settlement,
        by=by,
        facts={"sent_back_reason": reason.strip()},
        reason=reason.strip(),
    )
    void(settlement, _("The proposal was sent back."))


def determine(settlement: Settlement, *, seen_hash: str, ahead: Drawn | None = None, by: Person) -> None:
    """Determine the final amount: what is less than granted is released, the grant is settled, the letter is drawn.

    `seen_hash` is the hash of what the person saw, `ahead` the letter when it was drawn before. By mail it is made
    known at once; an applicant who did not agree to that gets the letter by post, see `post_settlement` (WM-03). The
    same signature sent twice counts once. Raises Stale, Refused (too early), Forbidden (four eyes, mandate) and
    PressDown.
    """
    db.session.refresh(settlement, with_for_update={"of": Settlement})
    if settlement.decided_by_id == by.id and settlement.content_hash == seen_hash:
        return
    WORKFLOW.check_source(WORKFLOW.step("determine"), settlement)
    if reason := policy.may_determine(by, settlement):
        raise Forbidden(reason)
    require_seen(seen_hash, settlement, rules.content_hash(settlement))
    award, day = settlement.award, clock.today()
    if reason := queries.why_too_early(award, day):
        raise Refused(reason)
    if settlement.calculation != _calculation(award, settlement.amount):
        raise Stale(_("Money was paid or came back since this was proposed. Send it back, so the sum is made anew."))
    mandate = require_mandate(settlement.granted, by=by)
    perform(
        WORKFLOW,
        "determine",
        settlement,
        by=by,
        facts={"decided_on": day, "decided_by": by, "decided_capacity": mandate.capacity},
        amount=settlement.amount,
        content_hash=settlement.content_hash,
    )
    sign(settlement, SettlementApproval, ApprovalKind.DECIDED, by=by, capacity=mandate.capacity)
    _release(settlement, by=by)
    award_actions.settle(award, amount=settlement.amount, by=by)
    if goes_by_post(award.application):
        letters.draw(settlement, ahead=ahead, by=by)
    else:
        letters.draw(settlement, known_on=day, ahead=ahead, by=by)
        settlement.served_on, settlement.object_until = day, objection_term(day).day
        payments.start_term(award, day, by=by)
        _tell(settlement, by=by)


def post_settlement(settlement: Settlement, *, posted_on: date, by: Person) -> None:
    """Write down that the letter was posted: from that day the determination is made known (WM-03, LC-72a).

    Raises Stale when there is nothing to post, Refused at `posted_on` for a day before the letter or after today.
    """
    if reason := policy.may_post(by, settlement):
        raise Forbidden(reason)
    require_no_interest(settlement.award.application, by=by)
    db.session.refresh(settlement, with_for_update={"of": Settlement})
    if settlement.letter is None or settlement.served_on is not None:
        raise Stale(_("This letter does not wait for the post."))
    if reason := why_not_posted_on(posted_on, made_on=clock.local_day(settlement.letter.made_at), day=clock.today()):
        raise Refused(reason, field="posted_on")
    settlement.served_on, settlement.object_until = posted_on, objection_term(posted_on).day
    audit.record("settlement.post", settlement, by=by, posted_on=posted_on)
    payments.start_term(settlement.award, posted_on, by=by)


def _release(settlement: Settlement, *, by: Person) -> None:
    """Release what will not be paid, back under the ceiling where the call says so; claim what was paid too much."""
    award, call, number = settlement.award, settlement.award.application.call, settlement.number
    total = rules.arithmetic_of(settlement)
    owed, released = Pot(AccountKind.AWARD, award.number), Pot(AccountKind.RELEASED, award.number)
    if left := total.to_release:
        move(MovementKind.RELEASE, owed, released, left, reference=f"{queries.RELEASE}{number}", by=by)
        if call.released_money_returns:
            move(MovementKind.RESTORE, released, budget(call.code), left, reference=f"restore:{number}", by=by)
    if total.to_recover:
        payments.claim(award, total.to_recover, number=number, by=by)


def _tell(settlement: Settlement, *, by: Person) -> None:
    application = settlement.award.application
    if application.submitted_by is None:
        return
    tell(
        application.submitted_by,
        template="settlement/determined",
        reason=f"settlement:{settlement.number}",
        facts=letters.notice_facts(settlement),
        case_id=application.id,
        documents=[settlement.letter] if settlement.letter is not None else [],
        by=by,
    )
