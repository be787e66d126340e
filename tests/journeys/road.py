"""The road of a grant as people walk it: they sign in, follow the links that stand on a page, and fill in its forms.

Nothing here calls an action. The fund is read in English and applicants write in Dutch, so both languages are walked.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from typing import Any, Final

from lxml import etree
from werkzeug.test import TestResponse

from fund.core import jobs
from fund.ledger import queries as ledger
from fund.scheduler import all_jobs
from fund.statements.rules import FIGURES
from tests.applications.road import document, fill_everything, start
from tests.bed.client import Browser
from tests.bed.held import Held
from tests.bed.outbox import Outbox
from tests.bed.site import Site
from tests.payments.bank_files import Line
from tests.payments.desk import bank_file
from tests.standards import folder, schema
from tests.world import PASSWORD, address

PAIN: Final = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
PLAIN: Final = str.maketrans("\u00a0\u202f", "  ")
MAIL_AND_PAPER: Final = ("send_reminders", "issue_receipts", "send_notices")


@dataclass
class Road:
    """Where the walk happens: the site, its clock, the mail that arrived, our account at the bank."""

    site: Site
    held: Held
    outbox: Outbox
    balance: int = 1_000_000_00
    statements: int = 0
    case: str = ""
    title: str = "Buurtwerkplaats"
    people: dict[str, str] = field(default_factory=dict)
    turns: int = 0

    def sign_in(self, who: str) -> Browser:
        """Sign somebody in by the door, in a browser of their own."""
        email = self.people.get(who) or address(who)
        browser = self.site.client()
        if email.endswith("@veerkracht.example"):
            browser.get("/language/en")
        words = "Sign in" if email.endswith("@veerkracht.example") else "Inloggen"
        landed = browser.fill("/sign-in", email=email, password=PASSWORD, press=words)
        assert landed.request.path in ("/home", "/my-work"), landed.request.path
        return browser

    def on(self, day: date) -> None:
        """Let time pass until nine in the morning of `day`, and let the clock do its work there."""
        self.held.at(day)
        self.clockwork()

    def clockwork(self) -> None:
        """Do what the scheduler does every minute: papers are drawn, reminders and mail go out."""
        known = all_jobs(self.site.app.config["PACKAGES"])
        self.turns += 1
        for name in MAIL_AND_PAPER:
            jobs.run(known[name], f"turn {self.turns}")
        self.site.refresh()

    def mails(self, who: str) -> list[EmailMessage]:
        """The mail that reached somebody."""
        return self.outbox.to(self.people.get(who) or address(who))

    def mail(self, who: str) -> EmailMessage:
        """The last mail that reached somebody."""
        return self.mails(who)[-1]


def text(answer: TestResponse) -> str:
    """What can be read on a page, with plain spaces."""
    page = document(answer)
    for hidden in page.xpath("//script|//head"):
        hidden.drop_tree()
    return " ".join(page.text_content().translate(PLAIN).split())


def body(mail: EmailMessage) -> str:
    """What can be read in a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).translate(PLAIN)


def subject(mail: EmailMessage) -> str:
    """The subject of a mail."""
    return str(mail["Subject"]).translate(PLAIN)


def attached(mail: EmailMessage) -> list[bytes]:
    """The files that came with a mail."""
    return [bytes(part.get_payload(decode=True) or b"") for part in mail.iter_attachments()]


def links(answer: TestResponse) -> list[tuple[str, str]]:
    """The words and the address of every link on a page, outside the menu first."""
    found = document(answer).xpath("//main//a[@href]") + document(answer).xpath("//a[@href]")
    return [(" ".join(link.text_content().translate(PLAIN).split()), link.get("href")) for link in found]


def click(browser: Browser, page: TestResponse, *words: str) -> TestResponse:
    """Follow the links with these words, one page after the other."""
    for word in words:
        found = next((url for label, url in links(page) if label == word or label.startswith(f"{word} ")), None)
        assert found, f"{page.request.path} has no link {word!r}, only {[label for label, _url in links(page)]}"
        page = browser.get(found, follow_redirects=True)
        assert page.status_code == 200, (word, found, page.status_code)
    return page


