"""Amounts: read as people write them, shown as they expect them, divided without losing a cent."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.core.errors import Invalid
from fund.core.money import MOST, Money, format_amount, parse_amount, share, split

SPACE = "\u00a0"
amounts = st.integers(-MOST, MOST)
SWAPPED = str.maketrans(".,", ",.")


def why(text: str, **rules) -> str:
    """Return the sentence with which a text is refused."""
    with pytest.raises(Invalid) as refusal:
        parse_amount(text, **rules)
    return str(refusal.value.reason).replace(SPACE, " ")


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0", 0),
        ("7", 700),
        ("007", 700),
        ("12,5", 1250),
        ("12.5", 1250),
        ("12,50", 1250),
        ("425.00", 42_500),
        ("425,00", 42_500),
        ("1234.56", 123_456),
        ("1234,56", 123_456),
        ("1234.5", 123_450),
        ("1.234,56", 123_456),
        ("1,234.56", 123_456),
        ("1.234", 123_400),
        ("1,234", 123_400),
        ("12.345", 1_234_500),
        ("1.234.567", 123_456_700),
        ("1,234,567", 123_456_700),
        ("1.234.567,8", 123_456_780),
        ("1 234,56", 123_456),
        ("1 234 567.89", 123_456_789),
        (f"1{SPACE}234,56", 123_456),
        ("1\u202f234", 123_400),
        ("€ 12,50", 1250),
        (f"€{SPACE}12,50", 1250),
        ("€12,50", 1250),
        ("12,50 €", 1250),
        ("EUR 12,50", 1250),
        ("12.50 eur", 1250),
        ("12,-", 1200),
        ("€ 12,--", 1200),
        ("1.250,–", 125_000),
        ("12,", 1200),
        (",50", 50),
        (".5", 50),
        ("  3  ", 300),
        ("1.000.000.000", MOST),
    ],
)
def test_dutch_and_english_notation_are_read(text: str, cents: int):
    assert parse_amount(text) == cents


@pytest.mark.parametrize("text", ["-12,50", "−12,50", "€ -12,50", "-€ 12,50", "− € 12,50"])
def test_a_negative_amount_is_read_where_it_may_be(text: str):
    assert parse_amount(text, least=-MOST) == -1250
    assert why(text) == f"You entered {text}. An amount cannot be below zero here."


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("12.34.56", "123.456", "1.234,56"),
        ("1.234.56", "123.456", "1.234,56"),
        ("1,2,3", "123", "12,30"),
        ("1234.567", "1.234.567", "1.234,57"),
        ("1.2345", "12.345", "1,23"),
        ("12 34", "1.234", "12,34"),
        ("1.23.456", "123.456", "123,46"),
        ("01.234", "1.234", "1,23"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_back(text: str, one: str, other: str):
    assert why(text) == f"You entered {text}. Do you mean {one} or {other}?"


REFUSED = {
    "": "Fill in an amount, for example 1.250,50.",
    "  \u00a0 ": "Fill in an amount, for example 1.250,50.",
    "1" * 41: "This text is too long for an amount. Fill in an amount, for example 1.250,50.",
    "٣٤": "You entered ٣٤. Write the amount with the digits 0 to 9.",
    "１２": "You entered １２. Write the amount with the digits 0 to 9.",
    "12²": "You entered 12². Write the amount with the digits 0 to 9.",
    "1e5": "You entered 1e5. Write the amount in full, without the letter e.",
    "1,5E+3": "You entered 1,5E+3. Write the amount in full, without the letter e.",
    "NaN": "You entered NaN. Write the amount in digits, for example 1.250,50.",
    "Infinity": "You entered Infinity. Write the amount in digits, for example 1.250,50.",
    "-inf": "You entered -inf. Write the amount in digits, for example 1.250,50.",
    "twelve": "You entered twelve. Write the amount in digits, for example 1.250,50.",
    "12k": "You entered 12k. Write the amount in digits, for example 1.250,50.",
    "1_000": "You entered 1_000. Leave out the sign _.",
    "$ 5": "You entered $ 5. Leave out the sign $.",
    "1\n2": "You entered 1 2, with a sign that cannot be seen. Type the amount again.",
    "1\x002": "You entered 1 2, with a sign that cannot be seen. Type the amount again.",
    "+5": "You entered +5. Leave out the sign +.",
    "€ € 5": "You entered € € 5. Leave out the sign €.",
    "0,125": "You entered 0,125. An amount has at most two decimals.",
    "1.234,567": "You entered 1.234,567. An amount has at most two decimals.",
    "1,234.567": "You entered 1,234.567. An amount has at most two decimals.",
    "€": "You entered €. We cannot read that as an amount. Write it like this: 1.250,50.",
    ".": "You entered .. We cannot read that as an amount. Write it like this: 1.250,50.",
    ",-": "You entered ,-. We cannot read that as an amount. Write it like this: 1.250,50.",
    "1..2": "You entered 1..2. We cannot read that as an amount. Write it like this: 1.250,50.",
    "1.234.": "You entered 1.234.. We cannot read that as an amount. Write it like this: 1.250,50.",
    "12-": "You entered 12-. We cannot read that as an amount. Write it like this: 1.250,50.",
    "--5": "You entered --5. We cannot read that as an amount. Write it like this: 1.250,50.",
    "1.000.000.000,01": "The amount can be at most € 1.000.000.000,00. You entered € 1.000.000.000,01.",
    "9" * 40: f"The amount can be at most € 1.000.000.000,00. You entered € {int('9' * 40):,}".replace(
        ",", "."
    ).replace("000.00.", "000,00.")
    + ",00.",
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items(), ids=ascii)
def test_what_is_no_amount_is_refused_in_its_own_words(text: str, sentence: str):
    assert why(text) == sentence


def test_an_amount_stays_within_its_bounds():
    assert parse_amount("10", least=1000, most=1000) == 1000
    assert why("9,99", least=1000) == "The amount must be at least € 10,00. You entered € 9,99."
    assert why("10,01", most=1000) == "The amount can be at most € 10,00. You entered € 10,01."
    assert why("--6", least=-500).startswith("You entered --6. We cannot read that")
    assert why("-6", least=-500) == "The amount must be at least € −5,00. You entered € −6,00."


READ_IN_DUTCH = {
    "1.234,56": 123_456,
    "1234,56": 123_456,
    "1234": 123_400,
    "1.234": 123_400,
    "1 234,56": 123_456,
    "€ 1.234,-": 123_400,
    "425.": 42_500,
    ",50": 50,
}
ASKED_IN_DUTCH = {
    "425.00": ("42.500", "425"),
    "12.5": ("125", "12,50"),
    "12,345": ("12.345", "12,35"),
    ".5": ("5", "0,50"),
}
MEANT_IN_DUTCH = {
    "1,234.56": "1.234,56",
    "40,000.00": "40.000",
    "1 234.56": "1.234,56",
    "1,234.-": "1.234",
    "1,234,567": "1.234.567",
    "1,234,567.8": "1.234.567,80",
}


@pytest.mark.parametrize(("text", "cents"), READ_IN_DUTCH.items())
def test_a_dutch_field_reads_dutch_and_an_english_one_the_same_with_its_own_signs(text: str, cents: int):
    assert parse_amount(text, language="nl") == cents
    assert parse_amount(text.translate(SWAPPED), language="en") == cents


@pytest.mark.parametrize(("text", "meant"), ASKED_IN_DUTCH.items())
def test_what_only_the_other_language_writes_is_asked_back(text: str, meant: tuple[str, str]):
    one, other = meant
    assert why(text, language="nl") == f"You entered {text}. Do you mean {one} or {other}?"
    text = text.translate(SWAPPED)
    assert why(text, language="en") == f"You entered {text}. Do you mean {one} or {other}?"


@pytest.mark.parametrize(("text", "meant"), MEANT_IN_DUTCH.items())
def test_of_two_readings_only_those_are_offered_that_somebody_can_mean(text: str, meant: str):
    assert why(text, language="nl") == f"You entered {text}. Do you mean {meant}?"
    text = text.translate(SWAPPED)
    assert why(text, language="en") == f"You entered {text}. Do you mean {meant}?"


@given(amounts, st.sampled_from(["nl", "en"]), st.booleans())
def test_an_amount_never_becomes_another_one(cents: int, language: str, decimals: bool):
    shown = format_amount(cents, language, decimals=decimals)
    assert parse_amount(shown, least=-MOST, language=language) == cents
    other = "en" if language == "nl" else "nl"
    with suppress(Invalid):
        assert parse_amount(shown, least=-MOST, language=other) == cents


@given(amounts, st.sampled_from(["nl", "en"]), st.booleans())
def test_what_is_shown_can_be_typed_back(cents: int, language: str, decimals: bool):
    assert parse_amount(format_amount(cents, language, decimals=decimals), least=-MOST) == cents


@given(st.text(max_size=50))
def test_any_text_is_read_or_refused_and_nothing_else(text: str):
    with suppress(Invalid):
        assert 0 <= parse_amount(text) <= MOST


@pytest.mark.parametrize(
    ("cents", "language", "decimals", "text"),
    [
        (123_456, "nl", True, "€ 1.234,56"),
        (123_456, "en", True, "€ 1,234.56"),
        (123_456, "en_GB", True, "€ 1,234.56"),
        (-123_456, "nl", True, "€ −1.234,56"),
        (-5, "nl", True, "€ −0,05"),
        (6_000_000, "nl", False, "€ 60.000"),
        (6_000_050, "nl", False, "€ 60.000,50"),
        (6_000_000, "nl", True, "€ 60.000,00"),
        (0, "nl", True, "€ 0,00"),
    ],
)
def test_amounts_are_shown_in_the_notation_of_the_reader(cents: int, language: str, decimals: bool, text: str):
    assert format_amount(cents, language, decimals=decimals) == text.replace(" ", SPACE)


def test_money_is_a_value_that_writes_itself():
    assert str(Money(123_450)) == f"€{SPACE}1.234,50"
    assert Money(123_450, sign=False).in_language("en") == "1,234.50"
    assert Money(-100, sign=False, decimals=False).in_language("nl") == "−1"
    assert Money(1) < Money(2)
    assert {Money(1): "one"}[Money(1)] == "one"


@pytest.mark.parametrize(
    ("total", "numerator", "denominator", "part"),
    [(1001, 1, 2, 501), (1000, 1, 3, 333), (2000, 1, 3, 667), (-1001, 1, 2, -501), (100, 0, 7, 0), (100, 3, 2, 150)],
)
def test_a_share_is_exact_with_halves_up(total: int, numerator: int, denominator: int, part: int):
    assert share(total, numerator, denominator) == part


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (1, -2), (-1, 2)])
def test_what_is_no_share_is_refused(numerator: int, denominator: int):
    with pytest.raises(ValueError, match="not a share"):
        share(100, numerator, denominator)


@given(amounts, st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_never_more_than_half_a_cent_off(total: int, numerator: int, denominator: int):
    assert abs(2 * share(total, numerator, denominator) * denominator - 2 * total * numerator) <= denominator


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], (34, 33, 33)),
        (100, [50, 30, 20], (50, 30, 20)),
        (101, [1, 2, 3], (17, 34, 50)),
        (-100, [1, 1, 1], (-34, -33, -33)),
        (5, [0, 1, 0], (0, 5, 0)),
        (1, [1, 1], (1, 0)),
    ],
)
def test_the_cents_that_are_left_go_to_the_largest_remainders(total: int, weights: list[int], parts: tuple[int, ...]):
    assert split(total, weights) == parts


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_what_are_no_weights_is_refused(weights: list[int]):
    with pytest.raises(ValueError, match="not weights"):
        split(100, weights)


@given(amounts, st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any))
def test_parts_add_up_and_each_is_less_than_a_cent_off(total: int, weights: list[int]):
    parts = split(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)
