"""The one place where the clock is looked at.

Moments are aware and in UTC; civil dates are those of Europe/Amsterdam (TM-11). `hold` lets tests, the demo story and
previews live at another moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from fund.core.calendar import AMSTERDAM, local_day

__all__ = ["AMSTERDAM", "at", "hold", "local_day", "now", "today"]

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """Look at the clock: the present moment, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


def today() -> date:
    """Look at the calendar: the present civil date in Europe/Amsterdam."""
    return local_day(now())


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Answer the moment at which the clocks in Amsterdam show `hour`:`minute` on `day`, in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM).astimezone(UTC)


@contextmanager
def hold(moment: datetime | date) -> Iterator[datetime]:
    """Hold the clock at `moment`; a date means nine in the morning of that day in Amsterdam."""
    held = moment.astimezone(UTC) if isinstance(moment, datetime) else at(moment)
    token = _held.set(held)
    try:
        yield held
    finally:
        _held.reset(token)
