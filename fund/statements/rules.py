"""What a statement says of money, in nine figures, and whether two ways of counting agree. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from fund.core.i18n import Message, _
from fund.core.money import Cents
from fund.ledger.rules import AccountKind, MovementKind


class View(StrEnum):
    """By what a statement is split."""

    CASE = "case"
    GRANTEE = "grantee"
    CALL = "call"
    TASK = "task"
    AREA = "area"


TITLES: Final[dict[View, Message]] = {
    View.CASE: _("Awarded and paid per case"),
    View.GRANTEE: _("Awarded and paid per grantee"),
    View.CALL: _("Awarded and paid per scheme"),
    View.TASK: _("Awarded and paid per task"),
    View.AREA: _("Awarded and paid per municipality"),
}
TABS: Final[dict[View, Message]] = {
    View.CASE: _("Per case"),
    View.CALL: _("Per scheme"),
    View.TASK: _("Per task"),
    View.AREA: _("Per municipality"),
    View.GRANTEE: _("Per grantee"),
}
HEADS: Final[dict[View, Message]] = {
    View.CASE: _("Case"),
    View.GRANTEE: _("Grantee"),
    View.CALL: _("Scheme"),
    View.TASK: _("Task"),
    View.AREA: _("Municipality"),
}
FIGURES: Final[dict[str, Message]] = {
    "awarded": _("Awarded"),
    "reserved": _("Reserved"),
    "released": _("Released"),
    "in_transit": _("At the bank"),
    "paid": _("Paid"),
    "open": _("Still open"),
    "determined": _("Determined"),
    "claimed": _("Reclaimed"),
    "recovered": _("Paid back"),
}
ACCOUNTS: Final[dict[AccountKind, Message]] = {
    AccountKind.WORLD: _("Province"),
    AccountKind.BUDGET: _("Ceiling"),
    AccountKind.RESERVED: _("Reserved"),
    AccountKind.AWARD: _("Awarded, still open"),
    AccountKind.TRANSIT: _("At the bank"),
    AccountKind.GRANTEE: _("Grantee"),
    AccountKind.RELEASED: _("Released"),
    AccountKind.RECEIVABLE: _("To be paid back"),
    AccountKind.FUND: _("Paid back"),
    AccountKind.WRITTEN_OFF: _("Written off"),
}
MOVEMENTS: Final[dict[MovementKind, Message]] = {
    MovementKind.CEILING: _("Ceiling set"),
    MovementKind.LOWER_CEILING: _("Ceiling lowered"),
    MovementKind.RESERVE: _("Reserved for a decision"),
    MovementKind.UNRESERVE: _("Reservation ended"),
    MovementKind.COMMIT: _("Committed"),
    MovementKind.INSTRUCT: _("Given to the bank"),
    MovementKind.WITHDRAW_INSTRUCTION: _("Taken back from the bank"),
    MovementKind.PAID: _("Paid"),
    MovementKind.RETURNED: _("Came back from the bank"),
    MovementKind.RELEASE: _("Released"),
    MovementKind.RESTORE: _("Back under the ceiling"),
    MovementKind.CLAIM: _("Asked back"),
    MovementKind.RECOVERED: _("Paid back"),
    MovementKind.WRITE_OFF: _("Written off"),
}


@dataclass(frozen=True)
class Figures:
    """Nine amounts in cents; `open` is what may still be paid, `determined` what the determined grants came to."""

    awarded: Cents = 0
    reserved: Cents = 0
    released: Cents = 0
    in_transit: Cents = 0
    paid: Cents = 0
    open: Cents = 0
    claimed: Cents = 0
    determined: Cents = 0
    recovered: Cents = 0

    def differences(self, other: Figures) -> dict[str, Cents]:
        """Answer in which figures two counts differ, and by how much."""
        gaps = {each.name: getattr(self, each.name) - getattr(other, each.name) for each in fields(self)}
        return {name: gap for name, gap in gaps.items() if gap}


def from_balances(
    balance: Mapping[AccountKind, Cents],
    *,
    restored: Cents,
    recovered: Cents,
    written_off: Cents = 0,
    determined: Cents = 0,
) -> Figures:
    """Reckon the figures back from what stands on the accounts: the other way than adding up what moved.

    `restored` went from released back under the ceiling; `recovered` was paid back, `written_off` given up;
    `determined` is what was awarded in the determined grants, less what was released and claimed of them.
    """
    claimed = balance.get(AccountKind.RECEIVABLE, 0) + recovered + written_off
    paid = balance.get(AccountKind.GRANTEE, 0) + claimed
    released = balance.get(AccountKind.RELEASED, 0) + restored
    still_open, in_transit = balance.get(AccountKind.AWARD, 0), balance.get(AccountKind.TRANSIT, 0)
    return Figures(
        awarded=still_open + in_transit + paid + released,
        reserved=balance.get(AccountKind.RESERVED, 0),
        released=released,
        in_transit=in_transit,
        paid=paid,
        open=still_open,
        claimed=claimed,
        determined=determined,
        recovered=recovered,
    )
