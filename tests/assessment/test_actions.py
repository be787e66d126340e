"""Declaring, scoring blind, talking, advising: what happens in a case, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from fund.applications import actions as applications
from fund.applications.workflow import State as ApplicationState
from fund.assessment import actions, queries
from fund.assessment.actions import NotDeclared, Points, TaskPoints
from fund.assessment.models import AdviceOutcome, Assessment, InterestDeclaration
from fund.assessment.workflow import State
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from tests.bed.site import Site
from tests.builders import a_scored_application, an_advised_application, an_application, score
from tests.world import World

Expect = Callable[[Callable[[], object]], Refused]


def _points(one: Assessment, points: int | None, reason: str = "Omdat.") -> dict[int, Points]:
    return {own.criterion_id: Points(points, reason) for own in one.scores}


# -------------------------------------------------------------------------------------------------------- declarations


def test_nobody_takes_up_a_case_without_declaring_first(world: World, refused: Expect) -> None:
    application = an_application(ApplicationState.SUBMITTED)
    assert isinstance(refused(lambda: applications.take_up(application, by=world.mila)), Forbidden)
    assert application.complete_at is None
    actions.declare_interest(application, has_interest=False, by=world.mila)
    applications.take_up(application, by=world.mila)
    assert application.state is ApplicationState.IN_ASSESSMENT


def test_an_interest_closes_every_duty(world: World, refused: Expect) -> None:
    application = an_application(ApplicationState.SUBMITTED)
    actions.declare_interest(application, has_interest=True, explanation="Mijn broer bakt daar.", by=world.mila)
    assert "You declared an interest" in refused(lambda: applications.take_up(application, by=world.mila)).reason.text
    with pytest.raises(Forbidden):
        actions.require_reading(application, by=world.mila)


def test_reading_leads_to_the_declaration_and_names_the_case(world: World) -> None:
    application = an_application(ApplicationState.SUBMITTED)
    with pytest.raises(NotDeclared) as caught:
        actions.require_reading(application, by=world.daan)
    assert caught.value.number == application.number
    actions.require_reading(application, by=world.tom)
    with pytest.raises(Forbidden):
        actions.require_reading(application, by=world.noor)


def test_an_interest_needs_a_sentence(world: World, refused: Expect) -> None:
    application = an_application()
    refusal = refused(lambda: actions.declare_interest(application, has_interest=True, explanation=" ", by=world.mila))
    assert refusal.field == "explanation"


def test_an_interest_is_not_taken_back(world: World, refused: Expect) -> None:
    application = an_application()
    actions.declare_interest(application, has_interest=True, explanation="Buren.", by=world.mila)
    refusal = refused(lambda: actions.declare_interest(application, has_interest=False, by=world.mila))
    assert refusal.field == "has_interest"


def test_declaring_the_same_twice_is_declaring_once(world: World, database: Site) -> None:
    application = an_application()
    first = actions.declare_interest(application, has_interest=False, by=world.mila)
    assert actions.declare_interest(application, has_interest=False, by=world.mila) is first
    assert database.session.query(InterestDeclaration).count() == 1


def test_only_who_judges_declares(world: World) -> None:
    application = an_application()
    with pytest.raises(Forbidden):
        actions.declare_interest(application, has_interest=False, by=world.sanne)


@pytest.mark.parametrize("handed_in", [True, False])
def test_an_interest_withholds_the_scores_and_they_never_count(world: World, handed_in: bool, refused: Expect) -> None:
    application, (daan, _fatima) = a_scored_application(5, 3, hand_in=handed_in)
    actions.declare_interest(application, has_interest=True, explanation="Mijn zus werkt daar.", by=world.daan)
    assert daan.state is State.WITHHELD
    given = queries.given(application.call.criteria, queries.assessments_of(application), {})
    assert {line.own for line in given} == ({(3,)} if handed_in else {()})
    refusal = refused(
        lambda: actions.give_advice(
            application, outcome=AdviceOutcome.GRANT, amount=100, reasoning="Goed.", by=world.mila
        )
    )
    assert "Wait for the others." in refusal.reason.text


# ------------------------------------------------------------------------------------------------------------ assigning


def test_assigning_gives_an_empty_sheet_with_a_day(world: World) -> None:
    application = an_application(ApplicationState.IN_ASSESSMENT)
    one = actions.assign(application, world.daan, by=world.mila)
    assert [own.points for own in one.scores] == [None] * len(application.call.criteria)
    assert len(one.task_scores) == len(application.task_links) > 0
    assert one.due_on == date(2026, 3, 16)
    assert actions.assign(application, world.daan, by=world.mila) is one


def test_who_may_not_assess_is_not_asked(world: World, refused: Expect) -> None:
    application = an_application(ApplicationState.IN_ASSESSMENT)
    assert refused(lambda: actions.assign(application, world.sanne, by=world.mila)).field == "person"
    actions.declare_interest(application, has_interest=True, explanation="Familie.", by=world.daan)
    assert refused(lambda: actions.assign(application, world.daan, by=world.mila)).field == "person"
    assert {person.name for person in queries.can_be_asked(application, date(2026, 3, 2))} == {
        "Mila Brouwers",
        "Fatima El Idrissi",
    }


def test_only_a_case_handler_without_interest_assigns(world: World) -> None:
    application = an_application(ApplicationState.IN_ASSESSMENT)
    with pytest.raises(Forbidden):
        actions.assign(application, world.fatima, by=world.daan)
    with pytest.raises(NotDeclared):
        actions.assign(application, world.daan, by=world.fatima)


def test_nothing_is_assigned_before_the_case_is_taken_up(world: World) -> None:
    application = an_application(ApplicationState.SUBMITTED)
    actions.declare_interest(application, has_interest=False, by=world.mila)
    with pytest.raises(Stale):
        actions.assign(application, world.daan, by=world.mila)


def test_nobody_is_added_once_the_scores_can_be_read(world: World, refused: Expect) -> None:
    application, _scores = a_scored_application()
    assert "Everybody handed in" in refused(lambda: actions.assign(application, world.mila, by=world.mila)).reason.text


# -------------------------------------------------------------------------------------------------------------- scoring


def test_a_draft_may_be_unfinished_and_is_kept(world: World, database: Site) -> None:
    application = an_application(ApplicationState.IN_ASSESSMENT)
    one = actions.assign(application, world.daan, by=world.mila)
    actions.declare_interest(application, has_interest=False, by=world.daan)
    first = one.scores[0]
    actions.save_scores(one, points={first.criterion_id: Points(4, " Omdat ")}, task_points={}, by=world.daan)
    database.commit()
    database.refresh()
    kept = queries.own_scores(one.id)
    assert [(own.points, own.reason) for own in kept.scores][:2] == [(4, "Omdat"), (None, "")]


def test_scoring_needs_a_declaration(world: World) -> None:
    application = an_application(ApplicationState.IN_ASSESSMENT)
    one = actions.assign(application, world.daan, by=world.mila)
    with pytest.raises(NotDeclared):
        actions.save_scores(one, points=_points(one, 4), task_points={}, by=world.daan)
    with pytest.raises(NotDeclared):
        actions.submit_scores(one, by=world.daan)


def test_nobody_writes_the_scores_of_another(world: World) -> None:
    _application, (daan, _fatima) = a_scored_application(hand_in=False)
    with pytest.raises(Forbidden):
        actions.save_scores(daan, points=_points(daan, 1), task_points={}, by=world.fatima)
    with pytest.raises(Forbidden):
        actions.submit_scores(daan, by=world.fatima)


def test_points_off_the_scale_are_refused(world: World, refused: Expect) -> None:
    _application, (daan, _fatima) = a_scored_application(hand_in=False)
    assert (
        refused(lambda: actions.save_scores(daan, points=_points(daan, 6), task_points={}, by=world.daan)).field or ""
    ).startswith("points_")
    link = daan.task_scores[0].task_link_id
    for wrong, field in ((TaskPoints(6, 3, "x"), "contribution"), (TaskPoints(3, 0, "x"), "evidence")):
        save = partial(actions.save_scores, daan, points={}, task_points={link: wrong}, by=world.daan)
        assert refused(save).field == f"{field}_{link}"


def test_handing_in_needs_every_point_and_every_reason(world: World, refused: Expect) -> None:
    application = an_application(ApplicationState.IN_ASSESSMENT)
    one = actions.assign(application, world.daan, by=world.mila)
    actions.declare_interest(application, has_interest=False, by=world.daan)
    actions.save_scores(one, points=_points(one, 4, ""), task_points={}, by=world.daan)
    assert "still miss" in refused(lambda: actions.submit_scores(one, by=world.daan)).reason.text
    assert one.state is State.DRAFT


def test_what_was_handed_in_stays(world: World) -> None:
    _application, (daan, _fatima) = a_scored_application()
    with pytest.raises(Stale):
        actions.save_scores(daan, points=_points(daan, 1), task_points={}, by=world.daan)


def test_handing_back_needs_a_reason_and_a_handler(world: World, refused: Expect) -> None:
    application, (daan, _fatima) = a_scored_application()
    with pytest.raises(Forbidden):
        actions.reopen_scores(daan, "Anders", by=world.daan)
    assert refused(lambda: actions.reopen_scores(daan, " ", by=world.mila)).field == "reason"
    actions.reopen_scores(daan, "Twee criteria verwisseld", by=world.mila)
    assert daan.state is State.DRAFT
    score(daan, 5, by=world.daan)
    actions.submit_scores(daan, by=world.daan)
    assert queries.board_of(application, world.mila).rows[0].given.own == (5, 4)


def test_scores_stand_after_the_advice(world: World, refused: Expect) -> None:
    application = an_advised_application()
    daan = queries.who_scores(application)[0]
    assert "not in assessment" in refused(lambda: actions.reopen_scores(daan, "Te laat", by=world.mila)).reason.text
    applications.reopen_assessment(application, reason="Nieuwe cijfers", by=world.mila)
    actions.reopen_scores(daan, "Nieuwe cijfers", by=world.mila)
    assert daan.state is State.DRAFT


# --------------------------------------------------------------------------------------------------------------- blind


def test_scoring_is_blind_in_what_is_asked_of_the_database(world: World) -> None:
    application, (daan, fatima) = a_scored_application(5, 3, hand_in=False)
    for person in (world.daan, world.fatima, world.mila, world.tom):
        board = queries.board_of(application, person)
        assert board.why_closed is not None
        assert not board.rows
        assert not board.tasks
        assert board.total is None
    actions.submit_scores(daan, by=world.daan)
    assert queries.board_of(application, world.fatima).why_closed is not None
    assert queries.board_of(application, world.mila).why_closed is not None
    own = queries.board_of(application, world.daan)
    assert [score.points for score in own.rows[0].scores] == [5], "a draft of another is never shown"
    actions.submit_scores(fatima, by=world.fatima)
    for person in (world.daan, world.fatima, world.mila, world.tom):
        assert [score.points for score in queries.board_of(application, person).rows[0].scores] == [5, 3]
    assert queries.board_of(application, world.sanne).why_closed is not None


# ------------------------------------------------------------------------------------------------------ talk and advice


def test_points_apart_are_talked_over_and_both_stay(world: World, refused: Expect) -> None:
    application, _scores = a_scored_application(5, 3)
    advise = lambda: actions.give_advice(  # noqa: E731
        application, outcome=AdviceOutcome.GRANT, amount=100, reasoning="Goed.", by=world.mila
    )
    assert "lie far apart" in refused(advise).reason.text
    for criterion in application.call.criteria:
        actions.agree(application, criterion, points=4, reason="Samen bekeken.", by=world.fatima)
    agreed = actions.agree(application, application.call.criteria[0], points=5, reason="Toch meer.", by=world.mila)
    assert queries.agreed_of(application)[agreed.criterion_id].points == 5
    advice = advise()
    assert {tuple(line["own"]) for line in advice.calculation} == {(5, 3)}
    exact = sum(
        Fraction((5 if nth == 0 else 4) * criterion.weight, 5)
        for nth, criterion in enumerate(application.call.criteria)
    )
    assert Fraction(advice.total, 100) == exact
    assert application.state is ApplicationState.ADVISED


def test_no_talk_before_everybody_handed_in(world: World, refused: Expect) -> None:
    application, (daan, _fatima) = a_scored_application(hand_in=False)
    criterion = application.call.criteria[0]
    for _step in range(2):
        refusal = refused(lambda: actions.agree(application, criterion, points=4, reason="Zo.", by=world.mila))
        assert "everybody handed in" in refusal.reason.text
        if daan.state is State.DRAFT:
            actions.submit_scores(daan, by=world.daan)


def test_what_is_agreed_lies_on_the_scale_and_has_its_reason(world: World, refused: Expect) -> None:
    application, _scores = a_scored_application()
    criterion = application.call.criteria[0]
    assert refused(lambda: actions.agree(application, criterion, points=6, reason="x", by=world.mila)).field == "points"
    assert refused(lambda: actions.agree(application, criterion, points=4, reason=" ", by=world.mila)).field == "reason"


def test_only_who_assesses_agrees(world: World) -> None:
    application, _scores = a_scored_application()
    actions.declare_interest(application, has_interest=False, by=world.joost)
    with pytest.raises(Forbidden):
        actions.agree(application, application.call.criteria[0], points=4, reason="x", by=world.joost)


@pytest.mark.parametrize(
    ("points", "advice", "field"),
    [
        (4, {"outcome": AdviceOutcome.GRANT, "amount": 4_000_000, "reasoning": " "}, "reasoning"),
        (4, {"outcome": AdviceOutcome.GRANT, "amount": 0, "reasoning": "Goed."}, "amount"),
        (4, {"outcome": AdviceOutcome.GRANT, "amount": 4_000_001, "reasoning": "Goed."}, "amount"),
        (4, {"outcome": AdviceOutcome.REFUSE, "amount": 1, "reasoning": "Nee."}, "amount"),
        (2, {"outcome": AdviceOutcome.GRANT, "amount": 4_000_000, "reasoning": "Goed."}, "outcome"),
    ],
)
def test_advice_that_does_not_go_through(
    world: World, refused: Expect, points: int, advice: dict[str, Any], field: str
) -> None:
    application, _scores = a_scored_application(points, points)
    refusal = refused(lambda: actions.give_advice(application, **advice, by=world.mila))
    assert refusal.field == field
    assert application.state is ApplicationState.IN_ASSESSMENT


def test_an_advice_counts_what_is_there_now(database: Site, world: World, refused: Expect) -> None:
    """The page has read the scores before the action locks the case; meanwhile one of them was handed back."""
    application, scoring = a_scored_application()
    database.commit()
    assert [each.state for each in queries.assessments_of(application)] == [State.SUBMITTED] * 2
    database.commit()
    with database.app.app_context():
        handed_back = "UPDATE assessment SET state = 'draft', submitted_at = NULL WHERE id = :id"
        db.session.execute(text(handed_back), {"id": scoring[0].id})
        db.session.commit()
    refused(
        lambda: actions.give_advice(
            application, outcome=AdviceOutcome.GRANT, amount=10_000_00, reasoning="Goed.", by=world.mila
        )
    )


def test_the_advice_shows_its_sum_and_names_nobody(world: World) -> None:
    advice = queries.advices_of(an_advised_application())[0]
    assert advice.total == 8_000
    assert sum(line["weight"] for line in advice.calculation) == 100
    assert {len(line["reasons"]) for line in advice.calculation} == {2}
    assert "by" not in advice.calculation[0]
    assert "person" not in advice.calculation[0]


def test_only_the_handler_advises(world: World) -> None:
    application, _scores = a_scored_application()
    with pytest.raises(Forbidden):
        actions.give_advice(application, outcome=AdviceOutcome.GRANT, amount=100, reasoning="Goed.", by=world.daan)


def test_a_new_advice_stands_beside_the_old_one(world: World) -> None:
    application = an_advised_application()
    applications.reopen_assessment(application, reason="Nieuwe cijfers", by=world.mila)
    actions.give_advice(application, outcome=AdviceOutcome.GRANT, amount=100, reasoning="Minder.", by=world.mila)
    assert [advice.amount for advice in queries.advices_of(application)] == [100, 4_000_000]


def test_what_a_person_has_to_score_is_what_is_due_first(world: World) -> None:
    _application, (daan, _fatima) = a_scored_application(hand_in=False)
    assert queries.scoring_work(world.daan.id).to_score == [daan]
    actions.submit_scores(daan, by=world.daan)
    work = queries.scoring_work(world.daan.id)
    assert work.handed_in == [daan]
    assert work.first is None
    assert queries.scoring_work(world.fatima.id).first is not None
