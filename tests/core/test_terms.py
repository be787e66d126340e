"""Deadlines: the right last day, with the calculation that shows it (TM-01 to TM-12, LC-13 to LC-17)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.core.calendar import is_working_day
from fund.core.errors import Refused
from fund.core.i18n import _
from fund.core.legal_terms import (
    NOT_TREATING,
    PAYMENT,
    RESERVATION_OF_BUDGET,
    SUMMONS,
    completion_term,
    decision_term,
    objection_decision_term,
    objection_term,
    payment_term,
    penalty,
    penalty_free_term,
    posted_objection_term,
)
from fund.core.terms import (
    Deadline,
    Ground,
    Suspension,
    Term,
    Unit,
    days_after,
    days_before,
    days_left,
    merged,
    months_after,
    weeks_after,
    years_after,
)

days = st.dates(date(2014, 1, 1), date(2099, 12, 31))
grounds = st.sampled_from(Ground)


@st.composite
def pauses(draw) -> Suspension:
    start = draw(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    return Suspension(start, start + timedelta(days=draw(st.integers(0, 60))), draw(grounds))


def day(text: str) -> date:
    """Read a day as the domain rules write it: 27-03-2026."""
    return date.fromisoformat("-".join(reversed(text.split("-"))))


def lines(deadline: Deadline) -> list[tuple[str, str]]:
    return [(str(line.label), str(line.value)) for line in deadline.trail]


def decide(start: date, weeks: int, **rules) -> Deadline:
    return decision_term(start, weeks, event=_("Received"), rule="Asv, art. 9", **rules)


@pytest.mark.parametrize(
    ("made_known", "raw", "last"),
    [
        ("27-03-2026", "08-05-2026", "08-05-2026"),
        ("02-04-2026", "14-05-2026", "18-05-2026"),
        ("24-03-2026", "05-05-2026", "06-05-2026"),
        ("13-11-2026", "25-12-2026", "28-12-2026"),
        ("20-11-2026", "01-01-2027", "04-01-2027"),
    ],
)
def test_objection_and_payment_terms_move_to_a_working_day(made_known: str, raw: str, last: str):
    for deadline in (objection_term(day(made_known)), payment_term(day(made_known))):
        assert deadline.trail[1].value == day(raw)
        assert deadline.day == day(last)


def test_a_posted_objection_may_arrive_a_week_later():
    assert posted_objection_term(day("28-12-2026")) == day("04-01-2027")


def test_the_term_to_decide_on_an_objection_counts_from_the_end_of_the_objection_term():
    deadline = objection_decision_term(day("04-01-2027"), committee=True)
    assert lines(deadline) == [
        ("Last day to object", "2027-01-04"),
        ("12 weeks to decide with a committee (Awb 7:10)", "2027-03-29"),
        ("Easter Monday: moves to the next working day (Atw 1)", "2027-03-30"),
        ("Last day", "2027-03-30"),
    ]
    assert objection_decision_term(day("04-01-2027")).day == day("15-02-2027")


def test_a_decision_on_an_objection_is_postponed_by_six_weeks_at_most():
    deadline = objection_decision_term(day("04-01-2027"), extension=6)
    assert lines(deadline)[1:3] == [
        ("6 weeks to decide (Awb 7:10)", "2027-02-15"),
        ("Extended once, made known before the term ended", "2027-03-29"),
    ]
    assert deadline.day == day("30-03-2027")
    assert objection_decision_term(day("04-01-2027"), committee=True, extension=6).day == day("10-05-2027")
    for extension in (-1, 7):
        with pytest.raises(ValueError, match="six weeks at most"):
            objection_decision_term(day("04-01-2027"), extension=extension)


def test_thirteen_weeks_do_not_move():
    deadline = decide(day("25-09-2026"), 13)
    assert lines(deadline) == [
        ("Received", "2026-09-25"),
        ("13 weeks to decide (Asv, art. 9)", "2026-12-25"),
        ("Christmas Day: a term this long does not move (Atw 4)", "0"),
        ("Last day", "2026-12-25"),
    ]
    assert deadline.last_working_day == day("24-12-2026")


def test_eight_weeks_move_when_an_act_sets_them_and_not_when_the_province_says_so():
    assert decide(day("06-11-2026"), 8).day == day("04-01-2027")
    deadline = decide(day("06-11-2026"), 8, shifts=False)
    assert lines(deadline)[2:] == [("New Year's Day: this term does not move", "0"), ("Last day", "2027-01-01")]


def test_a_term_may_be_made_to_move_although_it_is_long():
    assert decide(day("25-09-2026"), 13, shifts=True).day == day("28-12-2026")


@pytest.mark.parametrize(("weeks", "moves"), [(12, True), (13, False), (22, False), (40, False)])
def test_only_terms_of_twelve_weeks_or_less_move(weeks: int, moves: bool):
    saturday = day("28-11-2026")
    assert (decide(saturday, weeks).day.weekday() != 5) == moves


@pytest.mark.parametrize(
    ("term", "moves"),
    [
        (Term(90, Unit.DAYS, _("t"), _("e")), True),
        (Term(91, Unit.DAYS, _("t"), _("e")), False),
        (Term(3, Unit.MONTHS, _("t"), _("e")), True),
        (Term(4, Unit.MONTHS, _("t"), _("e")), False),
        (Term(1, Unit.YEARS, _("t"), _("e")), False),
        (Term(1, Unit.YEARS, _("t"), _("e"), shifts=True), True),
        (Term(6, Unit.WEEKS, _("t"), _("e"), shifts=False), False),
        (NOT_TREATING, True),
        (SUMMONS, True),
        (PAYMENT, True),
        (RESERVATION_OF_BUDGET, True),
    ],
)
def test_which_terms_move(term: Term, moves: bool):
    assert term.moves is moves


def test_a_term_stands_still_from_the_day_after_the_request_until_the_answer():
    pause = Suspension.for_completion(day("10-09-2026"), day("24-09-2026"))
    deadline = decide(day("01-09-2026"), 13, suspensions=[pause])
    assert lines(deadline) == [
        ("Received", "2026-09-01"),
        ("13 weeks to decide (Asv, art. 9)", "2026-12-01"),
        ("Stopped: asked 2026-09-10, answered 2026-09-24", "13"),
        ("Last day", "2026-12-14"),
    ]


def test_the_round_of_the_design():
    pause = Suspension.for_completion(day("13-10-2026"), day("20-10-2026"))
    assert decide(day("02-10-2026"), 13, suspensions=[pause]).day == day("07-01-2027")


def test_an_answer_on_the_same_or_the_next_day_adds_nothing():
    for answered in ("10-09-2026", "11-09-2026"):
        pause = Suspension.for_completion(day("10-09-2026"), day(answered))
        assert decide(day("01-09-2026"), 13, suspensions=[pause]).day == day("01-12-2026")


def test_a_request_after_the_term_changes_nothing():
    late = Suspension.for_completion(day("02-12-2026"), day("20-12-2026"))
    on_the_last_day = Suspension.for_completion(day("01-12-2026"), day("20-12-2026"))
    for pause in (late, on_the_last_day):
        assert decide(day("01-09-2026"), 13, suspensions=[pause]).day == day("01-12-2026")
    assert lines(decide(day("01-09-2026"), 13, suspensions=[late]))[2] == (
        "Asked on 2026-12-02, after the term: changes nothing",
        "0",
    )


def test_a_request_within_an_earlier_standstill_counts():
    first = Suspension(day("11-09-2026"), day("24-09-2026"), Ground.COMPLETION)
    second = Suspension(day("10-12-2026"), day("20-12-2026"), Ground.CONSENT)
    deadline = decide(day("01-09-2026"), 13, suspensions=[second, first])
    assert deadline.day == day("24-12-2026")
    assert lines(deadline)[3] == (
        "Stopped from 2026-12-10 up to and including 2026-12-19: the applicant agrees (Awb 4:15)",
        "10",
    )


def test_overlapping_standstills_are_not_counted_twice():
    pause = Suspension(day("11-09-2026"), day("24-09-2026"), Ground.COMPLETION)
    inside = Suspension(day("15-09-2026"), day("20-09-2026"), Ground.CONSENT)
    after = Suspension(day("24-09-2026"), day("30-09-2026"), Ground.FORCE_MAJEURE)
    assert merged([after, inside, pause]) == (Suspension(day("11-09-2026"), day("30-09-2026"), Ground.COMPLETION),)
    apart = Suspension(day("02-10-2026"), day("03-10-2026"), Ground.CONSENT)
    assert merged([apart, pause]) == (pause, apart)


def test_a_standstill_before_the_term_does_not_lengthen_it():
    pause = Suspension(day("01-08-2026"), day("03-09-2026"), Ground.CONSENT)
    assert decide(day("01-09-2026"), 13, suspensions=[pause]).day == day("02-12-2026")
    assert decide(day("30-09-2026"), 13, suspensions=[pause]).day == day("30-12-2026")


def test_a_standstill_that_still_runs_gives_the_earliest_last_day():
    running = Suspension.for_completion(day("10-09-2026"), None)
    deadline = decide(day("01-09-2026"), 13, suspensions=[running], today=day("12-09-2026"))
    assert lines(deadline)[2:] == [
        ("Stopped since 2026-09-11: the application is being completed (Awb 4:15)", "2"),
        ("Last day", "2026-12-03"),
    ]
    assert merged([running, Suspension(day("20-09-2026"), day("21-09-2026"), Ground.CONSENT)]) == (running,)
    ended = Suspension(day("01-09-2026"), day("15-09-2026"), Ground.CONSENT)
    assert merged([running, ended]) == (Suspension(day("01-09-2026"), None, Ground.CONSENT),)
    with pytest.raises(ValueError, match="say what day it is"):
        decide(day("01-09-2026"), 13, suspensions=[running])


def test_a_standstill_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end before"):
        Suspension(day("02-09-2026"), day("01-09-2026"), Ground.CONSENT)


def test_the_end_moves_after_the_standstill_and_not_before():
    pause = Suspension.for_completion(day("01-10-2026"), day("05-10-2026"))
    deadline = decide(day("25-09-2026"), 6, suspensions=[pause])
    assert lines(deadline)[1:] == [
        ("6 weeks to decide (Asv, art. 9)", "2026-11-06"),
        ("Stopped: asked 2026-10-01, answered 2026-10-05", "3"),
        ("Last day", "2026-11-09"),
    ]


def test_a_short_term_holds_two_working_days():
    deadline = days_after(day("24-12-2026"), 3)
    assert lines(deadline) == [
        ("Start of the term", "2026-12-24"),
        ("Term in days: 3", "2026-12-27"),
        ("Sunday: moves to the next working day (Atw 1)", "2026-12-28"),
        ("At least two working days (Atw 2)", "2026-12-29"),
        ("Last day", "2026-12-29"),
    ]
    assert days_after(day("24-12-2026"), 2).day == day("28-12-2026")
    assert days_after(day("24-12-2026"), 3, shifts=False).day == day("27-12-2026")


@pytest.mark.parametrize(
    ("base", "months", "last"),
    [
        ("31-01-2026", 1, "02-03-2026"),
        ("31-01-2028", 1, "29-02-2028"),
        ("30-11-2026", 3, "01-03-2027"),
        ("24-11-2026", 1, "24-12-2026"),
        ("31-08-2026", 13, "30-09-2027"),
    ],
)
def test_months_end_on_the_same_number_or_the_last_day(base: str, months: int, last: str):
    assert months_after(day(base), months).day == day(last)


@pytest.mark.parametrize(
    ("base", "years", "last"),
    [("29-02-2028", 1, "28-02-2029"), ("29-02-2028", 4, "29-02-2032"), ("28-11-2026", 5, "28-11-2031")],
)
def test_years_end_on_the_same_day_and_never_move(base: str, years: int, last: str):
    assert years_after(day(base), years).day == day(last)


def test_a_day_counted_back_does_not_move():
    assert days_before(day("15-01-2027"), 10) == day("05-01-2027")
    assert days_before(day("14-12-2026"), 15) == day("29-11-2026")


def test_an_applicant_completes_within_weeks_that_move_in_the_applicants_favour():
    assert completion_term(day("11-12-2026")).day == day("28-12-2026")
    assert lines(completion_term(day("01-12-2026"), weeks=1))[1] == (
        "1 week to complete the application (Awb 4:5)",
        "2026-12-08",
    )


def test_deciding_is_free_until_two_weeks_after_a_notice_of_default():
    deadline = penalty_free_term(day("01-12-2026"), day("04-12-2026"))
    assert deadline.day == day("18-12-2026")
    assert penalty_free_term(day("01-12-2026"), day("11-12-2026")).day == day("25-12-2026")
    with pytest.raises(Refused, match="too early"):
        penalty_free_term(day("04-12-2026"), day("04-12-2026"))


@pytest.mark.parametrize(
    ("count", "euros"),
    [(-3, 0), (0, 0), (1, 23), (14, 322), (15, 357), (28, 812), (29, 857), (42, 1442), (60, 1442)],
)
def test_the_penalty_rises_and_stops(count: int, euros: int):
    assert penalty(count) == 100 * euros
    assert penalty(count, steps=[(10, 1000)]) == 1000 * max(0, min(count, 10))


def test_days_that_are_left_are_counted_down_to_the_last_day():
    deadline = weeks_after(day("24-11-2026"), 1)
    assert [deadline.left(day(today)) for today in ("24-11-2026", "01-12-2026", "02-12-2026")] == [7, 0, -1]
    assert [deadline.has_passed(day(today)) for today in ("01-12-2026", "02-12-2026")] == [False, True]
    assert days_left(deadline.day, day("30-11-2026")) == 1


@given(days, st.integers(1, 12))
def test_a_term_that_moves_ends_on_a_working_day_within_a_week(base: date, weeks: int):
    raw = base + timedelta(weeks=weeks)
    last = weeks_after(base, weeks).day
    assert is_working_day(last)
    assert timedelta(0) <= last - raw < timedelta(days=7)
    assert not any(is_working_day(raw + timedelta(days=count)) for count in range((last - raw).days))


@given(days, st.integers(13, 60))
def test_a_long_term_ends_exactly_where_it_is_counted(base: date, weeks: int):
    assert weeks_after(base, weeks).day == base + timedelta(weeks=weeks)


@given(days, st.integers(1, 60), st.sampled_from([days_after, weeks_after, months_after]))
def test_a_later_start_and_a_longer_term_never_end_earlier(base: date, count: int, after):
    for shifts in (True, False):
        last = after(base, count, shifts=shifts).day
        assert after(base + timedelta(days=1), count, shifts=shifts).day >= last
        assert after(base, count + 1, shifts=shifts).day >= last


@given(days, st.integers(3, 90))
def test_every_term_of_three_days_or_more_holds_two_working_days(base: date, count: int):
    last = days_after(base, count).day
    assert sum(is_working_day(base + timedelta(days=n + 1)) for n in range((last - base).days)) >= 2


@given(st.lists(pauses(), max_size=5), pauses(), st.sampled_from([6, 13]))
def test_more_standstill_never_ends_earlier_and_never_counts_a_day_twice(kept, added, weeks: int):
    base = date(2026, 6, 1)
    before = decide(base, weeks, suspensions=kept)
    after = decide(base, weeks, suspensions=[*kept, added])
    assert before.day <= after.day
    still = {pause.start + timedelta(days=n) for pause in [*kept, added] for n in range((pause.end - pause.start).days)}
    assert after.day <= weeks_after(base, weeks).day + timedelta(days=len(still) + 6)


@given(st.lists(pauses(), max_size=5), st.permutations(range(5)))
def test_the_order_of_standstills_does_not_matter(kept, order):
    shuffled = [kept[place] for place in order if place < len(kept)]
    spans = [(pause.start, pause.end) for pause in merged(kept)]
    assert spans == [(pause.start, pause.end) for pause in merged(shuffled)]
    assert all(end < start for (_start, end), (start, _end) in pairwise(spans) if end)
