from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.calls import rules
from fund.calls.policy import may_manage_call
from fund.calls.queries import read_call
from fund.core.errors import Invalid
from fund.people.roles import Role

OPENS = datetime(2026, 1, 5, 8, tzinfo=UTC)
CLOSES = datetime(2026, 12, 11, 16, tzinfo=UTC)


def a_call(**changes):
    facts = read_call("fsv-2026") | {"published_at": datetime(2025, 12, 15, tzinfo=UTC), "earliest_start_on": None}
    facts |= {"opens_at": OPENS, "closes_at": CLOSES}
    for part in ("criteria", "required_documents", "refusal_grounds"):
        facts[part] = [SimpleNamespace(**row) for row in facts[part]]
    return SimpleNamespace(**(facts | changes))


def fields(call):
    return [problem.field for problem in rules.problems(call)]


def test_the_call_that_comes_with_the_program_is_sound_and_complete():
    assert rules.problems(a_call()) == []
    assert rules.is_in_both_languages(a_call(), date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"opens_at": CLOSES, "closes_at": OPENS}, "closes_at"),
        ({"closes_at": OPENS}, "closes_at"),
        ({"ceiling": 0}, "ceiling"),
        ({"ceiling": -1}, "ceiling"),
        ({"minimum_amount": 0}, "minimum_amount"),
        ({"minimum_amount": 6_000_001}, "maximum_amount"),
        ({"maximum_amount": 60_000_001}, "maximum_amount"),
        ({"percentage": 0}, "percentage"),
        ({"percentage": 101}, "percentage"),
        ({"advance_percentage": 101}, "advance_percentage"),
        ({"decision_weeks": 0}, "decision_weeks"),
        ({"minimum_total": 101}, "minimum_total"),
        ({"assessors_needed": 1}, "assessors_needed"),
        ({"earliest_start_on": date(2026, 1, 4)}, "earliest_start_on"),
        ({"code": "fsv 2026"}, "code"),
        ({"slug": "Fonds 2026"}, "slug"),
        ({"slug": "a" * 81}, "slug"),
        ({"title": {"nl": " ", "en": "Fund"}}, "title"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes, field):
    assert fields(a_call(**changes)) == [field]


def test_the_edges_are_allowed():
    assert fields(a_call(minimum_amount=6_000_000)) == []
    assert fields(a_call(maximum_amount=60_000_000)) == []
    assert fields(a_call(percentage=100, minimum_total=100, decision_weeks=52)) == []


def test_everything_that_is_wrong_is_said_at_once():
    assert fields(a_call(ceiling=0, closes_at=OPENS, percentage=0)) == ["closes_at", "ceiling", "percentage"]


@given(st.lists(st.integers(1, 100), min_size=1, max_size=8))
def test_weights_must_make_exactly_a_hundred(weights):
    call = a_call(criteria=[SimpleNamespace(weight=weight, minimum=None, anchors=[{}] * 5) for weight in weights])
    assert (rules.weights_add_up(call) is None) == (sum(weights) == 100)


def test_the_sentence_about_weights_says_what_they_make():
    call = a_call(criteria=[SimpleNamespace(weight=90, minimum=None, anchors=[{}] * 5)])
    assert str(rules.problems(call)[0].reason) == "The weights add up to 90. They must make 100."


@pytest.mark.parametrize("minimum", [0, 6])
def test_a_minimum_lies_on_the_scale(minimum):
    call = a_call()
    call.criteria[0].minimum = minimum
    assert fields(call) == ["criteria"]


def test_a_missing_translation_keeps_a_call_from_being_published():
    call = a_call()
    call.criteria[2].anchors[1] = {"nl": "Wel een idee"}
    call.questions = [*call.questions, {"question": {"nl": "Wat?", "en": ""}, "answer": {"nl": "Dat.", "en": "That."}}]
    reason = rules.is_in_both_languages(call, date(2026, 1, 1))
    assert reason is not None
    assert reason.values == {"count": 2}


def test_a_call_is_published_on_or_before_the_day_it_opens():
    assert rules.opens_later_than_it_is_published(a_call(), date(2026, 1, 5)) is None
    assert rules.opens_later_than_it_is_published(a_call(), date(2026, 1, 6)) is not None


