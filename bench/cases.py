"""What is invented about each case, and how rows are written in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert

from fund.applications.workflow import State as ApplicationState
from fund.core.db import Base, db
from fund.reports.workflow import State as ReportState

EPOCH = datetime(2020, 1, 6, 9, tzinfo=UTC)
LATEST = datetime.now(UTC) - timedelta(days=14)
"""Cases came in from then until now, evenly: many are over, some run, some wait for somebody."""
OPEN, AT_THE_END = 8, {0: ReportState.EXPECTED, 1: ReportState.SUBMITTED, 2: ReportState.SUBMITTED}
"""Out of twenty grants of which the report is due this many are still open, and where the report of those is."""
PLAN, REPORT, DONE = timedelta(days=300), timedelta(days=90), timedelta(days=180)
"""A plan takes so long; its report is due so long after its end; then it is determined, paid and closed."""
BATCH = 5000
CALLS = 10
CRITERIA = (30, 20, 20, 10, 10, 10)
GRANTED, REFUSED, ADVISED, IN_ASSESSMENT = 60, 80, 85, 95
"""Out of a hundred cases: this many are granted, then refused, advised, in assessment; the rest were just received."""


@dataclass(frozen=True)
class Case:
    """What is invented about one case."""

    id: int
    number: str
    call: int
    share: int
    at: datetime
    requested: int

    @property
    def granted(self) -> bool:
        """Whether it was granted."""
        return self.share < GRANTED

    @property
    def ends_on(self) -> date:
        """When its plan ends."""
        return (self.at + PLAN).date()

    @property
    def reported(self) -> bool:
        """Whether its report should be there."""
        return self.granted and self.ends_on + REPORT < LATEST.date()

    @property
    def closed(self) -> bool:
        """Whether it was granted, carried out, determined and paid; of the last ones more than half are."""
        return self.reported and (self.ends_on + DONE < LATEST.date() or self.id % 20 >= OPEN)

    @property
    def report(self) -> ReportState:
        """Where its report is; of the last ones one in twenty is late."""
        if self.closed:
            return ReportState.ACCEPTED
        return AT_THE_END.get(self.id % 20, ReportState.ACCEPTED) if self.reported else ReportState.EXPECTED

    @property
    def state(self) -> ApplicationState:
        """Where it is."""
        kind = ApplicationState
        borders = ((GRANTED, kind.GRANTED), (REFUSED, kind.REFUSED), (ADVISED, kind.ADVISED))
        for border, state in borders:
            if self.share < border:
                return state
        return kind.IN_ASSESSMENT if self.share < IN_ASSESSMENT else kind.SUBMITTED


def bulk(model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    """Write rows in batches."""
    while batch := list(islice(rows, BATCH)):
        db.session.execute(insert(model), batch)


def part(case: Case, position: int) -> int:
    """Answer the first payment of a grant, or the second, in cents."""
    first = case.requested * 80 // 100
    return first if position == 1 else case.requested - first