def values(page: TestResponse, name: str) -> list[str]:
    """What can be chosen in a field of a page."""
    return [str(each.get("value")) for each in document(page).xpath("//input[@name=$name]", name=name)]


def names(page: TestResponse) -> set[str]:
    """What the fields of the forms of a page are called."""
    return {str(each.get("name")) for each in document(page).xpath("//main//form//*[@name]")}


def button(page: TestResponse, beginning: str) -> str:
    """All the words on the button that begins with these words."""
    found = [" ".join(each.text_content().split()) for each in document(page).xpath("//main//button")]
    return next(words for words in found if words.startswith(beginning))


def press(browser: Browser, page: TestResponse, words: str, **fields: Any) -> TestResponse:
    """Fill in a form that stands on a page and press a button with these words."""
    answer = browser.fill(page.request.full_path.rstrip("?"), fields, press=words)
    assert answer.status_code == 200, (words, answer.status_code, text(answer)[:3000])
    return answer


def refused(browser: Browser, page: TestResponse, words: str, **fields: Any) -> str:
    """Press a button in vain; answers what the page then says."""
    answer = browser.fill(page.request.full_path.rstrip("?"), fields, press=words)
    assert answer.status_code in (409, 422), (words, answer.status_code)
    return text(answer)


# The applicant


def sign_up(road: Road, who: str, *, name: str, email: str) -> Browser:
    """Make an account, with the link that comes by mail."""
    road.people[who] = email
    browser = road.site.client()
    page = click(browser, browser.get("/sign-in"), "Maak een account")
    press(browser, page, "Maak account", name=name, email=email)
    road.clockwork()
    link = re.search(r"/confirm/\S+", body(road.mail(who)))
    assert link is not None
    press(browser, browser.get(link[0]), "Bewaar wachtwoord en log in", password=PASSWORD)
    return browser


def register(browser: Browser, *, name: str, kvk: str, rsin: str, iban: str) -> None:
    """Register an organisation and its bank account."""
    page = click(browser, browser.get("/organisations"), "Voeg organisatie toe")
    place = {"street": "Korenmarkt 12", "postcode": "5701 AB", "town": "Helmond", "legal_form": "foundation"}
    page = press(browser, page, "Bewaar organisatie", name=name, kvk_number=kvk, rsin=rsin, **place)
    press(browser, click(browser, page, "Vul bankrekening in"), "Bewaar bankrekening", iban=iban)


def apply(road: Road, browser: Browser, *, until: str = "2027-12-01") -> str:
    """Fill in an application part by part, submit it, and answer its number."""
    base = start(browser)
    fill_everything(browser, base, until=until)
    review = click(browser, browser.get(base), "Controleer uw antwoorden en dien in")
    receipt = press(browser, review, "Dien aanvraag in")
    number = re.search(r"FSV-2026-\d{6}", text(receipt))
    assert number is not None
    road.clockwork()
    road.case = number[0]
    return number[0]


def write_report(page: TestResponse, *, spent: str, reached: str) -> dict[str, str]:
    """What is filled in: the same amount on every line of the budget, the same outcome at every task."""
    fields = names(page)
    return {
        "activities": "Elke dinsdag klusten wij samen.",
        "lesson": "Wie zelf een taak heeft, blijft komen.",
        "people_reached": "41",
        **{name: spent for name in fields if name.startswith("spent_")},
        **{name: "Wij deden veel zelf." for name in fields if name.startswith("why_")},
        **{name: reached for name in fields if name.startswith("reached_")},
    }


def own_grant(road: Road, browser: Browser) -> TestResponse:
    """Open the grant from the start page of its grantee."""
    return click(browser, browser.get("/home"), road.title)


def report(road: Road, who: str, kind: str, *, spent: str = "40.000,00") -> TestResponse:
    """File a report, from the page of the grant."""
    browser = road.sign_in(who)
    page = click(browser, own_grant(road, browser), kind, "Vul het verslag in")
    filled = write_report(page, spent=spent, reached="38 huishoudens")
    page = press(browser, page, "Opslaan en verslag controleren", **filled)
    assert "U hebt het nog niet verstuurd" in page.text
    return press(browser, page, "Stuur verslag")


