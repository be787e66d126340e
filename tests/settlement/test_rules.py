from datetime import date
from types import SimpleNamespace

import pytest

from fund.settlement import rules
from fund.settlement.models import ReductionGround


def test_never_higher_than_granted():
    assert "at most" in str(rules.why_not_this_amount(101, granted=100, ground=None))
    assert "at most" in str(rules.why_not_this_amount(-1, granted=100, ground=None))


def test_lower_only_on_a_ground():
    assert "ground" in str(rules.why_not_this_amount(99, granted=100, ground=None))
    assert rules.why_not_this_amount(99, granted=100, ground="not_carried_out") is None
    assert rules.why_not_this_amount(100, granted=100, ground=None) is None
    assert "Change one of the two" in str(rules.why_not_this_amount(100, granted=100, ground="not_carried_out"))


END = date(2027, 1, 31)


def too_early(day=date(2027, 2, 1), reports_open=0, payments_under_way=0):
    return rules.why_too_early(ends_on=END, day=day, reports_open=reports_open, payments_under_way=payments_under_way)


def test_the_plan_ends_first_then_reports_and_payments():
    assert too_early() is None
    assert "2027-01-31" in str(too_early(day=END))
    assert "reports" in str(too_early(reports_open=1))
    assert "bank" in str(too_early(payments_under_way=5))


def a_settlement(**changes):
    facts = {
        "number": "FSV-2026-000022/V1",
        "granted": 100,
        "amount": 90,
        "reduction_ground": ReductionGround.NOT_CARRIED_OUT,
        "reasoning": "Een deel ging niet door.",
        "calculation": [{"label": "Granted", "cents": 100}],
    }
    return SimpleNamespace(**facts | changes)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "x"},
        {"granted": 101},
        {"amount": 89},
        {"reduction_ground": ReductionGround.WRONG_INFORMATION},
        {"reduction_ground": None},
        {"reasoning": "Anders."},
        {"calculation": [{"label": "Granted", "cents": 99}]},
    ],
)
def test_everything_that_is_signed_is_in_the_hash(change):
    assert rules.content_hash(a_settlement()) == rules.content_hash(a_settlement())
    assert rules.content_hash(a_settlement()) != rules.content_hash(a_settlement(**change))
