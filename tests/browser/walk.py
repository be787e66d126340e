"""What a person does with a page: signs in, follows what it offers, fills in, presses a button, and looks around."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.demo import PASSWORD, PEOPLE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Words = str | re.Pattern[str]


class Walk:
    """Goes through the site with real clicks; nobody types an address but the first."""

    def __init__(self, page: Page, examine: Callable[[str], None]) -> None:
        self.page, self.look = page, examine

    def sign_in(self, who: str, password: str = PASSWORD) -> None:
        """Come in by the front door, as somebody of the demo (a short name) or with an address."""
        self.page.context.clear_cookies()
        self.page.goto("/")
        self.menu("Inloggen")
        self.fill(Mailadres=PEOPLE.get(who, who), Wachtwoord=password)
        self.push("Inloggen")

    def _leave_by(self, way: Locator) -> None:
        """Click, and wait for the page that answers: what is read or counted next is never of the page before."""
        with self.page.expect_navigation():
            way.click()

    def menu(self, words: str) -> None:
        """Choose from the menu, which is folded on a telephone; beside some words stands how much waits."""
        name = re.compile(rf"^{re.escape(words)}( \d+\+? te doen voor u)?$")
        link = self.page.get_by_role("link", name=name).locator("visible=true")
        if not link.count():
            self.page.locator("summary:visible", has_text="Menu").click()
        self._leave_by(link.first)

    def follow(self, *path: Words) -> None:
        """Follow links of the page, one page after the other."""
        for words in path:
            self._leave_by(self.page.get_by_role("main").get_by_role("link", name=words).first)

    def download(self, words: Words, file: Path) -> bytes:
        """Take along the file that a link of the page leads to, and answer what is in it."""
        with self.page.expect_download() as download:
            self.page.get_by_role("main").get_by_role("link", name=words).first.click()
        download.value.save_as(file)
        return file.read_bytes()

    def push(self, words: Words) -> None:
        """Press a button of the page."""
        self._leave_by(self.page.get_by_role("main").get_by_role("button", name=words).first)

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
