"""Statements of the bank: read with tolerance, added up strictly, and safe whatever comes in."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fund.core.errors import Invalid
from fund.core.identifiers import demo_iban
from fund.payments.rules.camt053 import AccountStatement, Detail, Entry, read_camt053
from tests.payments.bank_files import ACCOUNT, NAMESPACE, Line, Sheet, amount, camt053
from tests.standards import schema

DAY = date(2026, 11, 24)
PAID = Line(-750_000, "P-000001")
RECEIVED = Line(25_000, None, "Jansen B.V.", "BE68539007547034", reference="REF-2")
RETURNED = Line(105_000, "P-000002", "Vereniging Heel Maken", demo_iban(2), "AC04", reference="REF-3")
SHEET = Sheet(1_000_000, 380_000, [PAID, RECEIVED, RETURNED])
versions = pytest.mark.parametrize("version", ["02", "08"])


def only(content: bytes) -> AccountStatement:
    (statement,) = read_camt053(content).statements
    return statement


def why(content: bytes, **limits) -> str:
    with pytest.raises(Invalid) as refusal:
        read_camt053(content, **limits)
    return str(refusal.value.reason).replace("\u00a0", " ")


def changed(old: str, new: str, sheet: Sheet = SHEET, version: str = "08") -> bytes:
    """Return the file with something in it replaced, which must be there."""
    content = camt053(sheet, version=version).decode()
    assert old in content
    return content.replace(old, new).encode()


@versions
@pytest.mark.parametrize("sheet", [SHEET, Sheet(0, 0), Sheet(-5, -755, [Line(-750, status="BOOK")])])
def test_the_samples_are_valid_against_the_schemas(version: str, sheet: Sheet):
    schema(f"iso20022/camt.053.001.{version}.xsd").assertValid(etree.fromstring(camt053(sheet, version=version)))


@versions
def test_a_statement_is_read_the_same_from_both_versions(version: str):
    file = read_camt053(camt053(SHEET, version=version))
    assert (file.message_id, file.version) == ("MSG-1", version)
    (statement,) = file.statements
    assert statement == AccountStatement(
        statement_id="ST-1",
        number="231",
        account=ACCOUNT,
        opening=1_000_000,
        closing=380_000,
        opening_day=date(2026, 11, 23),
        closing_day=DAY,
        entries=statement.entries,
    )
    paid, received, returned = statement.entries
    assert paid == Entry(
        amount=-750_000,
        booked_on=DAY,
        value_on=date(2026, 11, 25),
        reference="REF-1",
        details=(Detail(-750_000, "P-000001", "Stichting Buurtkamer Zuid", demo_iban(1), "SV-2026-008 voorschot"),),
    )
    assert received.amount == 25_000
    assert received.details[0].end_to_end_id is None
    assert received.details[0].counterparty_name == "Jansen B.V."
    assert received.details[0].counterparty_iban == "BE68539007547034"
    assert returned.details[0].return_reason == "AC04"
    assert returned.details[0].end_to_end_id == "P-000002"
    assert returned.details[0].counterparty_name == "Vereniging Heel Maken"
    assert all(entry.details_add_up for entry in statement.entries)


@versions
def test_several_statements_come_in_one_file(version: str):
    later = Sheet(380_000, 380_001, [Line(1)], number="ST-2")
    file = read_camt053(camt053(SHEET, later, version=version))
    assert [statement.statement_id for statement in file.statements] == ["ST-1", "ST-2"]


@versions
def test_a_batch_is_one_entry_with_its_payments(version: str):
    one, two = Line(-300, "P-1"), Line(-200, "P-2", "Ander", demo_iban(2))
    batch = Line(-500, details=one.detail(version, -300) + two.detail(version, -200))
    content = camt053(Sheet(500, 0, [batch]), version=version)
    (entry,) = only(content).entries
    assert [(detail.amount, detail.end_to_end_id) for detail in entry.details] == [(-300, "P-1"), (-200, "P-2")]
    assert entry.details_add_up
    (wrong,) = only(content.replace(b">3.00<", b">3.01<")).entries
    assert not wrong.details_add_up
    (without,) = only(content.replace(b'"EUR">3.00<', b'"USD">3.00<')).entries
    assert without.details[0].amount is None
    assert not without.details_add_up


def test_a_payment_alone_in_its_entry_needs_no_amount_of_its_own():
    (entry,) = only(camt053(Sheet(0, 5, [Line(5, details="<TxDtls><Refs/></TxDtls>")]))).entries
    assert entry.details == (Detail(5),)


def test_an_entry_without_details_is_its_own_detail():
    line = Line(5, reference="REF-9")
    content = camt053(Sheet(0, 5, [replace(line, details="")]))
    (entry,) = only(content).entries
    assert entry.details == (Detail(5, reference="REF-9"),)
    (other,) = only(content.replace(b"<AcctSvcrRef>REF-9</AcctSvcrRef>", b"<NtryRef>N-1</NtryRef>")).entries
    assert other.reference == "N-1"


@versions
def test_only_booked_entries_count(version: str):
    sheet = Sheet(0, 5, [Line(5), Line(7, status="PDNG", reference="LATER")])
    statement = only(camt053(sheet, version=version))
    assert [entry.amount for entry in statement.entries] == [5]
    assert [entry.reference for entry in statement.pending] == ["LATER"]
    without = only(changed("<Sts><Cd>BOOK</Cd></Sts>", "", Sheet(0, 5, [Line(5)])))
    assert without.entries[0].is_booked


def test_a_reversal_is_told_and_counted_as_it_stands():
    content = changed("<Sts>", "<RvslInd>true</RvslInd><Sts>", Sheet(0, 5, [Line(5)]))
    assert only(content).entries[0].is_reversal
    assert not only(camt053(SHEET)).entries[0].is_reversal


def test_a_previous_closing_balance_serves_as_the_opening_one():
    assert only(camt053(replace(SHEET, opening_kind="PRCD"))).opening == 1_000_000
    both = changed("<Ntry>", f"<Bal><Tp><CdOrPrtry><Cd>PRCD</Cd></CdOrPrtry></Tp>{amount(1)}</Bal><Ntry>")
    assert only(both).opening == 1_000_000


@versions
def test_a_statement_that_does_not_add_up_is_refused_with_the_difference(version: str):
    assert why(camt053(replace(SHEET, closing=380_001), version=version)) == (
        "Statement ST-1 does not add up: € 10.000,00 and entries of € −6.200,00 do not make € 3.800,01. "
        "The difference is € 0,01."
    )


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(-(10**9), 10**9), max_size=6), st.integers(-2, 2))
def test_every_cent_of_difference_is_found(opening: int, cents: list[int], difference: int):
    lines = [Line(each) for each in cents]
    content = camt053(Sheet(opening, opening + sum(cents) + difference, lines))
    if difference:
        assert "does not add up" in why(content)
    else:
        assert [entry.amount for entry in only(content).entries] == cents


@pytest.mark.parametrize(("kind", "other", "names"), [("OPBD", "OPAV", "OPBD / PRCD"), ("CLBD", "ITBD", "CLBD")])
def test_a_statement_without_its_balances_cannot_be_checked(kind: str, other: str, names: str):
    assert why(changed(kind, other)) == f"Statement ST-1 has no balance of the kind {names}, so we cannot check it."


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>", "<RtrInf><Rsn><Prtry>own</Prtry></Rsn></RtrInf>", "own"),
        ("<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>", "<RtrInf/>", "MS03"),
    ],
)
def test_a_payment_that_came_back_is_seen_whatever_the_reason(old: str, new: str, reason: str):
    assert only(changed(old, new)).entries[2].details[0].return_reason == reason


def test_the_other_side_of_a_returned_payment_may_stand_in_either_place():
    ours = f"<Cdtr><Pty><Nm>Provincie</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>{ACCOUNT}</IBAN></Id></CdtrAcct>"
    theirs = "<Dbtr><Pty><Nm>Heel Maken</Nm></Pty></Dbtr><DbtrAcct><Id><Othr><Id>12345</Id></Othr></Id></DbtrAcct>"
    line = Line(5, reason="AC01")
    content = changed(
        "<Cdtr><Pty><Nm>Stichting Buurtkamer Zuid</Nm></Pty></Cdtr>"
        f"<CdtrAcct><Id><IBAN>{demo_iban(1)}</IBAN></Id></CdtrAcct>",
        ours + theirs,
        Sheet(0, 5, [line]),
    )
    detail = only(content).entries[0].details[0]
    assert (detail.counterparty_name, detail.counterparty_iban) == ("Heel Maken", "12345")
    alone = content.replace(theirs.encode(), b"")
    assert only(alone).entries[0].details[0].counterparty_name == ""
    without_account = changed("<Cdtr>", "<Dbtr><Pty><Nm>Provincie</Nm></Pty></Dbtr><Cdtr>", Sheet(0, 5, [line]))
    assert only(without_account).entries[0].details[0].counterparty_name == "Stichting Buurtkamer Zuid"


@pytest.mark.parametrize("given_id", ["NOTPROVIDED", " NOTPROVIDED "])
def test_an_id_that_is_not_provided_is_none(given_id: str):
    assert only(changed("P-000001", given_id)).entries[0].details[0].end_to_end_id is None


def test_what_a_bank_does_not_follow_of_the_schema_is_read_all_the_same():
    for old, new in [
        ("<ElctrncSeqNb>231</ElctrncSeqNb>", "<LglSeqNb>231</LglSeqNb>"),
        ("<BkTxCd><Prtry><Cd>586</Cd></Prtry></BkTxCd>", ""),
        (">7500.00<", "> 7500.000 <"),
        (">250.00<", ">+250.<"),
        ("<CreDtTm>2026-11-25T06:00:00</CreDtTm>", ""),
        ("<Stmt>", "<Stmt><Odd xmlns='urn:odd'><Id>no</Id></Odd>"),
        ("<RmtInf><Ustrd>SV-2026-008</Ustrd><Ustrd>voorschot</Ustrd></RmtInf>", "<!-- none -->"),
    ]:
        assert only(changed(old, new)).closing == 380_000
    assert only(changed("<BookgDt><Dt>2026-11-24</Dt></BookgDt>", "<BookgDt/>")).entries[0].booked_on is None
    assert only(changed("<Dt>2026-11-24</Dt></BookgDt>", "<Dt>24-11-26</Dt></BookgDt>")).entries[0].booked_on is None
    structured = "<RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf>"
    remittance = "<RmtInf><Ustrd>SV-2026-008</Ustrd><Ustrd>voorschot</Ustrd></RmtInf>"
    assert only(changed(remittance, structured)).entries[0].details[0].remittance == "RF18"
    other = f"<Acct><Id><IBAN>{ACCOUNT}</IBAN></Id>"
    assert only(changed(other, "<Acct><Id><Othr><Id>99</Id></Othr></Id>")).account == "99"
    prefixed = camt053(SHEET).replace(b"<", b"<c:").replace(b"<c:/", b"</c:").replace(b"<c:?", b"<?")
    assert only(prefixed.replace(b"xmlns=", b"xmlns:c=")) == only(camt053(SHEET))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (">7500.00<", ">7500.001<", "This file holds an amount that we cannot read: 7500.001 DBIT."),
        (">7500.00<", ">7.500,00<", "This file holds an amount that we cannot read: 7.500,00 DBIT."),
        (">7500.00<", ">-7500.00<", "This file holds an amount that we cannot read: -7500.00 DBIT."),
        (">7500.00<", ">1E5<", "This file holds an amount that we cannot read: 1E5 DBIT."),
        (">7500.00<", ">NaN<", "This file holds an amount that we cannot read: NaN DBIT."),
        (">7500.00<", ">٧<", "This file holds an amount that we cannot read: ٧ DBIT."),
        (">7500.00<", "><", "This file holds an amount that we cannot read:  DBIT."),
        (">DBIT<", ">AF<", "This file holds an amount that we cannot read: 7500.00 AF."),
        ('"EUR"', '"USD"', "This file has amounts in USD. We read accounts in euros only."),
        (' Ccy="EUR"', "", "This file has amounts in ?. We read accounts in euros only."),
        (
            '<Amt Ccy="EUR">10000.00</Amt>',
            "",
            "This file has amounts in ?. We read accounts in euros only.",
        ),
        ("<Id>ST-1</Id>", "", "A statement in this file has no number (Id). Ask the bank for a new file."),
        ("<Id>ST-1</Id>", "<Id> </Id>", "A statement in this file has no number (Id). Ask the bank for a new file."),
        (
            "<MsgId>MSG-1</MsgId>",
            "",
            "This file has no number of its own (MsgId), so we cannot see whether it was read before.",
        ),
        ("Stmt>", "Rpt>", "There is no account statement in this file. Ask the bank for a new one."),
        (
            "053.001.08",
            "053.001.06",
            "This is version 06 of camt.053. Ask the bank for version 08 or 02.",
        ),
        (
            "camt.053",
            "camt.052",
            "This is no bank statement in the format camt.053. Ask the bank for that format.",
        ),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_in_words(old: str, new: str, sentence: str):
    assert why(changed(old, new)) == sentence


BOMB = b"""<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">
]><Document>&g;&g;&g;</Document>"""
INSTRUCTIONS = "This file holds instructions that a bank statement never has. We did not read it."


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        BOMB.decode().encode("utf-16"),
        b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><Document/>',
        b'<!DOCTYPE d PUBLIC "-//x//y" "file:///etc/passwd"><Document/>',
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>',
        b'<!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><Document/>',
        b"<!DOCTYPE Document><Document/>",
        b"<!DOCTYPE d [<!ATTLIST Document a CDATA 'x'>]><Document/>",
        camt053(SHEET).replace(b"?><", b'?><!DOCTYPE d [<!ENTITY n "9">]><', 1).replace(b"MSG-1", b"&n;"),
    ],
)
def test_a_file_with_a_document_type_is_not_read(content: bytes):
    start = time.perf_counter()
    assert why(content) == INSTRUCTIONS
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        b"not xml",
        b"PK\x03\x04",
        b"<Document>",
        b"<Document>&undefined;</Document>",
        b'<?xml version="1.0" encoding="utf-7"?><Document/>',
        b'<?xml version="1.0" encoding="no-such"?><Document/>',
        b"<Document>\xff\xfe</Document>",
        b"<Document>\x00</Document>",
        camt053(SHEET)[:-20],
        camt053(SHEET) + camt053(SHEET),
    ],
)
def test_what_is_no_xml_is_refused(content: bytes):
    assert why(content) == "This file cannot be read as XML. Download it from the bank again."


def test_size_comes_first():
    assert why(BOMB + b" " * 2**21, most_bytes=2**20) == (
        "This file is larger than 1 MB. Ask the bank for shorter periods."
    )
    content = camt053(SHEET)
    assert read_camt053(content, most_bytes=len(content)).statements
    assert why(content, most_bytes=len(content) - 1)


def test_depth_and_inclusion_do_no_harm():
    assert why(b"<a>" * 200_000 + b"</a>" * 200_000).startswith("This is no bank statement")
    include = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    content = camt053(SHEET).replace(b"MSG-1", include + b"MSG-1")
    assert "root" not in str(why(content))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_and_nothing_else(content: bytes):
    assert why(content)


def test_text_with_a_sting_stays_text():
    statement = only(changed("Jansen B.V.", "=cmd &lt;script&gt;&#x202E;&#13;x"))
    assert statement.entries[1].details[0].counterparty_name == "=cmd <script> x"


def test_a_month_of_payments_is_read_at_once():
    content = camt053(Sheet(0, 2_000, [Line(1, f"P-{number}") for number in range(2_000)]))
    start = time.perf_counter()
    assert len(only(content).entries) == 2_000
    assert time.perf_counter() - start < 5


def test_namespaces_are_read_from_the_root():
    assert NAMESPACE in camt053(SHEET).decode()
    assert why(b"<Document/>") == "This is no bank statement in the format camt.053. Ask the bank for that format."
