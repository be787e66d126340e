"""Working days of the law, open days of the bank, and the civil day of a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import holidays as published
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.core.calendar import (
    EQUATED_DAYS,
    closing_moment,
    easter,
    holidays,
    is_target_day,
    is_working_day,
    last_working_day,
    local_day,
    next_target_day,
    next_working_day,
    why_no_working_day,
)

VERIFIED = {
    2026: "01-01 04-03 04-06 04-27 05-05 05-14 05-25 12-25 12-26",
    2027: "01-01 03-26 03-29 04-27 05-05 05-06 05-17 12-25 12-26",
    2028: "01-01 04-14 04-17 04-27 05-05 05-25 06-05 12-25 12-26",
    2029: "01-01 03-30 04-02 04-27 05-05 05-10 05-21 12-25 12-26",
    2030: "01-01 04-19 04-22 04-27 05-05 05-30 06-10 12-25 12-26",
}

days = st.dates(date(2014, 1, 1), date(2120, 12, 31))


@pytest.mark.parametrize(("year", "verified"), VERIFIED.items())
def test_holidays_are_those_of_the_act(year: int, verified: str):
    assert sorted(holidays(year)) == [date.fromisoformat(f"{year}-{day}") for day in verified.split()]


@pytest.mark.parametrize("year", range(2014, 2100))
def test_holidays_agree_with_the_published_list(year: int):
    """That list counts the Sundays of Easter and Pentecost too, and is right only with its optional category."""
    sundays = {easter(year), easter(year) + timedelta(days=49)}
    listed = published.country_holidays("NL", years=year, categories=("public", "optional"))
    assert set(holidays(year)) == set(listed) - sundays


def test_kings_day_is_a_day_earlier_when_it_would_be_a_sunday():
    assert str(why_no_working_day(date(2031, 4, 26))) == "King's Day"
    assert date(2031, 4, 27) not in holidays(2031)


def test_equated_days_are_fridays_and_mondays_that_would_be_working_days():
    assert len(EQUATED_DAYS) == 17
    assert {day.weekday() for day in EQUATED_DAYS} == {0, 4}
    for day in EQUATED_DAYS:
        assert day not in holidays(day.year)
        assert not is_working_day(day)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 5, 5), "Liberation Day"),
        (date(2026, 5, 15), "Day equated with a holiday by royal decree"),
        (date(2026, 5, 16), "Saturday"),
        (date(2026, 5, 17), "Sunday"),
    ],
)
def test_a_day_that_is_no_working_day_says_why(day: date, reason: str):
    assert str(why_no_working_day(day)) == reason
    assert next_working_day(day) > day > last_working_day(day)


def test_an_ordinary_monday_is_a_working_day():
    monday = date(2026, 11, 23)
    assert why_no_working_day(monday) is None
    assert next_working_day(monday) == monday == last_working_day(monday)


@pytest.mark.parametrize("year", range(2014, 2100))
def test_bank_days_agree_with_the_published_list(year: int):
    listed = published.financial_holidays("ECB", years=year)
    day = date(year, 1, 1)
    while day.year == year:
        assert is_target_day(day) == (day.weekday() < 5 and day not in listed), day
        day += timedelta(days=1)


def test_the_two_calendars_differ():
    for day in (date(2026, 4, 27), date(2026, 5, 5), date(2026, 5, 14), date(2026, 5, 15), date(2026, 5, 25)):
        assert is_target_day(day)
        assert not is_working_day(day)
    may_day = date(2026, 5, 1)
    assert is_working_day(may_day)
    assert not is_target_day(may_day)


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 11, 24), date(2026, 11, 24)),
        (date(2026, 4, 3), date(2026, 4, 7)),
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2026, 5, 1), date(2026, 5, 4)),
    ],
)
def test_a_payment_waits_for_the_next_bank_day(day: date, following: date):
    assert next_target_day(day) == following


@given(days)
def test_the_next_day_is_open_and_near(day: date):
    assert is_working_day(next_working_day(day))
    assert is_target_day(next_target_day(day))
    assert timedelta(0) <= next_working_day(day) - day <= timedelta(days=6)
    assert timedelta(0) <= next_target_day(day) - day <= timedelta(days=5)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-28T22:59:59+00:00", date(2026, 3, 28)),
        ("2026-03-28T23:00:00+00:00", date(2026, 3, 29)),
        ("2026-03-29T21:59:59+00:00", date(2026, 3, 29)),
        ("2026-03-29T22:00:00+00:00", date(2026, 3, 30)),
        ("2026-10-24T22:00:00+00:00", date(2026, 10, 25)),
        ("2026-10-25T22:59:59+00:00", date(2026, 10, 25)),
        ("2026-10-25T23:00:00+00:00", date(2026, 10, 26)),
        ("2026-12-31T23:00:00+00:00", date(2027, 1, 1)),
        ("2026-07-01T23:30:00-05:00", date(2026, 7, 2)),
    ],
)
def test_a_moment_falls_on_a_day_in_amsterdam(moment: str, day: date):
    assert local_day(datetime.fromisoformat(moment)) == day


def test_a_moment_without_a_zone_is_no_moment():
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime.fromisoformat("2026-11-24T12:00:00"))


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2026, 12, 11), time(17), "2026-12-11T16:00+00:00"),
        (date(2026, 7, 1), time(17), "2026-07-01T15:00+00:00"),
        (date(2026, 12, 11), None, "2026-12-11T23:00+00:00"),
        (date(2026, 3, 29), None, "2026-03-29T22:00+00:00"),
        (date(2026, 3, 29), time(2, 30), "2026-03-29T01:30+00:00"),
        (date(2026, 10, 24), None, "2026-10-24T22:00+00:00"),
        (date(2026, 10, 25), None, "2026-10-25T23:00+00:00"),
        (date(2026, 10, 25), time(2, 30), "2026-10-25T01:30+00:00"),
    ],
)
def test_a_desk_closes_at_one_moment_also_when_the_clock_changes(day: date, at: time | None, moment: str):
    assert closing_moment(day, at) == datetime.fromisoformat(moment)


@given(days)
def test_a_day_ends_where_the_next_one_begins(day: date):
    end = closing_moment(day)
    assert end.tzinfo is UTC
    assert local_day(end) == day + timedelta(days=1)
    assert local_day(end - timedelta(microseconds=1)) == day
