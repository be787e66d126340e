"""The form of an applicant while a script helps: what is typed is kept and added up, and never against the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fund.applications.models import Application
from fund.applications.workflow import State
from fund.core.errors import Invalid
from fund.core.money import Money, parse_amount
from tests.builders import an_application
from tests.world import PASSWORD, World, address

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.bed.site import Site
    from tests.browser.walk import Walk

TYPED = ("1.234,56", "1234,56", "1234", "1.234", "1 234,56", "€ 1.234,-", "12.", ",50", "EUR 5", "12,5")
ASKED_BACK = ("425.00", "1,234.56", "12,345", "12.5", "1.2345", "NaN", "-5", "1e5", "1234.567")


@pytest.fixture
def draft(walk: Walk, world: World, database: Site) -> Application:
    """A draft of Noor, who is signed in."""
    application = an_application(at=State.DRAFT)
    database.commit()
    walk.sign_in(address("noor"), PASSWORD)
    return application


def test_the_button_waits_for_an_answer_that_is_on_its_way(page: Page, draft: Application) -> None:
    page.goto(f"/applications/{draft.key}/impulse")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "json" in route.request.headers.get("accept", ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/impulse", hold)
    page.locator("[name=continuity]").fill("De leden dragen het daarna samen.")
    with page.expect_request(lambda request: "json" in request.headers.get("accept", "")):
        pass
    page.get_by_role("button", name="Opslaan en verder").click()
    page.wait_for_timeout(500)
    assert page.url.endswith("/impulse"), "the form went before its autosave was answered"
    held[0].continue_()
    page.wait_for_url("**/tasks")
    assert not page.get_by_text("ander tabblad").count()
    page.goto(f"/applications/{draft.key}/impulse")
    assert page.locator("[name=continuity]").input_value() == "De leden dragen het daarna samen."


def test_the_page_reads_an_amount_as_the_server_does(page: Page, draft: Application) -> None:
    page.goto(f"/applications/{draft.key}/budget")
    amounts = page.locator("[name^=lines-][name$=-amount]")
    for box in amounts.all():
        box.fill("")
    total = page.locator("[data-total=costs]")
    for typed in TYPED:
        amounts.first.fill(typed)
        assert total.inner_text() == str(Money(parse_amount(typed, language="nl"), sign=False)), typed
    for typed in ASKED_BACK:
        with pytest.raises(Invalid):
            parse_amount(typed, language="nl")
        amounts.first.fill(typed)
        assert total.inner_text() == "0,00", typed


def test_another_language_keeps_what_was_just_typed(page: Page, draft: Application, width: int) -> None:
    page.goto(f"/applications/{draft.key}/impulse")
    page.locator("[name=continuity]").fill("Nog niet bewaard.")
    if width < 600:
        page.locator("summary:visible", has_text="Menu").click()
    page.locator("a[hreflang=en]:visible").click()
    page.get_by_text("How does it go on after the grant?").wait_for()
    assert page.locator("[name=continuity]").input_value() == "Nog niet bewaard."
