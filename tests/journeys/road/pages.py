"""Where the walk happens, and how pages and mail are read: follow a link, fill in a form, press a button."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from typing import Any, Final

from werkzeug.test import TestResponse

from fund.core import jobs
from fund.scheduler import all_jobs
from tests.applications.road import document
from tests.bed.client import Browser
from tests.bed.held import Held
from tests.bed.outbox import Outbox
from tests.bed.site import Site
from tests.world import PASSWORD, address

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
