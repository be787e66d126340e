"""What must hold for a decision: the amount, the payments, the mandate, what is signed. Pure."""

from fund.decisions.rules.aid import CEILING, DE_MINIMIS, AidRoom, aid_room, counts_from, why_no_aid_room
from fund.decisions.rules.amount import STEP_LABELS, AmountStep, StepCode, amount_steps, steps_for, why_not_this_amount
from fund.decisions.rules.mandate import at_stake, covering_mandate, why_no_mandate, why_not_until
from fund.decisions.rules.posting import goes_by_post, why_not_posted_on
from fund.decisions.rules.signing import (
    content_hash,
    has_its_letter,
    hash_of,
    is_whole,
    why_deviation_is_needed,
    why_no_ground,
)
from fund.decisions.rules.standard import (
    LARGE_FROM,
    SMALL_BELOW,
    ObligationKind,
    PlannedPayment,
    ProposedTerm,
    ReportDays,
    obligations,
    payment_plan,
    report_days,
    why_final_report_is_needed,
    why_not_final_on,
    why_not_interim_on,
)

__all__ = [
    "CEILING",
    "DE_MINIMIS",
    "LARGE_FROM",
    "SMALL_BELOW",
    "STEP_LABELS",
    "AidRoom",
    "AmountStep",
    "ObligationKind",
    "PlannedPayment",
    "ProposedTerm",
    "ReportDays",
    "StepCode",
    "aid_room",
    "amount_steps",
    "at_stake",
    "content_hash",
    "counts_from",
    "covering_mandate",
    "goes_by_post",
    "has_its_letter",
    "hash_of",
    "is_whole",
    "obligations",
    "payment_plan",
    "report_days",
    "steps_for",
    "why_deviation_is_needed",
    "why_final_report_is_needed",
    "why_no_aid_room",
    "why_no_ground",
    "why_no_mandate",
    "why_not_final_on",
    "why_not_interim_on",
    "why_not_posted_on",
    "why_not_this_amount",
    "why_not_until",
]
