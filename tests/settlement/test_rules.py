from fund.settlement import rules


def test_never_higher_than_granted():
    assert "at most" in str(rules.why_not_this_amount(101, granted=100, ground=None))
    assert "at most" in str(rules.why_not_this_amount(-1, granted=100, ground=None))


def test_lower_only_on_a_ground():
    assert "ground" in str(rules.why_not_this_amount(99, granted=100, ground=None))
    assert rules.why_not_this_amount(99, granted=100, ground="not_carried_out") is None
    assert rules.why_not_this_amount(100, granted=100, ground=None) is None


def test_reports_and_payments_come_first():
    assert "reports" in str(rules.why_too_early(1, 0))
    assert "bank" in str(rules.why_too_early(0, 5))
    assert rules.why_too_early(0, 0) is None
