"""The one next step of a case, and how urgent work is: every branch."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from fund.overview.rules import desk
from fund.overview.rules.desk import Door, Facts, Scoring, Urgency

TODAY = date(2026, 3, 2)
ENDS: dict[str, Any] = {"ends_on": TODAY, "today": TODAY}
ENDED: dict[str, Any] = {"ends_on": TODAY - timedelta(days=1), "today": TODAY}
OWES: dict[str, Any] = {"recover_by": TODAY, "today": TODAY}
OWED: dict[str, Any] = {"recover_by": TODAY - timedelta(days=1), "today": TODAY}


def _scoring(*states: str) -> list[Scoring]:
    return [Scoring(f"P{nth}", state, TODAY + timedelta(days=nth)) for nth, state in enumerate(states)]


@pytest.mark.parametrize(
    ("facts", "door", "says"),
    [
        (Facts("submitted"), Door.TAKE_UP, "Check whether"),
        (Facts("in_assessment", assessors_needed=2), Door.ASSIGN, "Ask 2 people"),
        (Facts("in_assessment", assessors_needed=2, scoring=_scoring("draft")), Door.ASSIGN, "Ask one more"),
        (
            Facts("in_assessment", assessors_needed=2, scoring=_scoring("draft", "withheld")),
            Door.ASSIGN,
            "Ask one more",
        ),
        (
            Facts("in_assessment", assessors_needed=2, scoring=_scoring("draft", "draft")),
            Door.CHASE,
            "Wait for the points",
        ),
        (
            Facts("in_assessment", assessors_needed=2, scoring=_scoring("submitted", "taken_off")),
            Door.ASSIGN,
            "Ask one more",
        ),
        (Facts("in_assessment", assessors_needed=2, scoring=_scoring("draft"), own="draft"), Door.SCORE, "Give your"),
        (
            Facts("in_assessment", assessors_needed=1, scoring=_scoring("submitted"), apart=1),
            Door.DISCUSS,
            "one criterion",
        ),
        (
            Facts("in_assessment", assessors_needed=1, scoring=_scoring("submitted"), apart=3),
            Door.DISCUSS,
            "on 3 criteria",
        ),
        (Facts("in_assessment", assessors_needed=1, scoring=_scoring("submitted")), Door.ADVISE, "Write the advice"),
        (Facts("advised"), Door.PROPOSE, "Propose the decision"),
        (Facts("advised", decision="proposed"), Door.DECISION, "Sign"),
        (Facts("advised", decision="sent_back"), Door.DECISION, "Mend"),
        (Facts("granted", decision="approved"), Door.DECISION, "Send the letter"),
        (Facts("refused", decision="approved"), Door.DECISION, "Send the letter"),
        (Facts("refused", decision="served"), Door.NONE, "decided: no grant"),
        (
            Facts("refused", decision="served", objection_by=date(2026, 6, 19)),
            Door.OBJECTION,
            "Decide on the objection",
        ),
        (Facts("granted", decision="served", award="running", report="expected"), Door.AWARD, "Wait for the report"),
        (Facts("granted", decision="served", award="running", report="questioned"), Door.REPORT, "Wait for the answer"),
        (Facts("granted", decision="served", award="running", report="submitted"), Door.REPORT, "Accept the report"),
        (
            Facts("granted", decision="served", award="running", report="expected", to_call=True),
            Door.REPORT,
            "Call the",
        ),
        (Facts("granted", decision="served", award="running"), Door.SETTLE, "Propose the determination"),
        (Facts("granted", decision="served", award="running", **ENDS), Door.AWARD, "No determination before"),
        (Facts("granted", decision="served", award="running", report="expected", **ENDS), Door.AWARD, "Wait for the"),
        (Facts("granted", decision="served", award="running", **ENDED), Door.SETTLE, "Propose the determination"),
        (Facts("granted", decision="served", award="settled"), Door.AWARD, "Pay what is left"),
        (Facts("granted", decision="served", award="settled", **OWES), Door.AWARD, "Wait for the money"),
        (Facts("granted", decision="served", award="settled", **OWED), Door.AWARD, "Call about the money"),
        (Facts("granted", decision="served", award="closed"), Door.AWARD, "is closed"),
        (Facts("withdrawn"), Door.NONE, "was withdrawn"),
    ],
)
def test_the_one_next_step(facts: Facts, door: Door, says: str) -> None:
    step = desk.next_step(facts)
    assert step.door is door
    assert says in str(step.what)


@pytest.mark.parametrize("facts", [Facts("refused", decision="served"), Facts("withdrawn")])
def test_who_need_not_do_anything_is_told_so(facts: Facts) -> None:
    assert desk.next_step(facts).rests


def test_a_determination_is_asked_from_the_day_after_the_plan_and_two_weeks_after_the_report() -> None:
    assert desk.settle_by(TODAY, None) == TODAY + timedelta(days=14)
    assert desk.settle_by(TODAY, TODAY - timedelta(days=90)) == TODAY + timedelta(days=14)
    assert desk.settle_by(TODAY, TODAY + timedelta(days=9)) == TODAY + timedelta(days=23)
    runs = desk.next_step(Facts("granted", decision="served", award="running", **ENDS))
    assert runs.rests
    assert runs.before == TODAY


def test_who_stepped_aside_or_was_taken_off_is_asked_in_the_place_of() -> None:
    assert [desk.still_to_ask(2, states) for states in ((), ("draft",), ("draft", "withheld"), ("submitted",) * 3)] == [
        2,
        1,
        1,
        0,
    ]


def test_the_step_names_who_and_before_when() -> None:
    facts = Facts("submitted", handler="Mila Brouwers", decide_by=TODAY, next_step_by=TODAY + timedelta(days=3))
    step = desk.next_step(facts)
    assert (step.who, step.before) == ("Mila Brouwers", TODAY + timedelta(days=3))
    waiting = desk.next_step(
        Facts("in_assessment", assessors_needed=2, scoring=_scoring("draft", "submitted", "draft"))
    )
    assert (waiting.who, waiting.before) == ("P0, P2", TODAY)


@pytest.mark.parametrize(
    ("days", "urgency", "words"),
    [
        (-2, Urgency.LATE, "2 days late"),
        (-1, Urgency.LATE, "1 day late"),
        (0, Urgency.SOON, "today"),
        (1, Urgency.SOON, "tomorrow"),
        (2, Urgency.WEEK, "in 2 days"),
        (7, Urgency.WEEK, "in 7 days"),
        (8, Urgency.LATER, "in 8 days"),
    ],
)
def test_how_urgent_something_is(days: int, urgency: Urgency, words: str) -> None:
    due = TODAY + timedelta(days=days)
    assert desk.urgency(due, TODAY) is urgency
    assert str(desk.how_soon(due, TODAY)) == words
    late = Urgency.LATE if days < 0 else Urgency.WAITS
    assert desk.urgency(due, TODAY, waits=True) is late


def test_without_a_date_it_comes_later() -> None:
    assert desk.urgency(None, TODAY) is Urgency.LATER
    assert str(desk.how_soon(None, TODAY)) == "no date"


def test_one_payment_is_not_said_as_many() -> None:
    assert str(desk.can_be_paid(1)) == "1 payment can be made"
    assert str(desk.can_be_paid(2)) == "2 payments can be made"