# The fund


def case_page(road: Road, browser: Browser) -> TestResponse:
    """Find the case in the list of cases, and open it."""
    return click(browser, click(browser, browser.get("/my-work"), "Cases"), road.title)


def declare(road: Road, browser: Browser) -> TestResponse:
    """Open the case, after declaring that one has no interest in it."""
    page = case_page(road, browser)
    if "Go to the declaration" not in dict(links(page)):
        return page
    return press(browser, click(browser, page, "Go to the declaration"), "Declare", has_interest="no")


def take_up(road: Road, handler: str, *assessors: str) -> None:
    """Confirm that the application is complete, and ask people to score it."""
    browser = road.sign_in(handler)
    page = press(browser, declare(road, browser), "The application is complete")
    for name in assessors:
        offered = {option.text.strip(): option.get("value") for option in document(page).xpath("//select/option")}
        page = press(browser, page, "Ask to score", person=offered[name])


def score(road: Road, who: str, points: int) -> TestResponse:
    """Give the same points on everything, with a reason each, and hand in."""
    browser = road.sign_in(who)
    page = click(browser, declare(road, browser), "Open my score sheet")
    fields = names(page)
    given = {name: points for name in fields if name.split("_")[0] in ("points", "contribution", "evidence")}
    reasons = {name: "Een reden" for name in fields if name.split("_")[0] in ("reason", "why")}
    return press(browser, page, "Hand in my scores", **given, **reasons)


def advise(road: Road, handler: str, outcome: str, **fields: str) -> TestResponse:
    """Write the advice."""
    browser = road.sign_in(handler)
    page = click(browser, case_page(road, browser), "Write the advice")
    return press(browser, page, "Give advice", outcome=outcome, reasoning="Het plan helpt de wijk.", **fields)


def assess(road: Road, *, points: int, outcome: str = "grant") -> None:
    """Go from received to advised: Mila handles, Daan and Fatima score."""
    take_up(road, "mila", "Daan Verhoeven", "Fatima El Idrissi")
    for who in ("daan", "fatima"):
        score(road, who, points)
    advise(road, "mila", outcome)


def propose(road: Road, handler: str, **fields: Any) -> TestResponse:
    """Propose the decision."""
    browser = road.sign_in(handler)
    page = click(browser, case_page(road, browser), "Propose the decision")
    return press(browser, page, "Offer for signing", reasoning="Uw plan helpt de wijk.", **fields)


def sign(road: Road, who: str) -> TestResponse:
    """Sign the decision that waits."""
    browser = road.sign_in(who)
    page = click(browser, declare(road, browser), "Open the decision")
    return press(browser, page, button(page, "Sign this decision"))


def send_letter(road: Road, handler: str) -> TestResponse:
    """Make the decision known."""
    browser = road.sign_in(handler)
    page = click(browser, browser.get("/my-work"), "Decisions", road.title)
    answer = press(browser, page, "Send the letter")
    road.clockwork()
    return answer


def accept(road: Road, handler: str) -> TestResponse:
    """Accept the report that waits for review."""
    browser = road.sign_in(handler)
    page = click(browser, browser.get("/my-work"), "Reports", road.title)
    return press(browser, page, "Accept the report")


def settle(road: Road, handler: str, signer: str, **fields: str) -> TestResponse:
    """Propose what the grant comes to, and let somebody with the mandate determine it."""
    browser = road.sign_in(handler)
    page = click(browser, browser.get("/my-work"), "Settlements", road.title)
    press(browser, page, "Offer for signing", reasoning="U voerde het plan uit.", **fields)
    browser = road.sign_in(signer)
    page = click(browser, browser.get("/my-work"), "Settlements", road.title)
    answer = press(browser, page, button(page, "Settle at"))
    road.clockwork()
    return answer


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


# The money


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
    told = [row for row in rows if row[:1] == ["According to the ledger"]]
    assert told
    assert all(row[2] == "agrees" for row in told), rows
    return next((dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[:1] == [road.case]), {})
