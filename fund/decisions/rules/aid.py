"""De-minimis aid: how much an undertaking may still get under the ceiling of three rolling years. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from fund.core.i18n import Message, _
from fund.core.money import Money

DE_MINIMIS: Final = "de_minimis"
"""The regime of a grant that is de-minimis aid."""

CEILING: Final = 300_000_00
"""What a single undertaking may get in any three years (Regulation (EU) 2023/2831, SA-02)."""

YEARS: Final = 3


@dataclass(frozen=True)
class AidRoom:
    """Where an applicant stands under the ceiling, in cents: declared, and granted by us before and since.

    What we granted before the declaration belongs in it, so of the two the higher counts.
    """

    declared: int
    granted_before: int
    granted_since: int

    @property
    def used(self) -> int:
        """What counts under the ceiling."""
        return max(self.declared, self.granted_before) + self.granted_since

    @property
    def left(self) -> int:
        """What a new grant may be at most."""
        return max(CEILING - self.used, 0)


def counts_from(day: date) -> date:
    """Answer the first day that counts for a grant on `day`: the same day three years before, included (SA-03)."""
    year = day.year - YEARS
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def aid_room(*, declared: int, declared_on: date, granted: Iterable[tuple[date, int]], day: date) -> AidRoom:
    """Compute the room for a grant on `day` (LC-53(3), SA-02, SA-03, SA-12).

    `declared` is what the applicant declared on `declared_on`; `granted` are our own grants, with the day on which
    each was decided, whatever the day of payment (SA-04). All in cents.
    """
    ours = [(decided_on, cents) for decided_on, cents in granted if counts_from(day) <= decided_on <= day]
    before = sum(cents for decided_on, cents in ours if decided_on < declared_on)
    return AidRoom(declared, before, sum(cents for _day, cents in ours) - before)


def why_no_aid_room(amount: int, room: AidRoom) -> Message | None:
    """Say that a grant does not fit under the ceiling: then the whole grant is not allowed, so it is never trimmed.

    SA-05: the handler offers the applicant a lower amount before the decision, or refuses (LC-53(3)).
    """
    if amount <= room.left:
        return None
    return _(
        "There is room for %(left)s of de-minimis aid in three years. A higher grant is not allowed at all. "
        "Offer the applicant a lower amount, or refuse.",
        left=Money(room.left),
    )
