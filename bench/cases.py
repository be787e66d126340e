"""What is invented about each case, and how rows are written in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert

from fund.applications.models import State as ApplicationState
from fund.core.db import Base, db

EPOCH = datetime(2020, 1, 6, 9, tzinfo=UTC)
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
