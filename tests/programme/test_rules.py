from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.programme.rules import Change, Wanted, change, first_day, holding, holds_on, where_it_went


@dataclass
class Area:
    code: str
    valid_from: date = date(2015, 1, 1)
    valid_until: date | None = None
    successors: list[str] = field(default_factory=list)


VEGHEL = Area("GM0860", valid_until=date(2017, 1, 1), successors=["GM1948"])
MEIERIJSTAD = Area("GM1948", valid_from=date(2017, 1, 1))
HAAREN = Area("GM0788", valid_until=date(2021, 1, 1), successors=["GM0824", "GM0757"])
OISTERWIJK, BOXTEL = Area("GM0824"), Area("GM0757")


def test_a_fact_holds_from_its_first_day_until_the_day_before_it_ends():
    assert not holds_on(MEIERIJSTAD, date(2016, 12, 31))
    assert holds_on(MEIERIJSTAD, date(2017, 1, 1))
    assert holds_on(VEGHEL, date(2016, 12, 31))
    assert not holds_on(VEGHEL, date(2017, 1, 1))
    assert holding([VEGHEL, MEIERIJSTAD, BOXTEL], date(2020, 1, 1)) == [MEIERIJSTAD, BOXTEL]


def test_an_area_is_itself_while_it_exists_and_then_its_successor():
    areas = [VEGHEL, MEIERIJSTAD]
    assert where_it_went("GM0860", areas, date(2016, 6, 1)) == ("GM0860",)
    assert where_it_went("GM0860", areas, date(2017, 1, 1)) == ("GM1948",)


def test_an_area_may_be_divided():
    assert where_it_went("GM0788", [HAAREN, OISTERWIJK, BOXTEL], date(2026, 1, 1)) == ("GM0824", "GM0757")


def test_a_successor_may_have_ended_too():
    middle = Area("GM2", date(2017, 1, 1), date(2020, 1, 1), ["GM3"])
    areas = [Area("GM1", valid_until=date(2017, 1, 1), successors=["GM2"]), middle, Area("GM3", date(2020, 1, 1))]
    assert where_it_went("GM1", areas, date(2026, 1, 1)) == ("GM3",)
    assert where_it_went("GM1", areas, date(2018, 1, 1)) == ("GM2",)


def test_nobody_has_the_area_of_an_unknown_code_or_before_it_began():
    assert where_it_went("GM9999", [VEGHEL], date(2026, 1, 1)) == ()
    assert where_it_went("GM1948", [MEIERIJSTAD], date(2016, 1, 1)) == ()


def test_areas_that_name_each_other_do_not_go_round_forever():
    end = date(2020, 1, 1)
    areas = [Area("GM1", valid_until=end, successors=["GM2"]), Area("GM2", valid_until=end, successors=["GM1"])]
    assert where_it_went("GM1", areas, date(2026, 1, 1)) == ()


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_somebody_has_the_area_on_every_day(day):
    assert len(where_it_went("GM0860", [VEGHEL, MEIERIJSTAD], day)) == 1


def wanted(name: str, until: date | None = None) -> Wanted:
    return Wanted(("GM0001",), {"name": name}, date(2015, 1, 1), until)


def test_a_fact_that_reads_the_same_changes_nothing():
    assert change(wanted("A"), [({"name": "A"}, Area("GM0001"))]) is Change.NONE


def test_a_fact_that_is_new_is_added():
    assert change(wanted("A"), []) is Change.ADD


def test_a_fact_that_reads_differently_replaces_the_last_one():
    old = Area("GM0001", valid_until=date(2020, 1, 1))
    assert change(wanted("B"), [({"name": "B"}, old), ({"name": "A"}, Area("GM0001"))]) is Change.REPLACE


def test_a_fact_that_ends_is_closed_and_one_that_lives_on_is_revived():
    end = date(2020, 1, 1)
    assert change(wanted("A", end), [({"name": "A"}, Area("GM0001"))]) is Change.CLOSE
    assert change(wanted("A"), [({"name": "A"}, Area("GM0001", valid_until=end))]) is Change.REVIVE


def test_an_end_that_was_told_is_not_moved_back():
    with pytest.raises(ValueError, match="cannot end on 2019-01-01"):
        change(wanted("A", date(2019, 1, 1)), [({"name": "A"}, Area("GM0001", valid_until=date(2020, 1, 1)))])


def test_a_fact_changed_twice_on_a_day_holds_the_second_time_from_the_next():
    today = date(2026, 3, 2)
    assert first_day(today, Area("GM0001")) == today
    assert first_day(today, Area("GM0001", valid_from=today)) == today + timedelta(days=1)
