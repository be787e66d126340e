"""Numbers and texts from outside: kept in one way, or refused with a sentence that helps."""

from __future__ import annotations

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.core.errors import Invalid
from fund.core.identifiers import (
    clean_text,
    demo_iban,
    group_iban,
    is_dutch,
    read_iban,
    read_kvk,
    read_postcode,
    read_rsin,
)


def why(read, text: str) -> str:
    with pytest.raises(Invalid) as refusal:
        read(text)
    return str(refusal.value.reason)


@pytest.mark.parametrize("text", ["01234567", " 0123 4567 ", "01.23.45.67", "0123-4567", "\u00a001234567"])
def test_a_kvk_number_keeps_its_leading_zero(text: str):
    assert read_kvk(text) == "01234567"


@pytest.mark.parametrize("text", ["1234567", "012345678", "0123456A", "٠١٢٣٤٥٦٧", "²1234567", "KvK 01234567"])
def test_a_kvk_number_has_eight_digits(text: str):
    assert why(read_kvk, text) == f"A KvK number has 8 digits, for example 01234567. You entered {text}."


def test_nothing_entered_is_answered_without_repeating_it():
    assert why(read_kvk, " \n") == "A KvK number has 8 digits, for example 01234567."


def test_a_long_text_is_repeated_in_part_and_without_unseen_signs():
    assert why(read_kvk, "a\x00b" + "c" * 99).endswith(f"You entered a b{'c' * 36}….")


@pytest.mark.parametrize("text", ["123456782", "111222333", "002564440", "1234.56.782"])
def test_an_rsin_passes_the_eleven_test(text: str):
    assert read_rsin(text) == text.replace(".", "")


@pytest.mark.parametrize("text", ["123456789", "001234567", "000000000"])
def test_an_rsin_that_does_not_exist_is_refused(text: str):
    assert why(read_rsin, text) == f"The RSIN {text} does not exist. Look at your registration with the KvK."


@pytest.mark.parametrize("text", ["", "12345678", "1234567820", "12345678X"])
def test_an_rsin_has_nine_digits(text: str):
    assert why(read_rsin, text).startswith("An RSIN has 9 digits, for example 123456782.")


@pytest.mark.parametrize(
    ("text", "iban"),
    [
        ("NL91ABNA0417164300", "NL91ABNA0417164300"),
        ("nl20 ingb 0001 2345 67", "NL20INGB0001234567"),
        ("NL39\u00a0RABO\u00a00300\u00a00652\u00a064", "NL39RABO0300065264"),
        ("BE68 5390 0754 7034", "BE68539007547034"),
        ("DE89370400440532013000", "DE89370400440532013000"),
        ("MT84MALT011000012345MTLCAST001S", "MT84MALT011000012345MTLCAST001S"),
    ],
)
def test_an_iban_is_kept_in_capitals_without_spaces(text: str, iban: str):
    assert read_iban(text) == iban
    assert is_dutch(iban) == iban.startswith("NL")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "An IBAN looks like NL91 ABNA 0417 1643 00."),
        ("0417164300", "An IBAN looks like NL91 ABNA 0417 1643 00. You entered 0417164300."),
        ("NL91ABNA041716430?", "An IBAN looks like NL91 ABNA 0417 1643 00. You entered NL91ABNA041716430?."),
        ("nl91ıngb0001234567", "An IBAN looks like NL91 ABNA 0417 1643 00. You entered nl91ıngb0001234567."),
        ("AE070331234567890123456", "We pay to accounts in the SEPA area only. AE is not in it."),
        ("XX00ABCD", "We pay to accounts in the SEPA area only. XX is not in it."),
        ("NL91ABNA041716430", "A Dutch IBAN has 18 characters. You entered 17."),
        (
            "NL91ABNA0417164301",
            "The IBAN NL91 ABNA 0417 1643 01 contains a typing error. Compare it with your bank card.",
        ),
        (
            "BE6853900754703",
            "The IBAN BE68 5390 0754 703 contains a typing error. Compare it with your bank card.",
        ),
        (
            "BE71096123456769A",
            "The IBAN BE71 0961 2345 6769 A contains a typing error. Compare it with your bank card.",
        ),
    ],
)
def test_an_iban_that_cannot_be_paid_is_refused(text: str, sentence: str):
    assert why(read_iban, text).replace("\u00a0", " ") == sentence


def test_an_iban_with_right_check_digits_and_the_wrong_build_is_refused():
    account = "ABC123"
    check = 98 - int("".join(str(int(character, 36)) for character in f"{account}BE00")) % 97
    assert "is not built like an IBAN from BE" in why(read_iban, f"BE{check:02d}{account}")


@given(st.integers(0, 10**10 - 1), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_in_an_iban_is_always_found(number: int, place: int, digit: str):
    iban = demo_iban(number)
    assert read_iban(group_iban(iban)) == iban
    if iban[place].isdigit() and iban[place] != digit:
        assert why(read_iban, iban[:place] + digit + iban[place + 1 :])


@pytest.mark.parametrize("text", ["5701 RT", "5701RT", " 5701  rt", "5701-rt"])
def test_a_postcode_is_kept_with_a_space(text: str):
    assert read_postcode(text) == "5701 RT"


@pytest.mark.parametrize("text", ["", "0123 AB", "570 RT", "5701 R", "5701 SA", "5701 SD", "5701 SS", "5701 ß"])
def test_a_postcode_that_cannot_exist_is_refused(text: str):
    assert why(read_postcode, text).startswith("A postcode looks like 1234 AB.")


@pytest.mark.parametrize(
    ("text", "lines", "clean"),
    [
        ("  plain  ", True, "plain"),
        ("één\x00 twee\x07", True, "één twee"),
        ("cafe\u0301", True, "café"),
        ("one\r\ntwo\rthree\x0bfour\u2028five\x85six", True, "one\ntwo\nthree\nfour\nfive\nsix"),
        ("one\r\ntwo\tthree", False, "one two three"),
        ("tab\tstays", True, "tab\tstays"),
        ("\ufeffname", True, "name"),
        ("gnp\u202etxt.exe", True, "gnptxt.exe"),
        ("👩\u200d🌾", True, "👩\u200d🌾"),
        ("<b>&amp;</b>", True, "<b>&amp;</b>"),
    ],
)
def test_text_is_made_fit_to_keep(text: str, lines: bool, clean: str):
    assert clean_text(text, lines=lines) == clean


@pytest.mark.parametrize("text", ["half \ud83d", "\udc00", "a\ufffe", "\uffff", "\U0001fffe", "\ufdd0"])
def test_text_that_was_damaged_on_the_way_is_refused(text: str):
    assert why(clean_text, text) == "This text contains signs that were damaged on the way. Type or paste it again."


@given(st.text(st.characters()), st.booleans())
def test_clean_text_stays_as_it_is(text: str, lines: bool):
    with suppress(Invalid):
        clean = clean_text(text, lines=lines)
        assert clean_text(clean, lines=lines) == clean
        assert unicodedata.is_normalized("NFC", clean)
        assert "\x00" not in clean
        assert clean.encode().decode() == clean
        assert lines or len(clean.splitlines()) <= 1
