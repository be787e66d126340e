"""The desk of the fund as a person meets it: work, cases, one case with its tabs, the sheet, the talk."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_scored_application, an_advised_application, an_application
from tests.world import PASSWORD, World

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.bed.site import Site

Examine = Callable[[str], None]
pytestmark = pytest.mark.one_database


def _sign_in(page: Page, short: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Mailadres").fill(f"{short}@veerkracht.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen").click()


def test_the_desk_of_a_case_handler(page: Page, examine: Examine, database: Site, world: World) -> None:
    received = an_application(title="Naaiatelier De Draad").number
    apart = a_scored_application(5, 3, title="Wijkwarmte Kalsdonk")[0].number
    advised = an_advised_application(title="Buurtkamer Zuid").number
    database.commit()
    _sign_in(page, "mila")
    page.goto("/my-work")
    examine("my work")
    page.goto("/cases")
    examine("cases")
    page.goto("/cases?q=niets")
    examine("no cases")
    page.goto(f"/cases/{received}")
    examine("case to declare")
    page.get_by_role("link", name="Ga naar de verklaring").click()
    page.get_by_role("button", name="Verklaar").click()
    examine("declaration with a mistake")
    page.goto(f"/cases/{apart}")
    examine("case apart")
    page.goto(f"/cases/{apart}/discuss")
    examine("discuss")
    page.goto(f"/cases/{apart}/advise")
    examine("advise too early")
    for tab in ("assessment", "application", "money", "messages", "documents", "proof"):
        page.goto(f"/cases/{advised}?tab={tab}")
        examine(f"case {tab}")


def test_the_desk_of_an_assessor(page: Page, examine: Examine, database: Site, world: World) -> None:
    a_scored_application(hand_in=False, title="Wijkwarmte Kalsdonk")
    a_scored_application(4, 4, title="Buurtkamer Zuid")
    database.commit()
    _sign_in(page, "daan")
    page.goto("/assess")
    examine("assess")
    page.get_by_role("link", name=re.compile("Geef uw punten.*Kalsdonk")).click()
    examine("score sheet")
    page.get_by_label("Waarom deze punten? (verplicht)").first.fill("Van mijn eigen hand")
    page.get_by_text("Bewaard om").wait_for()
    page.reload()
    assert page.get_by_label("Waarom deze punten? (verplicht)").first.input_value() == "Van mijn eigen hand"
    page.get_by_label("Waarom deze punten? (verplicht)").first.fill("")
    page.get_by_role("button", name="Lever mijn punten in").click()
    examine("score sheet with a gap")
