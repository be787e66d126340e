"""The letter of a determination, in Dutch; the final amount, the sum, and the reasons when it is lower."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from fund.core import clock
from fund.core.clock import local_day
from fund.core.i18n import LEGAL_LANGUAGE, Language, local
from fund.core.identifiers import group_iban
from fund.core.legal_terms import objection_term, payment_term
from fund.core.money import format_amount
from fund.decisions.rules import goes_by_post
from fund.documents import drawings, settings
from fund.documents.actions import issue_letter
from fund.documents.drawings import Drawn
from fund.documents.letters import Letter, Signer
from fund.documents.queries import coming_letter_number
from fund.people.models import Person
from fund.settlement import rules
from fund.settlement.models import Settlement

SERIES: Final = "V"
"""Letters of determinations are numbered apart: `FSV-2026-000123/V1`."""


@dataclass(frozen=True, kw_only=True)
class Determination(Letter):
    """What the letter of a determination says; all amounts in cents."""

    template: ClassVar[str] = "settlement/letters/determination"

    project: str
    granted_on: date
    award_number: str
    legal_basis: str
    granted: int
    amount: int
    costs: int | None
    """What the accepted final report accounts for; None when none does."""
    percentage: int
    of_costs: int
    paid: int
    still_to_pay: int
    too_much: int
    repay_to: tuple[str, str]
    """Name and IBAN of the account of the fund, for who has to pay back."""
    pay_by: date | None
    """The last day to pay back; None when it is not known yet on which day the letter is posted."""
    ground: str
    """Code of the ground on which it is lower; empty when it is not."""
    reasons: tuple[str, ...]
    applied_on: date


def letter_of(
    settlement: Settlement,
    language: Language = LEGAL_LANGUAGE,
    *,
    known_on: date | None = None,
    signer: Signer | None = None,
) -> Determination:
    """Write the letter from what is determined: for a preview the same as for the one that goes out.

    While it is not signed, `known_on` and `signer` say on which day it would be made known and by whom. Amounts are
    those that were signed, so that the letter says the same when more is paid afterwards.
    """
    award, application = settlement.award, settlement.award.application
    organisation, contact = application.organisation, application.submitted_by or application.created_by
    total = rules.arithmetic_of(settlement)
    by_post = goes_by_post(application)
    known_on = None if by_post else settlement.served_on or known_on
    if settlement.decided_by is not None:
        signer = Signer(name=settlement.decided_by.name, function=settlement.decided_capacity)
    amount = format_amount(settlement.amount, language, decimals=False)
    return Determination(
        language=language,
        title=f"Uw subsidie is vastgesteld op {amount}" if language == "nl" else f"Your grant is set at {amount}",
        addressee=(
            organisation.name,
            f"{'t.a.v.' if language == 'nl' else 'attn.'} {contact.name}",
            organisation.street,
            f"{organisation.postcode} {organisation.town}".strip(),
        ),
        salutation=f"Beste {contact.name}," if language == "nl" else f"Dear {contact.name},",
        contact=application.handler.name if application.handler is not None else "",
        signer=signer,
        object_until=None if known_on is None else objection_term(known_on).day,
        by_post=by_post,
        project=application.title,
        granted_on=award.granted_on,
        award_number=award.number,
        legal_basis=local(application.call.legal_basis, language),
        granted=settlement.granted,
        amount=settlement.amount,
        costs=total.costs if total.lines else None,
        percentage=total.percentage,
        of_costs=total.of_costs,
        paid=total.paid,
        still_to_pay=total.to_pay,
        too_much=total.to_recover,
        pay_by=None if known_on is None else payment_term(known_on).day,
        repay_to=(settings.payer()[0], group_iban(settings.payer()[1])),
        ground=settlement.reduction_ground.value if settlement.reduction_ground is not None else "",
        reasons=tuple(part.strip() for part in settlement.reasoning.split("\n") if part.strip()),
        applied_on=local_day(application.submitted_at or settlement.proposed_at),
    )


def draw_ahead(settlement: Settlement, *, signer: Signer) -> Drawn:
    """Draw the letter as it is when `signer` signs today, before the transaction in which that happens.

    Ends the transaction that was there. Raises PressDown.
    """
    letter = letter_of(settlement, known_on=clock.today(), signer=signer)
    (drawn,) = drawings.draw_ahead((letter, coming_letter_number(settlement.award.number, SERIES)))
    return drawn


def draw(settlement: Settlement, *, known_on: date | None = None, ahead: Drawn | None = None, by: Person) -> None:
    """Draw and keep the letter, or keep what was drawn `ahead`; raises PressDown when that cannot be done now."""
    settlement.letter = issue_letter(
        letter_of(settlement, known_on=known_on),
        drawn=ahead,
        subject=settlement,
        reference=f"settlement:{settlement.key}",
        case_number=settlement.award.number,
        series=SERIES,
        by=by,
    )


def notice_facts(settlement: Settlement) -> dict[str, object]:
    """Answer what the mail about a determination says."""
    total = rules.arithmetic_of(settlement)
    return {
        "number": settlement.number,
        "project": settlement.award.application.title,
        "amount": settlement.amount,
        "still_to_pay": total.to_pay,
        "too_much": total.to_recover,
        "pay_by": settlement.served_on and payment_term(settlement.served_on).day,
        "object_until": settlement.object_until,
    }
