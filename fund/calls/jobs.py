"""What the clock does with calls: a call whose last day is over closes."""

from __future__ import annotations

from fund.calls import actions, queries
from fund.core import clock
from fund.core.audit import TheClock
from fund.core.jobs import Job


def close_calls() -> str:
    """Close every published call whose last day is over."""
    over = queries.over_but_not_closed(clock.now())
    for call in over:
        actions.close(call, by=TheClock())
    return f"closed {len(over)} calls: {', '.join(call.code for call in over)}" if over else "no call to close"


JOBS = (Job("close_calls", close_calls, {"hour": 0, "minute": 5}, slot="%Y-%m-%d"),)
