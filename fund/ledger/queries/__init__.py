"""What stands on the accounts, on any day, as sums of movements; and whether the books are as they must be."""

from fund.ledger.queries.checking import Books, Finding, booked, check, compare, unlike
from fund.ledger.queries.known import keep_quiet_about, known_left, known_position
from fund.ledger.queries.positions import (
    balance,
    balance_in_each,
    balance_of,
    call_position,
    case_position,
    case_positions,
    flows,
    left_under,
    movements_of,
    position_from,
)

__all__ = [
    "Books",
    "Finding",
    "balance",
    "balance_in_each",
    "balance_of",
    "booked",
    "call_position",
    "case_position",
    "case_positions",
    "check",
    "compare",
    "flows",
    "keep_quiet_about",
    "known_left",
    "known_position",
    "left_under",
    "movements_of",
    "position_from",
    "unlike",
]
