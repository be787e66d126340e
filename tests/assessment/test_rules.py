"""Points, weights, totals, talks and declarations: every branch of the rules of an assessment."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import SimpleNamespace as Shape
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some

from fund.applications.workflow import State as ApplicationState
from fund.assessment import rules
from fund.assessment.rules import Given

DAY = date(2026, 3, 2)
WEIGHTS = (30, 20, 20, 10, 10, 10)


def _given(weight: int, *own: int, agreed: int | None = None, minimum: int | None = None, scale: int = 5) -> Given:
    return Given(code=f"C{weight}", weight=weight, scale=scale, own=own, agreed=agreed, minimum=minimum)


# ------------------------------------------------------------------------------------------------------------ the total


@some.composite
def _criteria(draw: Any) -> tuple[Given, ...]:
    """Draw what was given for one to eight criteria by the same number of people, on scales of different lengths."""
    people = draw(some.integers(1, 5))
    found = []
    for _nth in range(draw(some.integers(1, 8))):
        scale = draw(some.integers(2, 10))
        points = some.integers(1, scale)
        found.append(
            _given(
                draw(some.integers(1, 100)),
                *draw(some.lists(points, min_size=people, max_size=people)),
                agreed=draw(some.none() | points),
                minimum=draw(some.none() | points),
                scale=scale,
            )
        )
    return tuple(found)


def _counts(given: Given) -> Fraction:
    """What counts for a criterion, in exact arithmetic: agreed points, else the mean of the own points."""
    return Fraction(given.agreed) if given.agreed is not None else Fraction(sum(given.own), len(given.own))


def _half_up(value: Fraction) -> int:
    return (value + Fraction(1, 2)).__floor__()


@for_all(_criteria())
def test_the_total_is_the_exact_sum_rounded_once_half_up(criteria: tuple[Given, ...]) -> None:
    exact = sum((_counts(given) * given.weight / given.scale * 100 for given in criteria), Fraction(0))
    assert rules.weighted_total(criteria).hundredths == _half_up(exact)


@for_all(_criteria(), some.integers(0, 100))
def test_a_total_reaches_a_minimum_exactly_when_the_exact_numbers_do(criteria: tuple[Given, ...], minimum: int) -> None:
    below = [given for given in criteria if given.minimum is not None and _counts(given) < given.minimum]
    total = rules.weighted_total(criteria)
    assert total.below_minimum == tuple(given.code for given in below)
    assert total.reaches(minimum) is (total.hundredths >= minimum * 100 and not below)


def test_full_points_make_a_hundred_and_weights_count_as_they_are_stated() -> None:
    full = rules.weighted_total([_given(weight, 5, 5) for weight in WEIGHTS])
    assert full.hundredths == 10_000
    assert [line.contribution for line in full.lines] == [weight * 100 for weight in WEIGHTS]


def test_the_example_of_the_case_page() -> None:
    scores = ((30, 5, 5), (20, 5, 5), (20, 5, 3), (10, 4, 4), (10, 5, 5), (10, 4, 4))
    total = rules.weighted_total([_given(*score) for score in scores])
    assert total.hundredths == 9_200
    assert total.lines[2].contribution == 1_600
    assert rules.weighted_total([_given(weight, own) for weight, own, _other in scores]).hundredths == 9_600
    assert rules.weighted_total([_given(weight, own) for weight, _other, own in scores]).hundredths == 8_800


def test_only_the_total_is_rounded() -> None:
    """Three thirds make a whole: rounding each line first would lose a hundredth (SC-03)."""
    criteria = [_given(1, 1, scale=3), _given(1, 1, scale=3), _given(1, 1, scale=3)]
    total = rules.weighted_total(criteria)
    assert sum(line.contribution for line in total.lines) == 99
    assert total.hundredths == 100


def test_half_a_hundredth_goes_up() -> None:
    assert rules.weighted_total([_given(1, 1, scale=8)]).hundredths == 13  # 12,5 hundredths


def test_nothing_given_is_no_points() -> None:
    assert rules.weighted_total([_given(100)]).hundredths == 0


# --------------------------------------------------------------- what others get wrong, as code that must not be ours


def _weight_on_every_part(criteria: tuple[Given, ...]) -> Fraction:
    """Count the weight of a criterion once for each of its scores, so that a criterion with more scores weighs more."""
    return sum(
        (Fraction(points * given.weight, given.scale) for given in criteria for points in given.own), Fraction(0)
    )


def _last_one_overwrites(criteria: tuple[Given, ...]) -> Fraction:
    return sum((Fraction(given.own[-1] * given.weight, given.scale) for given in criteria), Fraction(0))


def _absent_counts_as_zero(criteria: tuple[Given, ...]) -> Fraction:
    people = max(len(given.own) for given in criteria)
    return sum((Fraction(sum(given.own) * given.weight, given.scale * people) for given in criteria), Fraction(0))


@pytest.mark.parametrize("wrong", [_weight_on_every_part, _last_one_overwrites, _absent_counts_as_zero])
def test_the_mistakes_of_others_come_to_something_else(wrong: Any) -> None:
    """Each of these was found in a system that is in use; on this case they all differ from the stated weights."""
    criteria = (_given(35, 4), _given(40, 3, 5), _given(15, 2, 3), _given(10, 5, 1))
    right = Fraction(rules.weighted_total(criteria).hundredths, 100)
    assert right == 28 + 32 + Fraction(15, 2) + 6
    assert wrong(criteria) != right


def test_floats_miss_the_minimum_that_whole_numbers_reach() -> None:
    """Added up in floats these weights of 100 make 59.99…; the stated minimum of 60 is reached (pitfall 27)."""
    weights = (35, 40, 15, 10)
    criteria = [_given(weight, 3) for weight in weights]
    floats = sum(3 / 5 * (weight / 100) for weight in weights)
    assert floats < 0.6
    assert rules.weighted_total(criteria).reaches(60)


# ------------------------------------------------------------------------------------------ minimum and discussion


@pytest.mark.parametrize(
    ("own", "agreed", "reached"),
    [((3, 3), None, True), ((3, 2), None, False), ((2, 2), 3, True), ((4, 4), 2, False)],
)
def test_the_minimum_of_a_criterion_is_held_against_what_counts(
    own: tuple[int, ...], agreed: int | None, reached: bool
) -> None:
    total = rules.weighted_total([_given(100, *own, agreed=agreed, minimum=3)])
    assert total.reaches(0) is reached
    assert total.below_minimum == (() if reached else ("C100",))


@pytest.mark.parametrize(("minimum", "reached"), [(60, True), (61, False)])
def test_the_minimum_total_is_reached_at_the_minimum_itself(minimum: int, reached: bool) -> None:
    assert rules.weighted_total([_given(100, 3)]).reaches(minimum) is reached


@pytest.mark.parametrize(
    ("own", "agreed", "spread", "discuss"),
    [
        ((4, 4), None, 0, False),
        ((4, 3), None, 1, False),
        ((5, 3), None, 2, True),
        ((5, 3), 4, 2, False),
        ((), None, 0, False),
    ],
)
def test_two_points_apart_must_be_discussed(
    own: tuple[int, ...], agreed: int | None, spread: int, discuss: bool
) -> None:
    given = _given(10, *own, agreed=agreed)
    assert given.spread == spread
    assert given.must_be_discussed is discuss


@pytest.mark.parametrize(
    ("criteria", "needed", "handed_in", "to_come", "says"),
    [
        ([_given(100, 4)], 2, 1, 1, "Wait for the others."),
        ([_given(100, 4)], 2, 1, 0, "Wait for the others."),
        ([_given(100, 4, 4)], 2, 2, 1, "3 people score this application and 2 handed in."),
        ([_given(50, 4, 4), _given(50, 4)], 2, 2, 0, "Not everybody scored every criterion."),
        ([], 0, 0, 0, "Not everybody scored every criterion."),
        ([_given(50, 5, 3), _given(50, 4, 4)], 2, 2, 0, "On one criterion the scores lie far apart."),
        ([_given(50, 5, 3), _given(50, 1, 4)], 2, 2, 0, "On 2 criteria the scores lie far apart."),
    ],
)
def test_no_advice_as_long_as_something_is_missing(
    criteria: list[Given], needed: int, handed_in: int, to_come: int, says: str
) -> None:
    reason = rules.why_no_advice(criteria, assessors_needed=needed, handed_in=handed_in, to_come=to_come)
    assert says in str(reason)


def test_advice_when_everything_is_there() -> None:
    criteria = [_given(50, 5, 3, agreed=4), _given(50, 4, 4)]
    assert rules.why_no_advice(criteria, assessors_needed=2, handed_in=2) is None


# ----------------------------------------------------------------------------------------------------- small rules


def _sheet(*scores: tuple[int | None, str], tasks: tuple[tuple[int | None, int | None, str], ...] = ()) -> Shape:
    return Shape(
        scores=[Shape(points=points, reason=reason) for points, reason in scores],
        task_scores=[Shape(contribution=one, evidence=two, reason=reason) for one, two, reason in tasks],
    )


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        (_sheet((3, "Because."), tasks=((4, 3, "So."),)), None),
        (_sheet((None, "Because.")), "One score still misses"),
        (_sheet((3, "  ")), "One score still misses"),
        (_sheet((3, "Because."), tasks=((None, 3, "So."),)), "One score still misses"),
        (_sheet((3, "Because."), tasks=((4, None, "So."),)), "One score still misses"),
        (_sheet((3, "Because."), tasks=((4, 3, " "),)), "One score still misses"),
        (_sheet((None, ""), (3, "")), "2 scores still miss"),
    ],
)
def test_every_point_has_its_reason(sheet: Shape, says: str | None) -> None:
    reason = rules.every_score_has_a_reason(sheet, DAY)
    assert reason is None if says is None else says in str(reason)


@pytest.mark.parametrize(("points", "fine"), [(None, True), (1, True), (5, True), (0, False), (6, False), (-1, False)])
def test_points_lie_on_the_scale(points: int | None, fine: bool) -> None:
    assert (rules.why_not_these_points(points, 5) is None) is fine


@pytest.mark.parametrize("state", ApplicationState)
def test_scores_change_only_while_the_case_is_in_assessment(state: ApplicationState) -> None:
    reason = rules.case_is_in_assessment(Shape(application=Shape(state=state)), DAY)
    assert (reason is None) is (state is ApplicationState.IN_ASSESSMENT)


@pytest.mark.parametrize(
    ("declared", "has_interest", "fine"),
    [
        (None, True, True),
        (None, False, True),
        (False, True, True),
        (False, False, True),
        (True, True, True),
        (True, False, False),
    ],
)
def test_an_interest_is_not_taken_back(declared: bool | None, has_interest: bool, fine: bool) -> None:
    assert (rules.why_not_declare(declared=declared, has_interest=has_interest) is None) is fine


@pytest.mark.parametrize(
    ("handed_in", "to_come", "fine"),
    [(0, 0, True), (1, 1, True), (2, 1, True), (1, 0, True), (2, 0, False), (3, 0, False)],
)
def test_nobody_is_added_once_the_scores_can_be_read(handed_in: int, to_come: int, fine: bool) -> None:
    reason = rules.why_not_one_more(assessors_needed=2, handed_in=handed_in, to_come=to_come)
    assert (reason is None) is fine


@pytest.mark.parametrize(
    ("given_on", "decide_by", "due"),
    [
        (date(2026, 3, 2), None, date(2026, 3, 16)),
        (date(2026, 3, 2), date(2026, 6, 1), date(2026, 3, 16)),
        (date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 9)),
        (date(2026, 3, 20), None, date(2026, 4, 7)),  # 3 April is Good Friday, 6 April is Easter Monday
    ],
)
def test_scores_are_due_in_two_weeks_on_a_working_day_within_the_term(
    given_on: date, decide_by: date | None, due: date
) -> None:
    assert rules.scores_due(given_on, decide_by) == due
