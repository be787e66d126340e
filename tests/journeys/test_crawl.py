"""Everybody of the demo goes wherever the links on their pages lead: nowhere is a dead end, nowhere a fault."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.applications.road import document
from tests.bed.client import Browser
from tests.bed.site import Site
from tests.demo import PASSWORD, PEOPLE

SAME = 3
"""How many pages of one kind are looked at: the same address with another key, filter or page."""
MOST = 250


@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", PEOPLE)
def test_no_link_leads_nowhere(demo: Site, who: str) -> None:
    browser = demo.client()
    start = browser.fill("/sign-in", email=PEOPLE[who], password=PASSWORD, press="Inloggen")
    assert start.request.path in ("/home", "/my-work")
    seen, faults = crawl(demo, browser, start)
    assert not faults
    assert sum(seen.values()) >= 8, seen


@pytest.mark.timeout(900)
def test_no_link_leads_a_visitor_nowhere(demo: Site) -> None:
    browser = demo.client()
    seen, faults = crawl(demo, browser, browser.get("/"))
    assert not faults
    assert {"calls.calls", "calls.call", "people.sign_up", "people.sign_in"} <= {name.split("?")[0] for name in seen}


def crawl(
    site: Site, browser: Browser, start: TestResponse, *, same: int = SAME, look: Callable[[TestResponse], object] = str
) -> tuple[Counter[str], list[str]]:
    """Follow every link from a page on, at most `same` of a kind, and `look` at each page.

    Answers how many there were of each kind, and what was wrong.
    """
    look(start)
    seen: Counter[str] = Counter()
    faults: list[str] = []
    known, waiting = {start.request.path}, deque(_links(start))
    while waiting and sum(seen.values()) < MOST:
        address, found_on = waiting.popleft()
        if address in known:
            continue
        known.add(address)
        kind = kind_of(site, address)
        if seen[kind] >= same:
            continue
        seen[kind] += 1
        answer = browser.get(address, follow_redirects=True)
        if answer.status_code >= 400:
            faults.append(f"{found_on} leads to {address}, which answers {answer.status_code}")
        elif answer.mimetype == "text/html":
            look(answer)
            waiting.extend(_links(answer))
    return seen, faults


def _links(page: TestResponse) -> list[tuple[str, str]]:
    """The addresses of our own that stand on a page, and where they were found."""
    here = page.request.full_path.rstrip("?")
    found = document(page).xpath("//a/@href")
    addresses = (urldefrag(urljoin(here, str(href))).url for href in found)
    return [(address, here) for address in addresses if address.startswith("/")]


def kind_of(site: Site, address: str, method: str = "GET") -> str:
    """What a page is called in the code, with the names of what is asked in the address."""
    parts = urlsplit(address)
    try:
        endpoint, _values = site.app.url_map.bind("localhost").match(parts.path, method)
    except HTTPException:
        return parts.path
    asked = sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair})
    return "?".join([str(endpoint), *asked])
