"""What the clock does with calls: a call whose last day is over closes."""

from __future__ import annotations

from fund.calls import actions, queries
from fund.calls.models import Call
from fund.core import clock
from fund.core.audit import TheClock
from fund.core.jobs import Job, one_by_one


def close_calls() -> str:
    """Close every published call whose last day is over. Raises NotAllDone when one would not close."""
    closed = one_by_one(queries.over_but_not_closed(clock.now()), _close)
    codes = ", ".join(closed.times)
    return closed.say(f"closed {len(closed.times)} calls: {codes}" if codes else "no call to close")


def _close(call: Call) -> str:
    actions.close(call, by=TheClock())
    return call.code


JOBS = (Job("close_calls", close_calls, {"hour": 0, "minute": 5}, slot="%Y-%m-%d"),)
