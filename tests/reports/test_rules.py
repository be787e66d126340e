from datetime import date
from types import SimpleNamespace

import pytest

from fund.reports import rules

DUE = date(2027, 5, 1)
DAY = date(2027, 1, 1)


def a_line(planned=100_000, spent=100_000, explanation=""):
    budget_line = SimpleNamespace(description="Oven", amount=planned)
    return SimpleNamespace(budget_line_id=7, budget_line=budget_line, spent=spent, explanation=explanation)


def a_report(**changed):
    whole = {
        "kind": "interim",
        "activities": "Wij bakten elke week.",
        "lesson": "",
        "spending": [a_line(spent=0)],
        "outcomes": [SimpleNamespace(task_link_id=3, reached="40 mensen")],
        "questions": [],
    }
    return SimpleNamespace(**{**whole, **changed})


def test_a_whole_report_can_be_sent():
    assert rules.report_is_whole(a_report(), DAY) is None


@pytest.mark.parametrize(
    ("changed", "field", "word"),
    [
        ({"activities": "  "}, "activities", "Describe"),
        ({"spending": [a_line(spent=None)]}, "spent_7", "spent on Oven"),
        ({"outcomes": [SimpleNamespace(task_link_id=3, reached=" ")]}, "reached_3", "reached"),
        ({"spending": [a_line(spent=110_001)]}, "why_7", "Explain why you spent"),
        ({"kind": "final", "lesson": "Les", "spending": [a_line(spent=89_999)]}, "why_7", "Explain why you spent"),
        ({"kind": "final", "lesson": " ", "spending": []}, "lesson", "lesson"),
    ],
)
def test_what_is_missing_is_named_at_its_field(changed, field, word):
    report = a_report(**changed)
    assert [gap.field for gap in rules.gaps(report)] == [field]
    assert word in str(rules.report_is_whole(report, DAY))


@pytest.mark.parametrize(
    "line",
    [a_line(spent=110_000), a_line(spent=90_000), a_line(spent=200_000, explanation="De oude oven ging stuk.")],
)
def test_spending_near_the_plan_or_explained_is_fine(line):
    assert rules.gaps(a_report(kind="final", lesson="Les", spending=[line])) == []


def test_an_open_question_keeps_the_answer_back():
    asked, answered = SimpleNamespace(answered_at=None), SimpleNamespace(answered_at=DAY)
    assert rules.every_question_is_answered(a_report(questions=[answered, asked]), DAY) is not None
    assert rules.every_question_is_answered(a_report(questions=[answered]), DAY) is None


def test_reminders_go_before_on_and_after_the_day():
    days = rules.reminder_days(DUE, today=date(2026, 3, 2))
    assert days == {
        "month_before": date(2027, 4, 3),
        "week_before": date(2027, 4, 24),
        "on_the_day": DUE,
        "week_after": date(2027, 5, 8),
        "escalation": date(2027, 5, 22),
    }


def test_a_report_that_is_due_soon_is_not_reminded_of_in_the_past():
    assert list(rules.reminder_days(DUE, today=date(2027, 4, 20))) == [
        "week_before",
        "on_the_day",
        "week_after",
        "escalation",
    ]


def test_days_late_are_never_negative():
    assert rules.days_late(DUE, DUE) == 0
    assert rules.days_late(DUE, date(2027, 4, 1)) == 0
    assert rules.days_late(DUE, date(2027, 5, 10)) == 9


def test_spending_adds_up():
    total = rules.total_spent([rules.Spent(1000, 400), rules.Spent(500, 700)])
    assert (total.planned, total.spent, total.difference) == (1500, 1100, 400)
