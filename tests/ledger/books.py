"""A naive copy of the books, for comparing: a table of balances and a list of movements, in plain Python."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from fund.core.audit import TheClock
from fund.ledger.models import Movement
from fund.ledger.rules import AccountKind, MovementKind, Pot, budget

CLERK = TheClock(None, "clerk")
A, M = AccountKind, MovementKind
CALL = "FSV-2026"


def pot(kind: AccountKind, number: str) -> Pot:
    """Name the account of a kind for one case; shared accounts have no case."""
    return {A.WORLD: Pot(A.WORLD), A.FUND: Pot(A.FUND), A.BUDGET: budget(CALL)}.get(kind, Pot(kind, number))


@dataclass
class Naive:
    """What should have happened, added up one movement after another."""

    balances: defaultdict[Pot, int] = field(default_factory=lambda: defaultdict(int))
    lines: list[tuple[date, Pot, Pot, int]] = field(default_factory=list)

    def add(self, day: date, source: Pot, target: Pot, amount: int) -> None:
        """Follow one movement."""
        self.balances[source] -= amount
        self.balances[target] += amount
        self.lines.append((day, source, target, amount))

    def went(self, source: AccountKind, target: AccountKind, number: str | None = None, on: date | None = None) -> int:
        """Net amount that went between two kinds of account, of one case or all, until a day."""
        total = 0
        for day, one, other, amount in self.lines:
            if (on is None or day <= on) and (number is None or number in (one.key, other.key)):
                if (one.kind, other.kind) == (source, target):
                    total += amount
                if (one.kind, other.kind) == (target, source):
                    total -= amount
        return total


def replay(movements: list[Movement]) -> dict[Pot, int]:
    """Add the kept movements up from the first to the last; nothing may be below zero on the way."""
    balances: defaultdict[Pot, int] = defaultdict(int)
    for movement in movements:
        source, target = Pot(movement.source.kind, movement.source.key), Pot(movement.target.kind, movement.target.key)
        balances[source] -= movement.amount
        balances[target] += movement.amount
        assert balances[source] >= 0 or source.kind is A.WORLD, f"{source} fell below zero at movement {movement.id}"
    return balances
