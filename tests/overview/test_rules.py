"""What an applicant does first: what is due first, else what to begin with, else wait."""

from __future__ import annotations

from datetime import date

from fund.overview.rules import Kind, Todo, next_step

TODAY = date(2026, 3, 2)
DRAFT = Todo(Kind.FINISH, "Broodfonds", date(2026, 4, 1), "k")
REPORT = Todo(Kind.OWE, "interim", date(2026, 3, 20), "r")


def test_what_is_due_first_comes_first() -> None:
    step = next_step([DRAFT, REPORT], [], has_organisation=True, today=TODAY)
    assert (step.kind, step.before, step.look, step.key) == (Kind.OWE, date(2026, 3, 20), "", "r")
    assert next_step([DRAFT], [], has_organisation=True, today=TODAY).kind is Kind.FINISH


def test_what_is_late_is_said_to_be_late_and_not_a_day_before() -> None:
    assert next_step([REPORT], [], has_organisation=True, today=date(2026, 3, 20)).look == ""
    late = next_step([REPORT], [], has_organisation=True, today=date(2026, 3, 21))
    assert (late.look, late.what.text) == ("late", "Send your interim report")


def test_a_question_about_a_report_is_answered_first() -> None:
    asked = Todo(Kind.ANSWER, "interim", date(2026, 3, 10), "r")
    step = next_step([DRAFT, REPORT, asked], [], has_organisation=True, today=TODAY)
    assert (step.kind, step.before) == (Kind.ANSWER, date(2026, 3, 10))


def test_without_an_organisation_one_begins_there() -> None:
    assert next_step([], [], has_organisation=False, today=TODAY).kind is Kind.REGISTER


def test_who_waits_hears_before_when_we_decide() -> None:
    step = next_step([], [date(2026, 7, 1), date(2026, 6, 1)], has_organisation=True, today=TODAY)
    assert (step.kind, step.before, step.look) == (Kind.WAIT, date(2026, 6, 1), "rest")


def test_with_nothing_to_do_one_looks_at_the_schemes() -> None:
    assert next_step([], [], has_organisation=True, today=TODAY).kind is Kind.LOOK
