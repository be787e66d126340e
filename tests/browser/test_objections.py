"""An objection, from the grantee who writes it to the desk that reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.walk import Walk

pytestmark = pytest.mark.usefixtures("demo")


def test_a_grantee_objects_and_the_desk_reads_it(walk: Walk) -> None:
    walk.sign_in("anja")
    walk.follow("Maatje op de bus", "Toch bezwaar maken")
    walk.look("objection")
    walk.page.get_by_label("Waarom bent u het er niet mee eens?").fill("Er staat een verkeerd bedrag in.")
    walk.push("Verstuur bezwaar")
    walk.page.get_by_role("link", name="Schrijf waarom u na").wait_for()
    walk.look("objection with an error")
    walk.page.get_by_label("Waarom maakt u later bezwaar?").fill("De brief lag bij een collega.")
    walk.push("Verstuur bezwaar")
    walk.reads("Wij hebben uw bezwaar")
    walk.look("objection sent")
    walk.sign_in("mila")
    walk.menu("Bezwaren")
    walk.look("objections")
    walk.follow("Maatje op de bus")
    walk.reads("De brief lag bij een collega.")
    walk.look("objection at the desk")
    walk.page.get_by_label("Niet-ontvankelijk").check()
    walk.push("Leg vast")
    walk.reads("het bezwaar is niet-ontvankelijk")
    walk.look("objection that ended")
