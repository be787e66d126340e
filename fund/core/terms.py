"""Compute until when something may or must be done, and show how that day was found.

A term that starts the day after a base date ends with a last day (TM-01). Every deadline carries the lines of its
calculation (TM-12): the base date, the rule with its article, the days it stood still, the shift to a working day or
the reason why it does not shift, and the last day. The terms the fund works with stand ready in ``legal_terms``.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from fund.core.calendar import ONE_DAY, last_working_day, next_working_day, why_no_working_day
from fund.core.i18n import Message, _


@dataclass(frozen=True)
class TrailLine:
    """One line of a calculation: what happened or which rule applies, and the day or the number of days it adds."""

    label: Message
    value: date | int


@dataclass(frozen=True)
class Deadline:
    """The last day of a term, with its calculation."""

    day: date
    trail: tuple[TrailLine, ...]

    @property
    def last_working_day(self) -> date:
        """The last day on which people are at work before the term ends: what a planner needs to know."""
        return last_working_day(self.day)

    def left(self, today: date) -> int:
        """Count the days that are left; zero on the last day, negative when it has passed."""
        return days_left(self.day, today)

    def has_passed(self, today: date) -> bool:
        """Tell whether the last day lies in the past."""
        return today > self.day


class Ground(StrEnum):
    """Why a decision term stands still, Awb article 4:15 (LC-14, LC-15)."""

    COMPLETION = "completion"
    FOREIGN_INFORMATION = "foreign_information"
    CONSENT = "consent"
    DELAY_BY_APPLICANT = "delay_by_applicant"
    FORCE_MAJEURE = "force_majeure"


@dataclass(frozen=True)
class Suspension:
    """A time in which a term stands still: from ``start`` until ``end``, the first day that counts again (LC-16).

    Without ``end`` it still runs.
    """

    start: date
    end: date | None
    ground: Ground

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            message = f"a suspension cannot end before it starts: {self}"
            raise ValueError(message)

    @classmethod
    def for_completion(cls, asked: date, answered: date | None) -> Suspension:
        """Stand still from the day after the request until the answer, or until the end of the term for it (LC-14)."""
        start = asked + ONE_DAY
        return cls(start, max(start, answered) if answered else None, Ground.COMPLETION)


class Unit(StrEnum):
    """In what a term is counted."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


LONGEST_THAT_SHIFTS: Final = {Unit.DAYS: 90, Unit.WEEKS: 12, Unit.MONTHS: 3, Unit.YEARS: 0}
"""Atw article 4 (TM-08): longer terms, and all terms in years, end on any day."""


@dataclass(frozen=True)
class Term:
    """A term as a rule gives it.

    ``shifts`` says whether an end on a weekend or holiday moves to the next working day; None follows the Atw: yes,
    unless the term is too long (TM-08). A term of the province's own rules gets it from the call (TM-09).
    """

    count: int
    unit: Unit
    label: Message
    event: Message
    shifts: bool | None = None

    @property
    def moves(self) -> bool:
        """Whether the end moves to a working day."""
        return self.count <= LONGEST_THAT_SHIFTS[self.unit] if self.shifts is None else self.shifts

    def after(
        self,
        base: date,
        *,
        event: Message | None = None,
        suspensions: Iterable[Suspension] = (),
        extension: int = 0,
        today: date | None = None,
    ) -> Deadline:
        """Compute the last day of this term after a base date.

        ``extension`` is the one real extension that a rule allows (verdaging, LC-13), in the unit of the term.
        ``today`` is needed while a suspension still runs: the deadline is then the earliest it can be.

        Raises:
            ValueError: when a suspension still runs and it is not said what day it is.
        """
        term = replace(self, count=self.count + extension)
        end = _add(base, self.count, self.unit)
        trail = [TrailLine(event or self.event, base), TrailLine(self.label, end)]
        if extension:
            end = _add(base, term.count, self.unit)
            trail.append(TrailLine(_("Extended once, made known before the term ended"), end))
        for pause in merged(suspensions):
            label, days = _standstill(pause, base, _moved(term, base, end), today)
            trail.append(TrailLine(label, days))
            end += timedelta(days=days)
        last = _moved(term, base, end)
        trail.extend(_shift_lines(term, end, last))
        trail.append(TrailLine(_("Last day"), last))
        return Deadline(last, tuple(trail))


def merged(suspensions: Iterable[Suspension]) -> tuple[Suspension, ...]:
    """Join suspensions that overlap or touch, so that no day counts twice (LC-16); the first ground names the whole."""
    joined: list[Suspension] = []
    for pause in sorted(suspensions, key=lambda pause: pause.start):
        before = joined[-1] if joined else None
        if before is None or (before.end is not None and pause.start > before.end):
            joined.append(pause)
        elif before.end is not None:
            joined[-1] = replace(before, end=None if pause.end is None else max(before.end, pause.end))
    return tuple(joined)


