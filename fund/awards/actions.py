"""What happens to grants: started by a decision, settled by a determination, closed and reopened by the books."""

from __future__ import annotations

from fund.awards.models import Award, Obligation
from fund.awards.rules import tier
from fund.awards.workflow import WORKFLOW
from fund.core import audit, clock
from fund.core.audit import Acting
from fund.core.db import db
from fund.core.perform import perform
from fund.decisions.models import Decision


def start(decision: Decision, *, by: Acting) -> Award | None:
    """Start the grant that a decision gives, with its obligations; a refusal starts nothing.

    The arrangement follows from the granted amount and never changes afterwards (§2.1).
    """
    if not decision.amount:
        return None
    application = decision.application
    award = Award(
        application=application,
        decision=decision,
        number=application.number,
        amount=decision.amount,
        tier=tier(decision.amount),
        granted_on=decision.decided_on,
        starts_on=application.starts_on,
        ends_on=application.ends_on,
        obligations=[
            Obligation(kind=item.kind, text_nl=item.text_nl, text_en=item.text_en, due_on=item.due_on)
            for item in decision.obligations
        ],
    )
    db.session.add(award)
    audit.record("award.start", award, by=by, to_state=WORKFLOW.start.value, amount=award.amount)
    return award


def file_obligation(obligation: Obligation, *, by: Acting) -> None:
    """Write down that what was asked came in today, to be accepted or not; the first day counts."""
    if obligation.filed_on is None:
        obligation.filed_on = clock.today()
        audit.record("award.file_obligation", obligation.award, by=by, obligation=obligation.kind.value)


def meet_obligation(obligation: Obligation, *, by: Acting) -> None:
    """Write down that an obligation was met today; the first day counts."""
    if obligation.met_on is None:
        obligation.met_on = clock.today()
        audit.record("award.meet_obligation", obligation.award, by=by, obligation=obligation.kind.value)


def settle(award: Award, *, amount: int, by: Acting) -> None:
    """Fix the final amount in cents; never higher than granted (LC-70d)."""
    perform(WORKFLOW, "settle", award, by=by, facts={"settled_amount": amount}, amount=amount)


def close(award: Award, *, by: Acting) -> None:
    """Close a grant of which nothing is open any more."""
    perform(WORKFLOW, "close", award, by=by, facts={"closed_at": clock.now()})


def reopen(award: Award, *, by: Acting) -> None:
    """Open a closed grant again, because a payment of it came back and is still owed."""
    perform(WORKFLOW, "reopen", award, by=by, facts={"closed_at": None})
