"""An officer in a process of its own, who reserves and commits, one case after another."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

from fund.core.audit import TheClock
from fund.core.db import db
from fund.ledger.actions import move
from fund.ledger.rules import AccountKind, InsufficientFunds, MovementKind, Pot, budget

CALL = "FSV-2026"


def spend(officer: int, amount: str, count: str) -> Iterator[str]:
    """Try to grant `count` cases of `amount` cents; say what came of each."""
    for number in range(int(count)):
        yield _grant(f"{officer}-{number}", int(amount))
        db.session.remove()


def _grant(case: str, amount: int) -> str:
    by = TheClock(None, "officer")
    reserved, award = Pot(AccountKind.RESERVED, case), Pot(AccountKind.AWARD, case)
    try:
        move(MovementKind.RESERVE, budget(CALL), reserved, amount, reference=f"reserve:{case}", by=by)
        move(MovementKind.COMMIT, reserved, award, amount, reference=f"commit:{case}", by=by)
        db.session.commit()
    except InsufficientFunds as refusal:
        return f"refused {refusal.reason}"
    except Exception:  # noqa: BLE001 (whatever it is, the test reads it)
        return f"error {traceback.format_exc()!r}"
    return "granted"
