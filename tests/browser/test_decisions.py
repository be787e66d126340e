"""The desk of decisions and the grant, as a person sees them, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from fund.assessment import actions as assessment
from tests.bed.site import Site
from tests.builders import a_proposal, an_advised_application, an_award
from tests.world import PASSWORD, World, address


def _enter(page: Page, short: str) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.fill("#email", address(short))
    page.fill("#password", PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def test_a_decision_is_proposed_and_signed(
    page: Page, database: Site, world: World, examine: Callable[[str], None]
) -> None:
    decision = a_proposal()
    assessment.declare_interest(decision.application, has_interest=False, by=world.joost)
    other = an_advised_application(title="Maatje op de bus").number
    number, key = decision.application.number, decision.key
    database.commit()
    _enter(page, "mila")
    page.goto(f"/cases/{other}/decision")
    examine("decisions-propose")
    page.goto(f"/cases/{number}?tab=money")
    examine("decisions-case")
    _enter(page, "joost")
    page.goto("/decide")
    examine("decisions-decide")
    page.goto(f"/decisions/{key}")
    examine("decisions-decision")
    page.get_by_role("button", name="Onderteken dit besluit").click()
    page.wait_for_load_state()
    examine("decisions-signed")


def test_a_grant_and_its_letter_are_there_for_the_applicant(
    page: Page, database: Site, world: World, examine: Callable[[str], None]
) -> None:
    award = an_award()
    number, key = award.number, award.application.key
    database.commit()
    _enter(page, "noor")
    page.goto(f"/awards/{number}")
    examine("awards-award")
    page.goto(f"/applications/{key}")
    examine("awards-application")


def test_mandates_are_kept(page: Page, database: Site, world: World, examine: Callable[[str], None]) -> None:
    a_proposal()
    database.commit()
    _enter(page, "bram")
    page.goto("/admin/mandates")
    examine("decisions-mandates")
    page.goto("/admin/mandates/new")
    examine("decisions-give-mandate")
