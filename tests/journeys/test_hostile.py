"""Whoever types whatever into any form of the fund: it breaks nothing and runs nowhere (P10)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from fund.people.models import Person
from tests.applications.road import document
from tests.bed.client import Browser
from tests.bed.site import Site
from tests.demo import PEOPLE
from tests.journeys.test_crawl import crawl, kind_of

HOSTILE = "<script>alert(1)</script>{{7*7}}{% x %}' OR 1=1--\x00\u202e\u0007\ufffe=cmd|' /C calc'!A0\r\nBcc: x@y.nl"
LONG = "é9" * 20_000
SHORT = "\x00x"
"""What no length keeps out, and one of the databases cannot even be asked about."""
WHO = ("mila", "daan", "joost", "sanne", "olga", "ilse", "bram", "anja", "noor")
"""Each job of the fund, a grantee with a report that is late, and an applicant with a draft."""
LEAST = {"mila": 8, "noor": 8}
"""How many kinds of forms are found at least, so that this does not look at nothing one day."""


@dataclass(frozen=True)
class Sheet:
    """A form that stands on a page: where it is sent, what it would send, and which of that are files."""

    page: str
    action: str
    fields: tuple[tuple[str, str], ...]
    files: frozenset[str]

    def sent(self, text: str, *only: str) -> MultiDict[str, Any]:
        """What is sent with `text` in these fields, or in all of them; the token stays as it is."""
        data: MultiDict[str, Any] = MultiDict()
        for name, value in self.fields:
            chosen = name != "csrf_token" and (not only or name in only)
            data.add(name, text.encode("utf-8", "surrogatepass") if chosen else value)
        for name in self.files:
            data.add(name, (io.BytesIO(text.encode("utf-8", "surrogatepass")), f"{text[:25]}.pdf"))
        return data


def sheets(page: TestResponse) -> Iterator[Sheet]:
    """Every form of a page that changes something, but for the one that signs out."""
    for form in document(page).xpath("//form[@method='post']"):
        here = page.request.full_path.rstrip("?")
        action = form.get("action") or here
        if action != "/sign-out":
            yield Sheet(here, action, tuple(_fields(form)), frozenset(form.xpath(".//input[@type='file']/@name")))


def _fields(form: html.FormElement) -> Iterator[tuple[str, str]]:
    """What the form would send, and the choices that nobody made yet."""
    known = {name: str(value) for name, value in form.form_values()}
    for name in dict.fromkeys(form.xpath(".//*[@name and not(@type='file') and not(self::button)]/@name")):
        yield str(name), known.get(name, "")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", WHO)
def test_hostile_text_in_every_form_breaks_nothing(demo: Site, who: str) -> None:
    person = demo.session.scalars(select(Person).where(Person.email == PEOPLE[who])).one()
    browser = demo.client(person)
    found: dict[str, Sheet] = {}

    def look(page: TestResponse) -> None:
        for sheet in sheets(page):
            found.setdefault(kind_of(demo, sheet.action, "POST"), sheet)

    start = browser.get("/", follow_redirects=True)
    crawl(demo, browser, start, same=1, look=look)
    assert len(found) >= LEAST.get(who, 3), sorted(found)
    for sheet in found.values():
        try_all(browser, sheet)
    for sheet in found.values():
        page = browser.get(sheet.page, follow_redirects=True)
        harmless(page, sheet.page)
        assert b"\0" not in page.data or page.mimetype != "text/html", sheet.page


def try_all(browser: Browser, sheet: Sheet) -> None:
    """Send a form with hostile text in each field by itself, and in all of them."""
    names = [name for name, _value in sheet.fields if name != "csrf_token"]
    unseen = [name for name in names if name.endswith(("_key", "_hash", "seen", "revision", "code"))]
    each = [(HOSTILE, (name,)) for name in names] + [(SHORT, (name,)) for name in unseen]
    for text, fields in ((LONG, ()), *each, (HOSTILE, ())):
        answer = browser.post(sheet.action, data=sheet.sent(text, *fields), follow_redirects=True)
        harmless(answer, f"{sheet.action} with {fields or 'all fields'}")


def harmless(answer: TestResponse, where: str) -> None:
    """Whatever was typed is answered in words, and is text on the page."""
    assert answer.status_code < 500, (where, answer.status_code)
    if answer.mimetype == "text/html":
        assert "<script>alert" not in answer.text, where
