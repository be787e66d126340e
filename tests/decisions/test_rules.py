"""What must hold for a decision: the sum, the plan of payments, the mandate, what is signed. No database."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from fund.core.legal_terms import objection_term
from fund.decisions import policy, rules
from fund.decisions.models import Kind
from fund.decisions.rules import AmountStep, ObligationKind, PlannedPayment, ReportDays, StepCode
from fund.people.roles import Role

DAY = date(2026, 12, 4)


def a_person(identity=1, *roles):
    return SimpleNamespace(id=identity, name="Joost", roles=frozenset(roles), organisation_ids=frozenset({7}))


def a_mandate(person_id=1, most=5_000_000, start=date(2026, 1, 1), until=None):
    return SimpleNamespace(person_id=person_id, maximum_amount=most, valid_from=start, valid_until=until)


@pytest.mark.parametrize(
    ("costs", "requested", "allowed"),
    [
        (7_000_000, 3_325_000, 3_325_000),  # what is asked
        (6_650_000, 3_500_000, 3_325_000),  # half of the costs
        (20_000_000, 9_000_000, 6_000_000),  # the highest amount of the call
        (6_650_001, 9_000_000, 3_325_001),  # half a cent is rounded up
        (1_000_000, 500_000, 500_000),  # exactly the lowest amount
    ],
)
def test_the_sum_takes_the_lowest_of_three(costs, requested, allowed):
    steps, most = rules.amount_steps(
        costs=costs, requested=requested, percentage=50, maximum=6_000_000, minimum=500_000
    )
    assert most == allowed
    assert [step.code for step in steps] == [StepCode.COSTS, StepCode.SHARE, StepCode.ASKED, StepCode.MAXIMUM]
    assert steps[0] == AmountStep(StepCode.COSTS, costs)


def test_less_than_the_lowest_amount_is_nothing():
    steps, most = rules.amount_steps(
        costs=999_998, requested=9_000_000, percentage=50, maximum=6_000_000, minimum=500_000
    )
    assert most == 0
    assert steps[-1] == AmountStep(StepCode.MINIMUM, 500_000)
    assert set(rules.STEP_LABELS) == set(StepCode)


def test_an_amount_stays_between_the_bounds_of_the_call():
    assert rules.why_not_this_amount(3_325_000, allowed=3_325_000, minimum=500_000) is None
    assert rules.why_not_this_amount(500_000, allowed=3_325_000, minimum=500_000) is None
    assert "€\u00a033.250,00 at most" in str(rules.why_not_this_amount(3_325_001, allowed=3_325_000, minimum=500_000))
    assert "lowest amount" in str(rules.why_not_this_amount(499_999, allowed=3_325_000, minimum=500_000))


def test_the_lowest_mandate_that_reaches_far_enough_is_used():
    low, high, other = a_mandate(), a_mandate(most=25_000_000), a_mandate(2, 99_000_000)
    find = rules.covering_mandate
    assert find([high, low, other], person_id=1, amount=5_000_000, day=DAY) is low
    assert find([high, low, other], person_id=1, amount=5_000_001, day=DAY) is high
    assert find([high, low, other], person_id=1, amount=25_000_001, day=DAY) is None
    assert find([other], person_id=1, amount=0, day=DAY) is None


@pytest.mark.parametrize(
    ("start", "until", "holds"),
    [
        (DAY, DAY, True),
        (date(2026, 12, 5), None, False),
        (date(2026, 1, 1), date(2026, 12, 3), False),
    ],
)
def test_a_mandate_holds_from_its_first_until_its_last_day(start, until, holds):
    found = rules.covering_mandate([a_mandate(start=start, until=until)], person_id=1, amount=1, day=DAY)
    assert (found is not None) is holds


def test_who_lacks_a_mandate_reads_how_far_it_goes():
    assert "no mandate on this day" in str(rules.why_no_mandate([], person_id=1, amount=1, day=DAY))
    said = str(rules.why_no_mandate([a_mandate(), a_mandate(2, 99)], person_id=1, amount=6_000_000, day=DAY))
    assert "€\u00a050.000,00" in said
    assert "€\u00a060.000,00" in said


def test_a_mandate_does_not_end_before_it_begins():
    assert rules.why_not_until(DAY, None) is None
    assert rules.why_not_until(DAY, DAY) is None
    assert rules.why_not_until(DAY, date(2026, 12, 3)) is not None


def a_decision(**changes):
    facts = {
        "number": "FSV-2026-000022/B1",
        "kind": Kind.GRANT,
        "amount": 100,
        "reasoning": "Goed plan",
        "deviation": "",
        "ground_codes": [],
        "state_aid": "de_minimis",
        "letter_id": None,
        "obligations": [],
        "proposed_by_id": 1,
        "instalments": [
            SimpleNamespace(position=1, amount=100, due_on=DAY, after_obligation=None, at_settlement=False)
        ],
    }
    return SimpleNamespace(**facts | changes)


def test_a_decision_is_whole():
    assert rules.is_whole(a_decision(), DAY) is None
    assert "reasons" in str(rules.is_whole(a_decision(reasoning="  "), DAY))
    assert "add up" in str(rules.is_whole(a_decision(instalments=[]), DAY))
    assert "ground" in str(rules.is_whole(a_decision(amount=0, instalments=[]), DAY))
    assert rules.is_whole(a_decision(amount=0, instalments=[], ground_codes=["total_too_low"]), DAY) is None
    assert rules.has_its_letter(a_decision(), DAY) is not None
    assert rules.has_its_letter(a_decision(letter_id=3), DAY) is None


@pytest.mark.parametrize(
    ("advised", "amount", "deviation", "needed"),
    [
        (100, 100, "", False),
        (100, 99, "", True),
        (0, 100, " ", True),
        (100, 0, "", True),
        (100, 0, "Te laat", False),
    ],
)
def test_departing_from_the_advice_asks_for_the_reason(advised, amount, deviation, needed):
    said = rules.why_deviation_is_needed(advised=advised, amount=amount, deviation=deviation)
    assert (said is not None) is needed


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 101},
        {"number": "other"},
        {"kind": Kind.REFUSAL},
        {"reasoning": "Ander plan"},
        {"deviation": "x"},
        {"ground_codes": ["a"]},
        {"state_aid": "none"},
        {"instalments": []},
        {
            "obligations": [
                SimpleNamespace(
                    position=1, kind=ObligationKind.OTHER, text_nl="Bel ons", text_en="Call us", due_on=None
                )
            ]
        },
        {
            "instalments": [
                SimpleNamespace(
                    position=1, amount=100, due_on=date(2026, 12, 5), after_obligation=None, at_settlement=False
                )
            ]
        },
    ],
)
def test_every_change_of_what_is_signed_changes_its_hash(change):
    assert rules.content_hash(a_decision()) == rules.content_hash(a_decision())
    assert rules.content_hash(a_decision(**change)) != rules.content_hash(a_decision())


def plan(amount, interim=None, percentage=80):
    return rules.payment_plan(amount, advance_percentage=percentage, first_on=DAY, interim_report_on=interim)


def test_a_small_grant_is_paid_at_once():
    assert plan(2_499_999) == (PlannedPayment(2_499_999, DAY),)


def test_a_larger_grant_is_paid_in_advances_and_the_rest_in_the_end():
    rest = PlannedPayment(665_000, at_settlement=True)
    assert plan(3_325_000) == (PlannedPayment(2_660_000, DAY), rest)
    later = date(2027, 9, 1)
    assert plan(3_325_000, later) == (
        PlannedPayment(1_662_500, DAY),
        PlannedPayment(997_500, later, after_interim_report=True),
        rest,
    )
    assert plan(2_500_000, percentage=100) == (PlannedPayment(2_500_000, DAY),)
    assert plan(2_500_000, percentage=0) == (PlannedPayment(2_500_000, at_settlement=True),)
    for odd in (2_500_001, 3_333_333, 12_499_999):
        assert sum(payment.amount for payment in plan(odd, later)) == odd


@pytest.mark.parametrize(
    ("amount", "ends_on", "interim", "final"),
    [
        (2_499_999, date(2028, 1, 31), None, None),
        (2_500_000, date(2028, 1, 31), date(2027, 11, 1), date(2028, 5, 1)),
        (2_500_000, date(2027, 10, 31), None, date(2028, 1, 30)),
    ],
)
def test_reports_follow_from_the_amount_and_the_length(amount, ends_on, interim, final):
    days = rules.report_days(amount, starts_on=date(2027, 2, 1), ends_on=ends_on, interim_months=9, final_weeks=13)
    assert days == ReportDays(interim, final)


def test_reports_fall_where_they_make_sense():
    start, end = date(2027, 2, 1), date(2028, 1, 31)
    assert rules.why_not_interim_on(date(2027, 9, 1), starts_on=start, ends_on=end) is None
    assert rules.why_not_interim_on(start, starts_on=start, ends_on=end) is not None
    assert rules.why_not_interim_on(end, starts_on=start, ends_on=end) is not None
    assert rules.why_not_final_on(end, ends_on=end) is not None
    assert rules.why_not_final_on(date(2028, 2, 1), ends_on=end) is None


def test_what_is_asked_stands_in_both_languages_and_in_order():
    terms = rules.obligations(
        starts_on=date(2027, 2, 1),
        ends_on=date(2028, 1, 31),
        reports=ReportDays(date(2027, 9, 1), date(2028, 5, 1)),
        extra=["  Vraag een vergunning. ", " "],
    )
    kind = ObligationKind
    assert [term.kind for term in terms] == [
        kind.CARRY_OUT,
        kind.INTERIM_REPORT,
        kind.FINAL_REPORT,
        kind.REPORT_CHANGES,
        kind.SHARE_LESSON,
        kind.OTHER,
    ]
    assert terms[0].text_nl == "U voert het plan uit tussen 1 februari 2027 en 31 januari 2028."
    assert terms[1].text_en == "You send us an interim report by 1 September 2027."
    assert terms[-1].text_nl == "Vraag een vergunning."
    assert rules.why_final_report_is_needed(2_500_000, terms) is None
    without = [term for term in terms if term.kind is not kind.FINAL_REPORT]
    assert rules.why_final_report_is_needed(2_500_000, without) is not None
    assert rules.why_final_report_is_needed(2_499_999, without) is None
    short = rules.obligations(starts_on=DAY, ends_on=DAY, reports=ReportDays(None, None))
    assert [term.kind for term in short] == [kind.CARRY_OUT, kind.REPORT_CHANGES, kind.SHARE_LESSON]


@pytest.mark.parametrize(
    ("made_known", "last_day"),
    [
        (date(2026, 3, 27), date(2026, 5, 8)),
        (date(2026, 4, 2), date(2026, 5, 18)),
        (date(2026, 3, 24), date(2026, 5, 6)),
        (date(2026, 11, 13), date(2026, 12, 28)),
        (date(2026, 11, 20), date(2027, 1, 4)),
    ],
)
def test_one_can_object_for_six_weeks(made_known, last_day):
    assert objection_term(made_known).day == last_day


def test_who_may_do_what():
    handler, decider = a_person(1, Role.CASE_HANDLER), a_person(2, Role.DECISION_MAKER)
    finance, admin, noor = a_person(3, Role.FINANCE), a_person(4, Role.ADMINISTRATOR), a_person(5)
    decision = a_decision(served_on=None, application=SimpleNamespace(organisation_id=7))
    assert policy.may_propose(handler) is None
    assert policy.may_propose(decider) is not None
    assert policy.may_decide(decider, decision) is None
    assert policy.may_decide(admin, decision) is not None
    assert policy.may_decide(None, decision) is not None
    both = a_person(1, Role.CASE_HANDLER, Role.DECISION_MAKER, Role.ADMINISTRATOR)
    assert "yourself" in str(policy.may_decide(both, decision))
    assert policy.may_serve(handler) is None
    assert policy.may_serve(finance) is not None
    assert policy.may_see_decisions(finance) is None
    assert policy.may_see_decisions(noor) is not None
    assert policy.may_see_mandates(admin) is None
    assert policy.may_give_mandates(a_person(6, Role.AUDITOR)) is not None
    assert policy.may_read_letters(handler, decision) is None
    assert "not made known" in str(policy.may_read_letters(noor, decision))
    decision.served_on = DAY
    assert policy.may_read_letters(noor, decision) is None
    noor.organisation_ids = frozenset()
    assert policy.may_read_letters(noor, decision) is not None


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 2), date(2023, 3, 2)),
        (date(2028, 2, 29), date(2025, 2, 28)),
        (date(2027, 2, 28), date(2024, 2, 28)),
    ],
)
def test_three_years_are_counted_back_from_day_to_day(day, first):
    assert rules.counts_from(day) == first


@pytest.mark.parametrize(
    ("declared", "granted", "left"),
    [
        (0, [], 30_000_000),
        (29_900_000, [], 100_000),
        (31_000_000, [], 0),
        (0, [(date(2023, 12, 4), 100)], 29_999_900),  # the same day three years before still counts
        (0, [(date(2023, 12, 3), 100)], 30_000_000),
        (0, [(date(2026, 12, 5), 100)], 30_000_000),  # not granted yet on the day itself
        (5_000, [(date(2026, 8, 31), 4_000)], 29_995_000),  # ours from before belongs in what was declared
        (3_000, [(date(2026, 8, 31), 4_000)], 29_996_000),  # the applicant forgot ours
        (5_000, [(date(2026, 9, 1), 4_000)], 29_991_000),  # ours since then comes on top
    ],
)
def test_the_room_for_de_minimis_aid(declared, granted, left):
    room = rules.aid_room(declared=declared, declared_on=date(2026, 9, 1), granted=granted, day=DAY)
    assert room.left == left


def test_a_grant_over_the_room_is_refused_whole():
    room = rules.AidRoom(declared=26_000_000, granted_before=0, granted_since=0)
    assert rules.why_no_aid_room(4_000_000, room) is None
    assert "€\u00a040.000,00" in str(rules.why_no_aid_room(4_000_001, room))
