"""Every page that there is, as one who may see it meets it: with axe, by keyboard, on paper, and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.browser import looks
from tests.browser.pages import Stop, person, prepare, stops

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.bed.site import Site

Examine = Callable[[str], None]
pytestmark = [pytest.mark.timeout(900), pytest.mark.one_database]


class Tour:
    """Goes from page to page, signed in as who looks at it, and gathers what was wrong."""

    def __init__(self, site: Site, live: str) -> None:
        self.site, self.live = site, live
        prepare()
        site.commit()
        with site.app.test_request_context():
            self.stops = list(stops())
        self.faults: list[str] = []
        site.refresh()

    def walk(self, *contexts: BrowserContext) -> Iterator[Stop]:
        """Answer one stop after the other; the cookie of who looks is in every browser."""
        who = ""
        for stop in self.stops:
            if stop.who != who:
                who = stop.who
                cookie = self.site.client(person(who)).get_cookie("session")
                assert cookie is not None
                for context in contexts:
                    context.add_cookies([{"name": "session", "value": cookie.value, "url": self.live}])
                self.site.refresh()
            yield stop

    @contextmanager
    def noted(self, stop: Stop) -> Iterator[None]:
        """Go on after a fault, to tell all of them at the end."""
        try:
            yield
        except AssertionError as fault:
            self.faults.append(f"{stop.name}: {fault}")

    def note(self, stop: Stop, faults: list[str]) -> None:
        """Keep what was seen on a page."""
        self.faults += [f"{stop.name}: {fault}" for fault in faults]


def _open(page: Page, stop: Stop) -> None:
    answer = page.goto(stop.address)
    assert answer is not None
    assert answer.status == 200, f"{stop.address} answered {answer.status}"
    assert "text/html" in answer.headers["content-type"]
    assert page.url.endswith(stop.address), f"{stop.address} leads to {page.url}"


def test_every_page(page: Page, examine: Examine, demo: Site, live: str, width: int) -> None:
    tour = Tour(demo, live)
    browser = page.context.browser
    assert browser is not None
    with browser.new_context(java_script_enabled=False, base_url=live, locale="nl-NL") as bare:
        plain = bare.new_page()
        plain.set_viewport_size({"width": width, "height": 900})
        for stop in tour.walk(page.context, bare):
            with tour.noted(stop):
                _open(page, stop)
                examine(stop.name)
            tour.note(stop, looks.by_keyboard(page))
            if width > 1000:
                tour.note(stop, looks.in_sight(page))
                tour.note(stop, looks.on_paper(page))
            else:
                _open(page, stop)
                _open(plain, stop)
                tour.note(stop, looks.without_scripts(page, plain))
    assert not tour.faults, "\n".join(tour.faults)
