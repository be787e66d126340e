"""What happens when a grant is determined: proposed by one, decided by another, made known by letter."""

from __future__ import annotations

from fund.awards import actions as award_actions
from fund.awards.models import Award
from fund.awards.workflow import State as AwardState
from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import _
from fund.core.legal_terms import objection_term
from fund.core.perform import perform
from fund.decisions import queries as decision_queries
from fund.decisions.rules import covering_mandate, why_no_mandate
from fund.ledger import queries as ledger
from fund.ledger.actions import move
from fund.ledger.rules import AccountKind, MovementKind, Pot
from fund.notices.actions import tell
from fund.people.actions import take_duty
from fund.people.models import Person
from fund.people.rules import DutyKind
from fund.settlement import letters, policy, queries, rules
from fund.settlement.models import ReductionGround, Settlement
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
    _check(award, amount=amount, ground=ground, reasoning=reasoning)
    take_duty(DutyKind.SETTLEMENT_PROPOSED, award.case_id, by=by)
    settlement = queries.settlement_of(award)
    if settlement is not None and settlement.state is not State.SENT_BACK:
        raise Stale(_("There is a proposal for this grant already."))
    facts = {
        "amount": amount,
        "reasoning": reasoning.strip(),
        "reduction_ground": ground if amount < award.amount else None,
        "calculation": _calculation(award, amount),
        "proposed_at": clock.now(),
        "proposed_by": by,
    }
    if settlement is None:
        settlement = Settlement(
            award=award, number=f"{award.number}/V1", granted=award.amount, state=WORKFLOW.start, **facts
        )
        db.session.add(settlement)
    else:
        for name, fact in facts.items():
            setattr(settlement, name, fact)
    db.session.flush()
    if settlement.state is State.SENT_BACK:
        perform(WORKFLOW, "propose_settlement_again", settlement, by=by, amount=amount)
    else:
        audit.record("settlement.propose", settlement, by=by, to_state=WORKFLOW.start.value, amount=amount)
    return settlement


def _check(award: Award, *, amount: int, ground: ReductionGround | None, reasoning: str) -> None:
    position = ledger.case_position(award.number)
    if reason := rules.why_too_early(queries.reports_open(award), position.in_transit):
        raise Refused(reason)
    if reason := rules.why_not_this_amount(amount, granted=award.amount, ground=ground):
        raise Refused(reason, field="ground" if amount < award.amount else "amount")
    if not reasoning.strip():
        raise Refused(_("Write the reasons."), field="reasoning")


def _calculation(award: Award, amount: int) -> list[dict[str, object]]:
    paid = ledger.case_position(award.number).paid
    steps = (("Granted", award.amount), ("Determined", amount), ("Paid so far", paid), ("Still to pay", amount - paid))
    return [{"label": label, "cents": cents} for label, cents in steps]


def propose_settlement_again(settlement: Settlement, *, by: Person) -> None:
    """Offer a determination that was sent back for signing once more."""
    perform(WORKFLOW, "propose_settlement_again", settlement, by=by)


def send_settlement_back(settlement: Settlement, reason: str, *, by: Person) -> None:
    """Send a determination back with a reason."""
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


def determine(settlement: Settlement, *, seen_amount: int, by: Person) -> None:
    """Determine the final amount: what is less than granted is released, the grant is settled, the letter goes out.

    `seen_amount` is what the person saw, in cents. Raises Stale, Forbidden (four eyes, mandate) and PressDown.
    """
    db.session.refresh(settlement, with_for_update={"of": Settlement})
    if settlement.amount != seen_amount:
        raise Stale(_("This proposal was changed while you looked at it. Read it again before you sign."))
    day, award = clock.today(), settlement.award
    mandates = decision_queries.mandates_on(day, person_id=by.id)
    mandate = covering_mandate(mandates, person_id=by.id, amount=settlement.granted, day=day)
    if mandate is None:
        raise Forbidden(why_no_mandate(mandates, person_id=by.id, amount=settlement.granted, day=day))
    perform(
        WORKFLOW,
        "determine",
        settlement,
        by=by,
        facts={
            "decided_on": day,
            "decided_by_id": by.id,
            "decided_capacity": mandate.capacity,
            "object_until": objection_term(day).day,
        },
        amount=settlement.amount,
    )
    _release(settlement, by=by)
    award_actions.settle(award, amount=settlement.amount, by=by)
    letters.draw(settlement, by=by)
    _tell(settlement, by=by)


def _release(settlement: Settlement, *, by: Person) -> None:
    """Release what will not be paid, back under the ceiling where the call says so; claim what was paid too much."""
    award, call = settlement.award, settlement.award.application.call
    position = ledger.case_position(award.number)
    too_much = max(position.paid - settlement.amount, 0)
    released = award.amount - max(settlement.amount, position.paid)
    award_pot, released_pot = Pot(AccountKind.AWARD, award.number), Pot(AccountKind.RELEASED, award.number)
    if released:
        move(
            MovementKind.RELEASE,
            award_pot,
            released_pot,
            released,
            reference=f"{queries.RELEASE}{settlement.number}",
            by=by,
        )
        if call.released_money_returns:
            budget = Pot(AccountKind.BUDGET, call.code)
            move(MovementKind.RESTORE, released_pot, budget, released, reference=f"restore:{settlement.number}", by=by)
    if too_much:
        grantee, receivable = Pot(AccountKind.GRANTEE, award.number), Pot(AccountKind.RECEIVABLE, award.number)
        move(MovementKind.CLAIM, grantee, receivable, too_much, reference=f"{queries.CLAIM}{settlement.number}", by=by)


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
