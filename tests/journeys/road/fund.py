"""What the people of the fund do with a case, from taking it up to determining the grant."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.applications.road import document
from tests.bed.client import Browser
from tests.journeys.road.pages import Road, button, click, links, names, press


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
