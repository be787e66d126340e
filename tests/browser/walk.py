"""What a person does with a page: signs in, follows what it offers, fills in, presses a button, and looks around."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.demo import PASSWORD, PEOPLE

if TYPE_CHECKING:
    from playwright.sync_api import Page

Words = str | re.Pattern[str]


class Walk:
    """Goes through the site with real clicks; nobody types an address but the first."""

    def __init__(self, page: Page, examine: Callable[[str], None]) -> None:
        self.page, self.look = page, examine

    def sign_in(self, who: str) -> None:
        """Come in by the front door, as somebody of the demo (a short name) or with an address."""
        self.page.context.clear_cookies()
        self.page.goto("/")
        self.menu("Inloggen")
        self.fill(Mailadres=PEOPLE.get(who, who), Wachtwoord=PASSWORD)
        self.push("Inloggen")

    def menu(self, words: str) -> None:
        """Choose from the menu, which is folded on a telephone; beside some words stands how much waits."""
        name = re.compile(rf"^{re.escape(words)}( \d+\+? te doen voor u)?$")
        link = self.page.get_by_role("link", name=name).locator("visible=true")
        if not link.count():
            self.page.locator("summary:visible", has_text="Menu").click()
        link.first.click()

    def follow(self, *path: Words) -> None:
        """Follow links of the page, one page after the other."""
        for words in path:
            self.page.get_by_role("main").get_by_role("link", name=words).first.click()

    def push(self, words: Words) -> None:
        """Press a button of the page."""
        self.page.get_by_role("main").get_by_role("button", name=words).first.click()

    def fill(self, **typed: str) -> None:
        """Type in fields by their label, of which an underscore is a space."""
        for label, text in typed.items():
            self.page.get_by_label(label.replace("_", " ")).first.fill(text)

    def choose(self, words: Words) -> None:
        """Mark an option or a box by its words."""
        self.page.get_by_role("main").get_by_label(words).first.check()

    def reads(self, words: Words) -> None:
        """See that this stands on the page."""
        self.page.get_by_role("main").get_by_text(words).locator("visible=true").first.wait_for()

    def opens_pdf(self, words: Words) -> None:
        """See that a link of the page leads to a PDF."""
        address = self.page.get_by_role("main").get_by_role("link", name=words).first.get_attribute("href")
        assert address
        assert self.page.request.get(address).body()[:5] == b"%PDF-"

    def declare(self, title: str) -> None:
        """Open a case from the list of cases and say, if that is asked, that one has no interest in it."""
        self.menu("Zaken")
        self.follow(title)
        if self.page.get_by_role("link", name="Ga naar de verklaring").count():
            self.follow("Ga naar de verklaring")
            self.choose("Nee, ik heb geen belang bij deze zaak")
            self.look("declaration")
            self.push("Verklaar")
