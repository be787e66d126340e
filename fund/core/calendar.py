"""Which days are working days, for the law and for the bank, and on which civil day a moment falls.

Two calendars that must never be mixed (domain rules TM-05 to TM-07 and PM-04): the General Extension of Time Limits Act
(Algemene termijnenwet, Atw) knows King's Day, Liberation Day and Ascension Day; TARGET, in which euros move between
banks, knows the first of May and none of those three.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from fund.core.i18n import Message, _

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")

ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5
SUNDAY: Final = 6

EQUATED_DAYS: Final = frozenset(
    date.fromisoformat(day)
    for decree in (
        "2017-04-28 2017-05-26 2018-05-11 2018-12-24 2018-12-31 2019-05-31 2019-12-27",
        "2023-04-28 2023-05-19 2024-05-10 2024-12-27 2025-05-30",
        "2026-01-02 2026-05-15 2027-05-07 2028-04-28 2028-05-26",
    )
    for day in decree.split()
)
"""Days put on a level with a holiday by royal decree, Atw article 3(3) (TM-07). A new decree is a new line here."""


@cache
def easter(year: int) -> date:
    """Return Easter Sunday of the western calendar (the anonymous Gregorian computus)."""
    golden, century, place = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (place // 4) - moon - place % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> Mapping[date, Message]:
    """Return the generally recognised holidays of a year with their names, Atw article 3 (TM-05, TM-06).

    Liberation Day counts every year. King's Day is the 27th of April, or the 26th when that is a Sunday (from 2014).
    """
    sunday = easter(year)
    kings_day = date(year, 4, 27)
    return MappingProxyType(
        {
            date(year, 1, 1): _("New Year's Day"),
            sunday - timedelta(days=2): _("Good Friday"),
            sunday + timedelta(days=1): _("Easter Monday"),
            kings_day - ONE_DAY if kings_day.weekday() == SUNDAY else kings_day: _("King's Day"),
            sunday + timedelta(days=39): _("Ascension Day"),
            date(year, 5, 5): _("Liberation Day"),
            sunday + timedelta(days=50): _("Whit Monday"),
            date(year, 12, 25): _("Christmas Day"),
            date(year, 12, 26): _("Second Day of Christmas"),
        }
    )


def why_no_working_day(day: date) -> Message | None:
    """Name the holiday, the decree or the weekend that keeps a day from being a working day; None when it is one."""
    if day in holidays(day.year):
        return holidays(day.year)[day]
    if day in EQUATED_DAYS:
        return _("Day equated with a holiday by royal decree")
    if day.weekday() == SATURDAY:
        return _("Saturday")
    return _("Sunday") if day.weekday() == SUNDAY else None


def is_working_day(day: date) -> bool:
    """Tell whether a day is no Saturday, no Sunday and no holiday or equated day of the Atw."""
    return why_no_working_day(day) is None


def next_working_day(day: date) -> date:
    """Return the day itself when it is a working day, otherwise the first one after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def last_working_day(day: date) -> date:
    """Return the day itself when it is a working day, otherwise the last one before it."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def is_target_day(day: date) -> bool:
    """Tell whether banks move euros on a day: no weekend and no closing day of TARGET (PM-04)."""
    sunday = easter(day.year)
    closed = {(1, 1), (5, 1), (12, 25), (12, 26)}
    movable = {sunday - timedelta(days=2), sunday + timedelta(days=1)}
    return day.weekday() < SATURDAY and (day.month, day.day) not in closed and day not in movable


def next_target_day(day: date) -> date:
    """Return the day itself when TARGET is open, otherwise the first day after it on which it is."""
    while not is_target_day(day):
        day += ONE_DAY
    return day


def local_day(moment: datetime) -> date:
    """Return the civil date in Europe/Amsterdam on which a moment falls (TM-11).

    Raises:
        ValueError: when the moment carries no time zone and so is no moment.
    """
    if moment.tzinfo is None:
        message = f"a moment needs a time zone: {moment}"
        raise ValueError(message)
    return moment.astimezone(AMSTERDAM).date()


def closing_moment(day: date, at: time | None = None) -> datetime:
    """Return the moment, in UTC, at which a desk closes: ``at`` on a day in Amsterdam, or at its end, 24:00 (TM-11).

    On the night in October that has an hour twice the second counts, in favour of who applies. An hour that does not
    exist in March is the same distance from midnight: 02:30 is 03:30.
    """
    if at is None:
        return datetime.combine(day + ONE_DAY, time.min, AMSTERDAM).astimezone(UTC)
    first, second = (datetime.combine(day, at.replace(fold=fold), AMSTERDAM).astimezone(UTC) for fold in (0, 1))
    return max(first, second)
