"""The desk of the fund as a person meets it: work, cases, one case with its tabs, the sheet, the talk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_scored_application, an_advised_application, an_application
from tests.world import PASSWORD, World, address

if TYPE_CHECKING:
    from tests.bed.site import Site
    from tests.browser.walk import Walk

pytestmark = pytest.mark.one_database


def test_the_desk_of_a_case_handler(walk: Walk, database: Site, world: World) -> None:
    received = an_application(title="Naaiatelier De Draad").number
    apart = a_scored_application(5, 3, title="Wijkwarmte Kalsdonk")[0].number
    advised = an_advised_application(title="Buurtkamer Zuid").number
    database.commit()
    walk.sign_in(address("mila"), PASSWORD)
    walk.page.goto("/my-work")
    walk.look("my work")
    walk.page.goto("/cases")
    walk.look("cases")
    walk.page.goto("/cases?q=niets")
    walk.look("no cases")
    walk.page.goto(f"/cases/{received}")
    walk.look("case to declare")
    walk.follow("Ga naar de verklaring")
    walk.push("Verklaar")
    walk.look("declaration with a mistake")
    walk.page.goto(f"/cases/{apart}")
    walk.look("case apart")
    walk.page.goto(f"/cases/{apart}/discuss")
    walk.look("discuss")
    walk.page.goto(f"/cases/{apart}/advise")
    walk.look("advise too early")
    for tab in ("assessment", "application", "money", "messages", "documents", "proof"):
        walk.page.goto(f"/cases/{advised}?tab={tab}")
        walk.look(f"case {tab}")


def test_the_desk_of_an_assessor(walk: Walk, database: Site, world: World) -> None:
    a_scored_application(hand_in=False, title="Wijkwarmte Kalsdonk")
    a_scored_application(4, 4, title="Buurtkamer Zuid")
    database.commit()
    walk.sign_in(address("daan"), PASSWORD)
    walk.page.goto("/assess")
    walk.look("assess")
    walk.follow(re.compile("Geef uw punten.*Kalsdonk"))
    walk.look("score sheet")
    walk.page.get_by_label("Waarom deze punten? (verplicht)").first.fill("Van mijn eigen hand")
    walk.page.get_by_text("Bewaard om").wait_for()
    walk.page.reload()
    assert walk.page.get_by_label("Waarom deze punten? (verplicht)").first.input_value() == "Van mijn eigen hand"
    walk.page.get_by_label("Waarom deze punten? (verplicht)").first.fill("")
    walk.push("Lever mijn punten in")
    walk.look("score sheet with a gap")
