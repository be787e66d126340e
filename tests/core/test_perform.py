"""A state changes through one function, which asks everybody first and writes down what happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import Enum, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from fund.core import perform as engine
from fund.core.audit import AuditEntry, TheClock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import Message, _
from fund.core.perform import perform
from fund.core.workflow import Look, Step, Workflow
from tests.bed.site import Site


class Apart(DeclarativeBase):
    """Tables of this test only; the migrations do not know them."""


class State(StrEnum):
    OPEN = "open"
    SIGNED = "signed"
    SHUT = "shut"


class Paper(Apart):
    __tablename__ = "paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int]
    state: Mapped[State] = mapped_column(
        Enum(State, native_enum=False, values_callable=lambda kind: [state.value for state in kind])
    )
    signed_on: Mapped[date | None]


class Somebody:
    def __init__(self, name: str) -> None:
        self.id, self.name = 5, name


def only_anna(person: Any, _paper: Any) -> Message | None:
    return None if person.name == "Anna" else _("Only Anna signs.")


def not_on_sunday(_paper: Any, day: date) -> Message | None:
    return _("Not on a Sunday.") if day.isoweekday() == 7 else None


WORKFLOW = Workflow(
    "paper",
    State.OPEN,
    (
        Step("sign", (State.OPEN,), State.SIGNED, only_anna, (not_on_sunday,), duty="sign"),
        Step("shut", (State.OPEN, State.SIGNED), State.SHUT, lambda _person, _paper: None),
    ),
    {state: Look(_(state.value), _(state.value), "todo") for state in State},
)
ANNA, BOB = Somebody("Anna"), Somebody("Bob")


@pytest.fixture
def paper(database: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paper]:
    monkeypatch.setattr(engine, "_guardians", [lambda _step, _subject, _by: None])
    monkeypatch.setattr(engine, "_consequences", {})
    Apart.metadata.create_all(database.session.connection())
    one = Paper(id=1, case_id=9, state=State.OPEN)
    database.session.add(one)
    database.commit()
    yield one
    database.session.rollback()


def entries(database: Site) -> list[AuditEntry]:
    database.commit()
    return database.session.query(AuditEntry).order_by(AuditEntry.id).all()


def test_a_step_changes_the_state_its_facts_and_the_record(database: Site, paper: Paper) -> None:
    perform(WORKFLOW, "sign", paper, by=ANNA, facts={"signed_on": date(2026, 3, 2)}, amount=12)
    (entry,) = entries(database)
    assert (paper.state, paper.signed_on) == (State.SIGNED, date(2026, 3, 2))
    assert (entry.action, entry.actor_name, entry.from_state, entry.to_state) == (
        "paper.sign",
        "Anna",
        "open",
        "signed",
    )
    assert (entry.subject_kind, entry.subject_id, entry.case_id, entry.detail) == ("paper", 1, 9, {"amount": 12})


@pytest.mark.parametrize(
    ("who", "day", "refusal"),
    [
        (BOB, date(2026, 3, 2), Forbidden(_("Only Anna signs."))),
        (ANNA, date(2026, 3, 1), Refused(_("Not on a Sunday."))),
    ],
)
def test_whoever_may_not_and_whatever_cannot_changes_nothing(
    paper: Paper, held, who: Somebody, day: date, refusal: Refused
) -> None:
    held.at(day)
    with pytest.raises(type(refusal), match=str(refusal.reason)):
        perform(WORKFLOW, "sign", paper, by=who)
    assert paper.state is State.OPEN
    assert db.session.query(AuditEntry).count() == 0


def test_who_is_second_is_told_that_the_page_is_old(database: Site, paper: Paper) -> None:
    """Somebody else was first: the state in the database counts, not the one on the page."""
    assert paper.state is State.OPEN
    database.session.execute(text("UPDATE paper SET state = 'shut'"))
    with pytest.raises(Stale, match="the state is"):
        perform(WORKFLOW, "sign", paper, by=ANNA)


def test_the_clock_is_not_asked_who_it_is_but_is_asked_everything_else(database: Site, paper: Paper, held) -> None:
    held.at(date(2026, 3, 1))
    with pytest.raises(Refused, match="Sunday"):
        perform(WORKFLOW, "sign", paper, by=TheClock())
    held.at(date(2026, 3, 2))
    perform(WORKFLOW, "sign", paper, by=TheClock())


def test_a_guardian_who_objects_stops_the_step(database: Site, paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    def object_to(step: Step, _subject: Any, _by: Any) -> None:
        raise Forbidden(_("Four eyes: somebody else must sign."))

    monkeypatch.setattr(engine, "_guardians", [object_to])
    for step in ("sign", "shut"):
        with pytest.raises(Forbidden, match="Four eyes"):
            perform(WORKFLOW, step, paper, by=ANNA)
    assert not entries(database)


@pytest.mark.parametrize("step", ["sign", "shut"])
def test_with_nobody_to_ask_a_step_is_refused(
    database: Site, paper: Paper, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Guards fail closed."""
    monkeypatch.setattr(engine, "_guardians", [])
    with pytest.raises(Forbidden, match="cannot be checked"):
        perform(WORKFLOW, step, paper, by=ANNA)
    assert paper.state is State.OPEN


def test_what_follows_follows_in_order_and_in_the_same_transaction(database: Site, paper: Paper) -> None:
    seen: list[str] = []

    def first(subject: Paper, *, by: Any) -> None:
        seen.append(f"first {subject.state} {by.name}")

    def second(_subject: Paper, *, by: Any) -> None:
        seen.append("second")
        raise Refused(_("The next stage cannot take it."))

    engine.when(WORKFLOW, "sign", first, second)
    with pytest.raises(Refused, match="next stage"):
        perform(WORKFLOW, "sign", paper, by=ANNA)
    database.session.rollback()
    assert seen == ["first signed Anna", "second"]
    assert paper.state is State.OPEN
    assert not entries(database)


def test_only_a_step_of_the_table_is_wired_or_taken(database: Site, paper: Paper) -> None:
    with pytest.raises(KeyError, match="no step burn"):
        engine.when(WORKFLOW, "burn")
    with pytest.raises(KeyError, match="no step burn"):
        perform(WORKFLOW, "burn", paper, by=ANNA)


def test_the_buttons_are_the_steps_that_are_open(paper: Paper) -> None:
    weekday, sunday = date(2026, 3, 2), date(2026, 3, 1)
    assert [step.name for step in WORKFLOW.open_steps(paper, ANNA, weekday)] == ["sign", "shut"]
    assert [step.name for step in WORKFLOW.open_steps(paper, BOB, weekday)] == ["shut"]
    assert [step.name for step in WORKFLOW.open_steps(paper, ANNA, sunday)] == ["shut"]
    assert str(WORKFLOW.why_not("sign", paper, BOB, weekday)) == "Only Anna signs."
