"""Calls for the tests: found again by their code, copied to another year."""

from __future__ import annotations

from datetime import date

from fund.calls import actions, queries
from fund.calls.models import Call
from fund.core import clock
from fund.core.audit import TheClock


def the_call(code: str) -> Call:
    """Find a call that is there."""
    call = queries.by_code(code)
    assert call is not None, f"no call {code}"
    return call


def next_year(call: Call, *, idempotency_key: str | None = None) -> Call:
    """Copy a call of 2026 to 2027."""
    return actions.copy_call(
        call,
        code="FSV-2027",
        slug="fonds-2027",
        opens_at=clock.at(date(2027, 1, 11)),
        closes_at=clock.at(date(2027, 12, 10), 17),
        by=TheClock(),
        idempotency_key=idempotency_key,
    )
