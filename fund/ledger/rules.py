"""Which ways money may go, and what must always hold. Pure.

Money only moves: every movement takes from one account and adds to another, so the sum of all balances is zero and
nothing comes from nowhere but `world`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol

from fund.core.errors import Refused
from fund.core.i18n import Message, _
from fund.core.money import Money


class AccountKind(StrEnum):
    """What a heap of money is. `budget` is kept per call; `reserved` up to `receivable` per case."""

    WORLD = "world"
    BUDGET = "budget"
    RESERVED = "reserved"
    AWARD = "award"
    TRANSIT = "transit"
    GRANTEE = "grantee"
    RELEASED = "released"
    RECEIVABLE = "receivable"
    FUND = "fund"
    WRITTEN_OFF = "written_off"


class MovementKind(StrEnum):
    """Why money moves."""

    CEILING = "ceiling"
    LOWER_CEILING = "lower_ceiling"
    RESERVE = "reserve"
    UNRESERVE = "unreserve"
    COMMIT = "commit"
    INSTRUCT = "instruct"
    WITHDRAW_INSTRUCTION = "withdraw_instruction"
    PAID = "paid"
    RETURNED = "returned"
    RELEASE = "release"
    RESTORE = "restore"
    CLAIM = "claim"
    RECOVERED = "recovered"
    WRITE_OFF = "write_off"


A: Final = AccountKind
ROUTES: Final[dict[MovementKind, frozenset[tuple[AccountKind, AccountKind]]]] = {
    MovementKind.CEILING: frozenset({(A.WORLD, A.BUDGET)}),
    MovementKind.LOWER_CEILING: frozenset({(A.BUDGET, A.WORLD)}),
    MovementKind.RESERVE: frozenset({(A.BUDGET, A.RESERVED)}),
    MovementKind.UNRESERVE: frozenset({(A.RESERVED, A.BUDGET)}),
    MovementKind.COMMIT: frozenset({(A.RESERVED, A.AWARD)}),
    MovementKind.INSTRUCT: frozenset({(A.AWARD, A.TRANSIT)}),
    MovementKind.WITHDRAW_INSTRUCTION: frozenset({(A.TRANSIT, A.AWARD)}),
    MovementKind.PAID: frozenset({(A.TRANSIT, A.GRANTEE)}),
    MovementKind.RETURNED: frozenset({(A.TRANSIT, A.AWARD), (A.GRANTEE, A.AWARD)}),
    MovementKind.RELEASE: frozenset({(A.AWARD, A.RELEASED)}),
    MovementKind.RESTORE: frozenset({(A.RELEASED, A.BUDGET)}),
    MovementKind.CLAIM: frozenset({(A.GRANTEE, A.RECEIVABLE)}),
    MovementKind.RECOVERED: frozenset({(A.RECEIVABLE, A.FUND)}),
    MovementKind.WRITE_OFF: frozenset({(A.RECEIVABLE, A.WRITTEN_OFF)}),
}
"""The chart of legal routes: for each kind of movement from where to where (§8.2)."""

BELOW_ZERO: Final = frozenset({AccountKind.WORLD})

SHARED: Final = frozenset({AccountKind.WORLD, AccountKind.BUDGET, AccountKind.FUND, AccountKind.WRITTEN_OFF})
"""Accounts that are not of one case."""


@dataclass(frozen=True)
class Pot:
    """An account by name: its kind and the code of the call or the number of the case that it is kept for."""

    kind: AccountKind
    key: str = ""

    def __str__(self) -> str:
        """Write it as `award:FSV-2026-000123`."""
        return f"{self.kind.value}:{self.key}" if self.key else self.kind.value


WORLD: Final = Pot(AccountKind.WORLD)
FUND: Final = Pot(AccountKind.FUND)


def budget(call_code: str) -> Pot:
    """Name the money that is left of the ceiling of a call."""
    return Pot(AccountKind.BUDGET, call_code)


class InsufficientFunds(Refused):
    """There is less in the account than should leave it; nothing has moved."""

    def __init__(self, pot: Pot, left: int, asked: int) -> None:
        sentence = (
            _(
                "There is %(left)s left under the ceiling and this costs %(asked)s. Nothing has changed.",
                left=Money(left),
                asked=Money(asked),
            )
            if pot.kind is AccountKind.BUDGET
            else _(
                "There is %(left)s on %(account)s and this needs %(asked)s. Nothing has changed.",
                left=Money(left),
                account=str(pot),
                asked=Money(asked),
            )
        )
        super().__init__(sentence)
        self.pot, self.left, self.asked = pot, left, asked


def why_not(kind: MovementKind, source: Pot, target: Pot, amount: int) -> Message | None:
    """Say why a movement is not legal: no such route, or no whole positive amount."""
    if type(amount) is not int or amount <= 0:
        return _("An amount of money that moves is more than zero.")
    if (source.kind, target.kind) not in ROUTES[kind]:
        return _(
            "Money does not go from %(source)s to %(target)s as %(kind)s.",
            source=str(source),
            target=str(target),
            kind=kind.value,
        )
    return None


def content(kind: MovementKind, source: Pot, target: Pot, amount: int, reverses: str = "") -> str:
    """Write what a movement does; `reverses` is the reference of the movement that it undoes."""
    return f"{kind.value}|{source}|{target}|{amount}|{reverses}"


class Sealed(Protocol):
    """The facts of a movement that its seal is of."""

    at: datetime
    booked_on: date
    content_hash: str
    reference: str
    memo: str
    by_id: int | None
    by_name: str


def seal(movement: Sealed, does: str) -> str:
    """Hash every fact of a movement as it was written: what it `does` (its content), when, and by whom."""
    facts = (
        does,
        movement.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        movement.booked_on.isoformat(),
        movement.content_hash,
        movement.reference,
        movement.memo,
        str(movement.by_id),
        movement.by_name,
    )
    return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()


@dataclass(frozen=True)
class CasePosition:
    """What happened to the money of one case, in cents, on a day: every figure a sum of movements."""

    number: str
    awarded: int
    """Ever committed."""
    released: int
    """Will not be paid any more (*vrijval*)."""
    in_transit: int
    """In a bank file, not confirmed by the bank."""
    paid: int
    """Credited to the grantee, less what the bank returned."""
    claimed: int
    """Ever asked back."""
    recovered: int = 0
    """Asked back and received."""
    written_off: int = 0
    """Asked back and given up."""

    @property
    def open(self) -> int:
        """What may still be paid: awarded, less released, in transit and paid."""
        return self.awarded - self.released - self.in_transit - self.paid

    @property
    def to_recover(self) -> int:
        """What was asked back and is still to come."""
        return self.claimed - self.recovered - self.written_off


@dataclass(frozen=True)
class CallPosition:
    """What happened to the ceiling of a call, in cents, on a day."""

    code: str
    ceiling: int
    left: int
    reserved: int
    committed: int
    """Awarded and not released, paid or not."""
    in_transit: int
    paid: int
    released: int
    """Will not be paid any more, put back under the ceiling or not."""
    restored: int = 0
    """Released and put back under the ceiling."""
    day: date | None = None
