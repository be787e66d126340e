"""When the story happens: its days are written around one reference day, and moved so that it ends today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from fund.core import clock

REFERENCE = date(2026, 11, 24)
"""The day on which the story ends as it is written."""

Road = Iterator[datetime]
"""What happens in one case: it yields the moment of the next step, and goes on when the story has come there."""


class Calendar:
    """Moves the days of the story, and walks many roads at once in the order of time."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.shift = today - REFERENCE

    def day(self, text: str) -> date:
        """Answer the day that is written as `2025-06-02`, moved."""
        return date.fromisoformat(text) + self.shift

    def at(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        """Answer a moment on a working day: a step on a weekend is taken on the Monday after it."""
        return clock.at(workday(day), hour, minute)

    def walk(self, roads: list[Road]) -> int:
        """Take every step that lies before the end of today, each at its own moment; answers how many there were."""
        end = clock.now()
        order, steps = count(), 0
        waiting: list[tuple[datetime, int, Road]] = []
        for road in roads:
            self._wait(waiting, road, order)
        while waiting:
            moment, nth, road = heappop(waiting)
            if moment > end:
                continue
            with clock.hold(moment):
                following = next(road, None)
            steps += 1
            if following is not None:
                heappush(waiting, (max(following, moment), nth, road))
        return steps

    def _wait(self, waiting: list[tuple[datetime, int, Road]], road: Road, order: Iterator[int]) -> None:
        first = next(road, None)
        if first is not None:
            heappush(waiting, (first, next(order), road))


def workday(day: date) -> date:
    """Answer `day`, or the Monday after a weekend."""
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)
