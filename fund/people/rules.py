"""Four eyes by person over the whole case: which duties one person may not combine (NB-13). Pure."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from fund.core.i18n import Message, _


class DutyKind(StrEnum):
    """What a person can have done in a case that stands in the way of doing something else."""

    APPLIED = "applied"
    HANDLED = "handled"
    SCORED = "scored"
    ADVISED = "advised"
    PROPOSED = "proposed"
    DECIDED = "decided"
    BANK_CHECKED = "bank_checked"
    RUN_MADE = "run_made"
    RUN_RELEASED = "run_released"
    REVIEWED_REPORT = "reviewed_report"
    SETTLEMENT_PROPOSED = "settlement_proposed"
    SETTLEMENT_DECIDED = "settlement_decided"


K: Final = DutyKind
PREPARING: Final = frozenset({K.HANDLED, K.SCORED, K.ADVISED, K.PROPOSED, K.SETTLEMENT_PROPOSED, K.REVIEWED_REPORT})
JUDGING: Final = frozenset({K.DECIDED, K.SETTLEMENT_DECIDED})
PAYING: Final = frozenset({K.BANK_CHECKED, K.RUN_MADE, K.RUN_RELEASED})

APART: Final[tuple[tuple[frozenset[DutyKind], frozenset[DutyKind]], ...]] = (
    (PREPARING, JUDGING),
    (PREPARING | JUDGING, PAYING),
    (frozenset({K.RUN_MADE}), frozenset({K.RUN_RELEASED})),
    (frozenset({K.BANK_CHECKED}), frozenset({K.RUN_MADE, K.RUN_RELEASED})),
    (frozenset({K.APPLIED}), PREPARING | JUDGING | PAYING),
)
"""Pairs of duties that one person never combines in one case. There is no exception for administrators."""

DONE: Final[dict[DutyKind, Message]] = {
    K.APPLIED: _("you applied for it"),
    K.HANDLED: _("you handled it"),
    K.SCORED: _("you scored it"),
    K.ADVISED: _("you advised on it"),
    K.PROPOSED: _("you proposed the decision"),
    K.DECIDED: _("you decided on it"),
    K.BANK_CHECKED: _("you checked the bank account"),
    K.RUN_MADE: _("you made the payment run"),
    K.RUN_RELEASED: _("you released the payment"),
    K.REVIEWED_REPORT: _("you reviewed a report"),
    K.SETTLEMENT_PROPOSED: _("you proposed the determination"),
    K.SETTLEMENT_DECIDED: _("you determined it"),
}


def four_eyes(done: Collection[DutyKind], wanted: DutyKind) -> Message | None:
    """Say which earlier duty of this person in this case stands in the way of `wanted`; None when none does."""
    for one, other in APART:
        clashing = other if wanted in one else one if wanted in other else frozenset()
        for duty in DutyKind:
            if duty in clashing and duty in done:
                return _("You cannot do this in this case, because %(done)s. Somebody else does it.", done=DONE[duty])
    return None