def test_a_call_closes_the_day_after_its_last():
    assert rules.window_is_over(a_call(), date(2026, 12, 11)) is not None
    assert rules.window_is_over(a_call(), date(2026, 12, 12)) is None


def test_one_can_apply_from_the_opening_until_just_before_the_closing():
    second = timedelta(seconds=1)
    assert "apply from" in str(rules.may_apply_at(a_call(), OPENS - second))
    assert rules.may_apply_at(a_call(), OPENS) is None
    assert rules.may_apply_at(a_call(), CLOSES - second) is None
    assert "apply until" in str(rules.may_apply_at(a_call(), CLOSES))
    assert rules.may_apply_at(a_call(published_at=None), OPENS) is not None


@pytest.mark.parametrize(
    ("moment", "standing", "days"),
    [
        (OPENS - timedelta(days=3), "soon", 3),
        (OPENS, "open", 340),
        (CLOSES - timedelta(hours=1), "open", 0),
        (CLOSES, "over", 0),
    ],
)
def test_whether_it_is_open_is_a_matter_of_moments(moment, standing, days):
    assert rules.standing(a_call(), moment) == standing
    assert rules.days_to_go(a_call(), moment) == days
    assert rules.standing(a_call(published_at=None), moment) == "draft"


def test_the_decision_comes_thirteen_weeks_after_an_application_is_complete():
    deadline = rules.last_decision(a_call(), datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert deadline.day == date(2026, 6, 1)
    assert str(rules.decision_promise(a_call()).values["event"]) == "the day your application is complete"


def test_before_it_opens_the_decision_counts_from_the_opening_and_afterwards_from_the_closing():
    assert rules.last_decision(a_call(), OPENS - timedelta(days=20)).day == date(2026, 4, 6)
    assert rules.last_decision(a_call(), CLOSES + timedelta(days=20)).day == date(2027, 3, 12)
    closed = a_call(decision_term_start="window_closed")
    assert rules.last_decision(closed, OPENS).day == date(2027, 3, 12)


def test_who_applies_pays_the_rest():
    assert rules.own_share(a_call(percentage=80)) == 20
    assert rules.heaviest(a_call().criteria) == 30


def somebody(*roles):
    return SimpleNamespace(id=1, name="N. N.", roles=frozenset(roles))


def test_administrators_and_programme_managers_write_calls_and_nobody_else():
    allowed = {role for role in Role if may_manage_call(somebody(role)) is None}
    assert allowed == {Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER}
    assert may_manage_call(None) is not None
    assert may_manage_call(somebody()) is not None


def test_a_published_call_is_fixed():
    assert rules.may_change(a_call()) is not None
    assert rules.may_change(a_call(published_at=None)) is None


def test_a_copy_speaks_of_its_own_year_in_everything_it_says():
    said = [{"article": "Regeling FSV 2026, art. 9", "text": {"nl": "Fonds 2026", "en": "Fund 2026"}, "weight": 20}]
    assert rules.in_year(said, "FSV-2026", "FSV-2027") == [
        {"article": "Regeling FSV 2027, art. 9", "text": {"nl": "Fonds 2027", "en": "Fund 2027"}, "weight": 20}
    ]
    assert rules.in_year("120264 in 2026", "FSV-2026", "FSV-2027") == "120264 in 2027"
    assert rules.in_year("2026", "FSV", "FSV-2027") == "2026"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("9", "09:00"), ("17:00", "17:00"), ("17.30", "17:30"), (" 8.05 uur", "08:05"), ("23:59", "23:59")],
)
def test_a_time_is_read_as_people_write_it(typed, read):
    assert rules.read_hour(typed) == read


@pytest.mark.parametrize("typed", ["", "24:00", "9:60", "nine", "٩", "9:5", "17:00:00"])
def test_what_is_no_time_is_refused_with_an_example(typed):
    with pytest.raises(Invalid) as refusal:
        rules.read_hour(typed)
    assert "17:00" in refusal.value.reason.text


def test_lines_in_two_languages_are_paired():
    assert rules.pair_up("een\n\n twee ", "one\r\ntwo") == [{"nl": "een", "en": "one"}, {"nl": "twee", "en": "two"}]
    assert rules.pair_up("een", "") == [{"nl": "een", "en": ""}]
    with pytest.raises(Invalid) as refusal:
        rules.pair_up("een\ntwee", "one")
    assert refusal.value.reason.values == {"dutch": 2, "english": 1}
