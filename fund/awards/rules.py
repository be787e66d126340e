"""Which arrangement a grant falls under. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from fund.decisions.rules import LARGE_FROM, SMALL_BELOW, ObligationKind

IS_FILED: Final = frozenset({ObligationKind.INTERIM_REPORT, ObligationKind.FINAL_REPORT})
"""Obligations that are met by sending something in; the others hold, and nobody can be late with them."""


class Tier(StrEnum):
    """The arrangement by the granted amount (§2.1); fixed at granting, never recomputed."""

    SMALL = "small"
    MIDDLE = "middle"
    LARGE = "large"


def tier(amount: int) -> Tier:
    """Answer the arrangement for a granted amount in cents (§2.1)."""
    if amount < SMALL_BELOW:
        return Tier.SMALL
    return Tier.MIDDLE if amount < LARGE_FROM else Tier.LARGE
