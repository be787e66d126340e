"""What finance does, and what the books, the record and the statement say of it."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from lxml import etree
from werkzeug.test import TestResponse

from fund.ledger import queries as ledger
from fund.statements.rules import FIGURES
from tests.journeys.road.pages import Road, button, click, links, press
from tests.payments.bank_files import Line
from tests.payments.desk import bank_file
from tests.standards import folder, schema

PAIN: Final = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def payments(road: Road, who: str) -> TestResponse:
    """Open the desk where payments are made."""
    browser = road.sign_in(who)
    return click(browser, browser.get("/my-work"), "Payments")


def check_account(road: Road, who: str, organisation: str) -> TestResponse:
    """Compare the bank account of an organisation and say that it is right."""
    browser = road.sign_in(who)
    page = click(browser, browser.get("/my-work"), "Payments", "Accounts to check", organisation)
    return press(browser, page, "Yes, it is right")


def pay(road: Road, maker: str, releaser: str) -> list[Line]:
    """Make a run, let another release it, hand its file to the bank; answers the lines with which the bank answers."""
    browser = road.sign_in(maker)
    press(browser, click(browser, browser.get("/my-work"), "Payments"), "Make a payment run")
    browser = road.sign_in(releaser)
    page = click(browser, browser.get("/my-work"), "Payments", "Open the run")
    page = press(browser, page, button(page, "Release"))
    file = click(browser, page, "Download the bank file")
    return lines_of(file.data)


def lines_of(file: bytes) -> list[Line]:
    """Read a file for the bank, valid against its schema; answers the lines with which the bank answers."""
    tree = etree.fromstring(file)
    assert folder() is None or schema("iso20022/pain.001.001.09.xsd").validate(tree)
    return [_line(transfer) for transfer in tree.iterfind(".//p:CdtTrfTxInf", PAIN)]


def _cents(amount: str) -> int:
    return int(amount.replace(",", ""))


def _line(transfer: Any) -> Line:
    def said(path: str) -> str:
        return str(transfer.findtext(path, namespaces=PAIN))

    cents = int(said("p:Amt/p:InstdAmt").replace(".", ""))
    return Line(-cents, said("p:PmtId/p:EndToEndId"), said("p:Cdtr/p:Nm"), said("p:CdtrAcct/p:Id/p:IBAN"))


def read_statement(road: Road, who: str, lines: list[Line]) -> TestResponse:
    """Read back what the bank says."""
    road.statements += 1
    content = bank_file(*lines, number=f"ST-{road.statements}", opening=road.balance)
    road.balance += sum(line.cents for line in lines)
    browser = road.sign_in(who)
    page = click(browser, browser.get("/my-work"), "Bank")
    return press(browser, page, "Read the statement", file=(io.BytesIO(content), "afschrift.xml"))


def pay_what_is_due(road: Road) -> int:
    """Pay and read back; answers the cents that were paid."""
    lines = pay(road, "sanne", "ruud")
    read_statement(road, "sanne", lines)
    return -sum(line.cents for line in lines)


def statement(road: Road, who: str) -> dict[str, str]:
    """What finance exports about the case, by column; the totals on the sheet agree with the ledger."""
    browser = road.sign_in(who)
    page = click(browser, browser.get("/my-work"), "Statements")
    if "CSV" not in dict(links(page)):
        return {}
    file = click(browser, page, "CSV")
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig")), delimiter=";"))
    told = [row for row in rows if "".join(row[:1]).endswith("according to the ledger")]
    assert told
    assert all(row[2] == "agrees" for row in told), rows
    return next((dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[:1] == [road.case]), {})


def prove(road: Road) -> None:
    """Let the books and the record prove that they are whole, and the statement say of the case what the books say."""
    row = statement(road, "hanneke")
    road.site.refresh()
    position = ledger.case_position(road.case)
    amounts = {name: _cents(row.get(word.text, "0,00")) for name, word in FIGURES.items()}
    assert amounts.pop("determined") == position.awarded - position.released - position.claimed, (row, position)
    assert all(amounts[name] == getattr(position, name) for name in amounts.keys() - {"reserved"}), (row, position)
    for command in (["audit", "anchor"], ["ledger", "check"], ["audit", "verify"]):
        done = road.site.app.test_cli_runner().invoke(args=command)
        assert done.exit_code == 0, done.output
