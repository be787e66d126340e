"""A grant gets its payments when it starts, and the last one when it is determined."""

from __future__ import annotations

from fund.awards import actions as award_actions
from fund.awards.models import Award
from fund.awards.workflow import State as AwardState
from fund.core import audit, clock
from fund.core.audit import Acting
from fund.core.db import db
from fund.core.errors import Refused
from fund.core.i18n import _
from fund.core.perform import perform
from fund.ledger import queries as ledger
from fund.payments import queries
from fund.payments.models import Instalment
from fund.payments.workflow import INSTALMENT, InstalmentState


def plan(award: Award, *, by: Acting) -> list[Instalment]:
    """Plan the payments of a grant as its decision says, each after the obligation that it waits for (F61)."""
    db.session.flush()
    met_first = _obligations_by_position(award)
    instalments = [
        Instalment(
            award=award,
            position=item.position,
            amount=item.amount,
            due_on=item.due_on,
            obligation_id=None if item.after_obligation is None else met_first.get(item.after_obligation),
            at_settlement=item.at_settlement,
        )
        for item in award.decision.instalments
    ]
    db.session.add_all(instalments)
    audit.record("award.plan_payments", award, by=by, amounts=[each.amount for each in instalments])
    return instalments


def _obligations_by_position(award: Award) -> dict[int, int]:
    """Answer which obligation of the grant stands at which position of its decision: they were made in that order."""
    granted = sorted(award.obligations, key=lambda each: each.id)
    return {item.position: obligation.id for item, obligation in zip(award.decision.obligations, granted, strict=False)}


def plan_settlement(award: Award, *, by: Acting) -> Instalment | None:
    """Cancel what is still planned and plan the rest: determined, less paid, less what is at the bank (LC-66).

    When nothing is left to pay the grant is closed; what was paid too much is claimed by the determination.
    Raises Refused when a payment of this grant stands in a run that waits for release.
    """
    if award.settled_amount is None:
        raise Refused(_("This grant was not determined yet."))
    planned = queries.instalments_of(award, fresh=True)
    if any(each.state is InstalmentState.IN_RUN for each in planned):
        number = next(iter(queries.run_numbers(each.id for each in planned).values()), "")
        raise Refused(
            _("A payment of this grant is in payment run %(number)s. Let it be released or sent back.", number=number)
        )
    for instalment in planned:
        if instalment.state is InstalmentState.PLANNED:
            perform(INSTALMENT, "cancel", instalment, by=by)
    position = ledger.case_position(award.number)
    rest = award.settled_amount - position.paid - position.in_transit
    if rest > 0:
        return _final_payment(award, rest, last=max((each.position for each in planned), default=0), by=by)
    close_when_paid(award, by=by)
    return None


def _final_payment(award: Award, amount: int, *, last: int, by: Acting) -> Instalment:
    instalment = Instalment(
        award=award, position=last + 1, amount=amount, due_on=clock.today(), obligation_id=None, at_settlement=True
    )
    db.session.add(instalment)
    audit.record("award.plan_final_payment", award, by=by, amount=amount)
    return instalment


def close_when_paid(award: Award, *, by: Acting) -> None:
    """Close a determined grant once exactly what it came to is paid, and nothing is at the bank any more.

    What was asked back and received, or given up, is not with the grantee any more.
    """
    if award.state is not AwardState.SETTLED:
        return
    position = ledger.case_position(award.number)
    kept = position.paid - position.recovered - position.written_off
    if position.in_transit == 0 and kept == award.settled_amount:
        award_actions.close(award, by=by)
