"""Four eyes for every pair of duties; passwords, throttling, addresses, RSIN."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from fund.core.errors import Invalid
from fund.people.rules import (
    DutyKind,
    Failures,
    LegalForm,
    four_eyes,
    password_problem,
    read_email,
    read_phone,
    read_website,
    rsin_problem,
    wait_for,
)

K = DutyKind
PREPARING = {K.HANDLED, K.SCORED, K.ADVISED, K.PROPOSED, K.SETTLEMENT_PROPOSED, K.REVIEWED_REPORT}
JUDGING = {K.DECIDED, K.SETTLEMENT_DECIDED}
PAYING = {K.BANK_CHECKED, K.RUN_MADE, K.RUN_RELEASED, K.BANK_MATCHED}


def _may_go_together(one: DutyKind, other: DutyKind) -> bool:
    """Say it the other way round than the rule does: which pairs one person may combine."""
    if one is other:
        return True
    if one is K.APPLIED or other is K.APPLIED:
        return False
    with_bank_line = [{K.BANK_MATCHED, each} for each in PAYING]
    return any({one, other} <= group for group in (PREPARING, JUDGING, *with_bank_line))


@pytest.mark.parametrize(("done", "wanted"), list(product(DutyKind, DutyKind)))
def test_every_pair_of_duties(done: DutyKind, wanted: DutyKind) -> None:
    assert (four_eyes({done}, wanted) is None) is _may_go_together(done, wanted)


def test_four_eyes_says_what_the_person_did() -> None:
    refusal = four_eyes({K.SCORED}, K.DECIDED)
    assert str(refusal) == "You cannot do this in this case, because you scored it. Somebody else does it."


def test_who_did_nothing_may_do_anything() -> None:
    assert all(four_eyes(set(), wanted) is None for wanted in DutyKind)


@pytest.mark.parametrize(
    ("password", "fine"),
    [
        ("elf tekens!", False),
        ("twaalftekens", True),
        ("x" * 12, False),
        ("y" * 201, False),
        ("noor@korenaar.example", False),
        ("correct paard batterij", True),
        ("wachtwoord zonder cijfers of hoofdletters", True),
    ],
)
def test_passwords_are_long_and_not_easy_to_guess(password: str, fine: bool) -> None:
    assert (password_problem(password, "noor@korenaar.example") is None) is fine


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("www.example.nl", "https://www.example.nl"),
        ("http://example.nl/over-ons?x=1", "http://example.nl/over-ons?x=1"),
        (" HTTPS://Example.nl ", "HTTPS://Example.nl"),
    ],
)
def test_the_address_of_a_website_is_one_of_the_web(text: str, kept: str) -> None:
    assert read_website(text) == kept


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "JavaScript://example.nl/%0aalert(1)", "data:text/html,x", "abc", "https://",
     "//example.nl",     "https://example.nl/<script>", "https://exa mple.nl", "ftp://example.nl"],
)  # fmt: skip
def test_what_is_no_website_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match=r"https://www\.example\.nl"):
        read_website(text)


@pytest.mark.parametrize("text", ["073 123 45 67", "06-12345678", "+31 (0)73 123 45 67", "0492  00 00 00"])
def test_a_telephone_number_is_kept(text: str) -> None:
    assert read_phone(text) == " ".join(text.split())


@pytest.mark.parametrize("text", ["abc", "javascript:alert(1)", "123", "٠٦١٢٣٤٥٦٧٨", "0" * 16, "()()()--"])
def test_what_is_no_telephone_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="073 123 45 67"):
        read_phone(text)


@pytest.mark.parametrize("text", ["Noor@Korenaar.Example", " noor@korenaar.example "])
def test_addresses_are_kept_in_lower_case(text: str) -> None:
    assert read_email(text) == "noor@korenaar.example"


@pytest.mark.parametrize(
    "text",
    ["", "noor", "noor@", "@korenaar.example", "noor@korenaar", "noor@kore naar.nl", "a..b@korenaar.example",
     "noor@korenaar.example\r\nBcc: x@y.example", "noor@korenaar.example,x@y.example", "n" * 250 + "@korenaar.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match=r"name@example\.nl"):
        read_email(text)


NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on_address", "from_source", "waits"), [(7, 39, False), (8, 0, True), (0, 40, True), (0, 0, False)]
)
def test_too_many_failures_make_one_wait(on_address: int, from_source: int, waits: bool) -> None:
    failures = Failures(on_address, from_source, NOW - timedelta(minutes=5))
    assert (wait_for(failures, NOW) is not None) is waits


def test_one_hears_how_long_to_wait() -> None:
    sentence = wait_for(Failures(8, 8, NOW - timedelta(minutes=5, seconds=30)), NOW)
    assert "Wait 10 minutes" in str(sentence)


@pytest.mark.parametrize(
    ("legal_form", "rsin", "fine"),
    [("sole_trader", "", True), ("sole_trader", "123456782", False), ("foundation", "", False),
     ("foundation", "123456782", True)],
)  # fmt: skip
def test_a_sole_trader_has_no_rsin_and_the_others_have_one(legal_form: str, rsin: str, fine: bool) -> None:
    assert (rsin_problem(LegalForm(legal_form), rsin) is None) is fine
