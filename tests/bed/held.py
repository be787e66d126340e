"""The clock of the tests: it stands still until a test moves it."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta

from fund.core import clock

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday; summer time begins on the 29th


class Held:
    """The held clock. Threads and other processes do not share it: give them a moment of their own."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.now = self.at(BEGIN)

    def at(self, moment: datetime | date) -> datetime:
        """Move to `moment`; a date means nine in the morning of that day in Amsterdam."""
        self.now = self._stack.enter_context(clock.hold(moment))
        return self.now

    def forward(self, *, days: int = 0, hours: int = 0, minutes: int = 0) -> datetime:
        """Let time pass."""
        return self.at(clock.now() + timedelta(days=days, hours=hours, minutes=minutes))
