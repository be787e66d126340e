"""The file for the bank: valid, exact, the same every time, and refused before a bank would refuse it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fund.core.errors import Refused
from fund.core.identifiers import demo_iban
from fund.payments.rules.pain001 import NAMESPACE, PaymentFile, Transfer, to_bank_text, write_pain001
from tests.standards import schema

TUESDAY = date(2026, 11, 24)
TRANSFERS = (
    Transfer("P-000001", 750_000, "Stichting Buurtkamer Zuid", demo_iban(1), "SV-2026-008 voorschot 2 van 2"),
    Transfer("P-000002", 105_001, "Zorgcoöperatie Aa & Dommel U.A.", demo_iban(2), "SV-2026-011 eindbetaling"),
    Transfer("P-000003", 1, "Café “Ons Plein”", "BE68539007547034", "SV-2026-013"),
)
FILE = PaymentFile(
    message_id="2026-0023",
    payment_id="2026-0023-1",
    created_at=datetime(2026, 11, 24, 11, 30, 5, 999, tzinfo=UTC),
    execution_day=TUESDAY,
    debtor_name="Provincie Noord-Brabant",
    debtor_iban=demo_iban(99),
    transfers=TRANSFERS,
)


def read(content: bytes) -> etree._Element:
    return etree.fromstring(content)


def texts(content: bytes, name: str) -> list[str | None]:
    return [element.text for element in read(content).iter(f"{{{NAMESPACE}}}{name}")]


def why(file: PaymentFile) -> str:
    with pytest.raises(Refused) as refusal:
        write_pain001(file)
    return str(refusal.value.reason).replace("\u00a0", " ")


def with_first(**changes: object) -> PaymentFile:
    return replace(FILE, transfers=(replace(TRANSFERS[0], **changes), *TRANSFERS[1:]))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "file",
    [
        FILE,
        replace(FILE, debtor_bic="TESTNL2A", batch_booking=False),
        replace(FILE, debtor_bic="TESTNL2AXXX"),
        with_first(amount=99_999_999_999, name="x" * 70, remittance="y" * 140, end_to_end_id="z" * 35),
    ],
)
def test_the_file_is_valid_against_the_schema(file: PaymentFile):
    schema("iso20022/pain.001.001.09.xsd").assertValid(read(write_pain001(file)))


def test_the_file_says_exactly_what_was_ordered():
    content = write_pain001(FILE)
    assert content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<Document xmlns=")
    assert texts(content, "MsgId") == ["2026-0023"]
    assert texts(content, "CreDtTm") == ["2026-11-24T12:30:05"]
    assert texts(content, "NbOfTxs") == ["3", "3"]
    assert texts(content, "CtrlSum") == ["8550.02", "8550.02"]
    assert texts(content, "Dt") == ["2026-11-24"]
    assert texts(content, "EndToEndId") == ["P-000001", "P-000002", "P-000003"]
    assert texts(content, "InstdAmt") == ["7500.00", "1050.01", "0.01"]
    assert texts(content, "IBAN") == [demo_iban(99), demo_iban(1), demo_iban(2), "BE68539007547034"]
    assert texts(content, "Ustrd") == [transfer.remittance for transfer in TRANSFERS]
    assert texts(content, "Nm")[2:] == [
        "Stichting Buurtkamer Zuid",
        "Zorgcooperatie Aa + Dommel U.A.",
        "Cafe 'Ons Plein'",
    ]
    assert texts(content, "BtchBookg") == ["true"]
    assert {element.get("Ccy") for element in read(content).iter(f"{{{NAMESPACE}}}InstdAmt")} == {"EUR"}


def test_the_bank_is_named_or_said_not_to_be():
    assert b"<Id>NOTPROVIDED</Id>" in write_pain001(FILE)
    assert b"<BICFI>TESTNL2A</BICFI>" in write_pain001(replace(FILE, debtor_bic="TESTNL2A"))
    assert b"<BtchBookg>false</BtchBookg>" in write_pain001(replace(FILE, batch_booking=False))


def test_the_same_order_gives_the_same_bytes():
    assert write_pain001(FILE) == write_pain001(replace(FILE))
    assert write_pain001(FILE) != write_pain001(with_first(amount=750_001))


@given(st.lists(st.integers(1, 99_999_999_999), min_size=1, max_size=30))
def test_the_control_sum_is_the_sum_of_the_transfers(amounts: list[int]):
    transfers = tuple(
        Transfer(f"P-{number}", amount, "Name", demo_iban(number), "text") for number, amount in enumerate(amounts)
    )
    content = write_pain001(replace(FILE, transfers=transfers))
    assert {Decimal(text or "") for text in texts(content, "CtrlSum")} == {Decimal(sum(amounts)) / 100}
    assert sum(Decimal(text or "") for text in texts(content, "InstdAmt")) == Decimal(sum(amounts)) / 100


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 11, 28), "2026-11-30"),
        (date(2026, 12, 25), "2026-12-28"),
        (date(2027, 1, 1), "2027-01-04"),
        (date(2027, 3, 26), "2027-03-30"),
    ],
)
def test_a_file_is_not_for_a_day_on_which_banks_are_closed(day: date, following: str):
    assert why(replace(FILE, execution_day=day)) == f"Banks do not pay on {day}. Choose {following}."


def test_banks_pay_on_liberation_day_and_not_on_the_first_of_may():
    created = datetime(2028, 4, 1, tzinfo=UTC)
    assert write_pain001(replace(FILE, created_at=created, execution_day=date(2028, 5, 5)))
    assert why(replace(FILE, created_at=created, execution_day=date(2028, 5, 1)))


def test_a_day_that_has_passed_is_refused_by_the_date_in_amsterdam():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert why(replace(FILE, created_at=late)) == "The day of payment, 2026-11-24, has passed. Choose a later day."


def test_an_order_without_payments_is_no_order():
    assert why(replace(FILE, transfers=())) == "There is nothing to pay in this file."


def test_one_payment_stands_in_a_file_once():
    assert why(replace(FILE, transfers=(*TRANSFERS, TRANSFERS[0]))) == "Payment P-000001 is in this file twice."


@pytest.mark.parametrize("amount", [0, -1, 100_000_000_000])
def test_an_amount_is_one_that_a_bank_pays(amount: int):
    assert why(with_first(amount=amount)).endswith("A bank pays from one cent up to € 999.999.999,99 at a time.")


@pytest.mark.parametrize("text", ["", "x" * 36, "/a", "a/", "a//b", " a", "a ", "é", "a_b", "a\nb", "a\x00"])
@pytest.mark.parametrize("place", ["message_id", "payment_id", "end_to_end_id"])
def test_a_reference_that_the_bank_would_change_is_refused(place: str, text: str):
    file = with_first(end_to_end_id=text) if place == "end_to_end_id" else replace(FILE, **{place: text})  # type: ignore[arg-type]
    assert why(file) == f"{text} cannot be a reference in a payment file."


@pytest.mark.parametrize("iban", ["NL91ABNA0417164301", "NL91 ABNA 0417 1643 00", "nl91abna0417164300", ""])
def test_an_account_is_right_and_written_as_it_was_approved(iban: str):
    assert why(with_first(iban=iban))
    assert why(replace(FILE, debtor_iban=iban))


@pytest.mark.parametrize("name", ["", "   ", "…", "東京", "***"])
def test_a_name_that_no_bank_can_write_is_refused(name: str):
    assert why(with_first(name=name)) == f"The bank cannot write the name {name}. Give it in Latin letters."


def test_nothing_is_cut_off():
    assert why(with_first(name="x" * 71)).endswith("is too long for the bank: give it in 70 characters.")
    assert why(replace(FILE, debtor_name="ß" * 36)).endswith("give it in 70 characters.")
    for remittance in ("", " ", "x" * 141, "€" * 47):
        assert why(with_first(remittance=remittance)) == (
            "Payment P-000001 needs a description of 1 to 140 characters."
        )


@pytest.mark.parametrize("bic", ["", "TESTNL2", "TESTNL2AX", "testnl2a", "TESTNL2A\n"])
def test_the_code_of_the_bank_is_one(bic: str):
    assert why(replace(FILE, debtor_bic=bic)) == f"{bic} is not the code (BIC) of a bank."


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Coöperatie Élan", "Cooperatie Elan"),
        ("Łódź & Ærø", "Lodz + AEro"),
        ("Straße", "Strasse"),
        ("e\u0301e\u0301n", "een"),
        ("€ 5_000;–", "EUR 5-000,-"),
        ("<script>[x]{y}\\|", "(script)(x)(y)//"),
        ('“a” ‘b’ `c´ "d"', "'a' 'b' 'c' 'd'"),
        ("a\r\n\tb\u00a0\u2003c", "a b c"),
        ("½ ﬁ №", "1/2 fi No"),
        ("東 #1!", ". .1."),
        ("x\x00\ud800", "x.."),
    ],
)
def test_text_is_written_in_the_letters_of_the_bank(text: str, letters: str):
    assert to_bank_text(text) == letters


@given(st.text(st.characters()))
def test_any_text_becomes_text_that_a_bank_can_write(text: str):
    letters = to_bank_text(text)
    assert set(letters) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")
    assert to_bank_text(letters) == letters
