"""What applicants and grantees do."""

from __future__ import annotations

import re

from werkzeug.test import TestResponse

from tests.applications.road import fill_everything, start
from tests.bed.client import Browser
from tests.journeys.road.pages import Road, body, click, names, press, text
from tests.world import PASSWORD


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