def days_left(day: date, today: date) -> int:
    """Count the days until a day: zero on the day itself, negative when it has passed."""
    return (day - today).days


def days_before(event: date, count: int) -> date:
    """Count back from a date or event; such a day never moves (Atw 1(2), TM-03)."""
    return event - timedelta(days=count)


_START = _("Start of the term")


def days_after(base: date, count: int, *, shifts: bool | None = None) -> Deadline:
    """Compute a term in days; the day after the base date is the first."""
    return Term(count, Unit.DAYS, _("Term in days: %(count)s", count=count), _START, shifts).after(base)


def weeks_after(base: date, count: int, *, shifts: bool | None = None) -> Deadline:
    """Compute a term in weeks: it ends on the same day of the week (TM-01)."""
    return Term(count, Unit.WEEKS, _("Term in weeks: %(count)s", count=count), _START, shifts).after(base)


def months_after(base: date, count: int, *, shifts: bool | None = None) -> Deadline:
    """Compute a term in months: the same day number, or the last day of a month that does not have it (TM-02)."""
    return Term(count, Unit.MONTHS, _("Term in months: %(count)s", count=count), _START, shifts).after(base)


def years_after(base: date, count: int, *, shifts: bool | None = None) -> Deadline:
    """Compute a term in years: the same day, or 28 February (TM-02); it never moves unless a rule says so (TM-08)."""
    return Term(count, Unit.YEARS, _("Term in years: %(count)s", count=count), _START, shifts).after(base)


_GROUNDS: Final = {
    Ground.COMPLETION: _("the application is being completed"),
    Ground.FOREIGN_INFORMATION: _("information from abroad"),
    Ground.CONSENT: _("the applicant agrees"),
    Ground.DELAY_BY_APPLICANT: _("delay on the side of the applicant"),
    Ground.FORCE_MAJEURE: _("force majeure"),
}


def _add(base: date, count: int, unit: Unit) -> date:
    """Count forward, before anything moves (TM-01, TM-02)."""
    if unit in {Unit.DAYS, Unit.WEEKS}:
        return base + timedelta(**{unit: count})
    month = base.month - 1 + count * (12 if unit is Unit.YEARS else 1)
    year, month = base.year + month // 12, month % 12 + 1
    return date(year, month, min(base.day, calendar.monthrange(year, month)[1]))


def _moved(term: Term, base: date, end: date) -> date:
    """Move an end to a working day (TM-03), and on until the term has two working days in it (TM-04)."""
    if not term.moves:
        return end
    end = next_working_day(end)
    if term.unit is Unit.DAYS and term.count < 3:
        return end
    first = next_working_day(base + ONE_DAY)
    return max(end, next_working_day(first + ONE_DAY))


def _shift_lines(term: Term, end: date, last: date) -> Iterator[TrailLine]:
    """Tell why the end moved, or why it did not although nobody works that day."""
    reason = why_no_working_day(end)
    if reason is not None and term.moves:
        end = next_working_day(end)
        yield TrailLine(_("%(reason)s: moves to the next working day (Atw 1)", reason=reason), end)
    elif reason is not None and term.shifts is None:
        yield TrailLine(_("%(reason)s: a term this long does not move (Atw 4)", reason=reason), 0)
    elif reason is not None:
        yield TrailLine(_("%(reason)s: this term does not move", reason=reason), 0)
    if last > end:
        yield TrailLine(_("At least two working days (Atw 2)"), last)


def _standstill(pause: Suspension, base: date, due: date, today: date | None) -> tuple[Message, int]:
    """Name a suspension and count the days it adds to a term that without it ends on ``due`` (LC-14 to LC-17)."""
    if pause.start > due:
        return _("Asked on %(day)s, after the term: changes nothing", day=pause.start - ONE_DAY), 0
    if pause.end is None:
        if today is None:
            message = f"this suspension still runs, say what day it is: {pause}"
            raise ValueError(message)
        end = today + ONE_DAY
        label = _("Stopped since %(start)s: %(ground)s (Awb 4:15)", start=pause.start, ground=_GROUNDS[pause.ground])
    elif pause.ground is Ground.COMPLETION:
        end = pause.end
        label = _("Stopped: asked %(asked)s, answered %(answered)s", asked=pause.start - ONE_DAY, answered=end)
    else:
        end = pause.end
        label = _(
            "Stopped from %(start)s up to and including %(last)s: %(ground)s (Awb 4:15)",
            start=pause.start,
            last=end - ONE_DAY,
            ground=_GROUNDS[pause.ground],
        )
    return label, max(0, (end - max(pause.start, base + ONE_DAY)).days)
