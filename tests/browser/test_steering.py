"""Who steers the fund: a call is written and made known, a mandate is given and ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.walk import Walk

pytestmark = pytest.mark.usefixtures("demo")


def test_a_call_is_made_and_published(walk: Walk) -> None:
    walk.sign_in("ilse")
    walk.menu("Regelingen beheren")
    walk.look("calls")
    walk.follow("Kopieer FSV-2026")
    walk.push("Maak het concept")
    walk.look("copy with mistakes")
    walk.fill(Code="FSV-2027", Adres_van_de_bladzijde="fonds-sociale-veerkracht-2027")
    walk.fill(Opent_op="2027-01-04", Sluit_op="2027-12-10")
    walk.push("Maak het concept")
    walk.look("draft")
    walk.page.locator("[name=ceiling]").fill("750.000")
    walk.push("Bewaar het concept")
    walk.follow("Verander de criteria")
    walk.look("criteria")
    walk.push(re.compile("^Bewaar"))
    walk.follow("Bekijk het zoals iedereen het ziet")
    walk.look("preview")
    walk.page.go_back()
    walk.follow("Kijk nog één keer")
    walk.look("last look")
    walk.push("Ja, maak bekend")
    walk.reads("De regeling is bekendgemaakt.")
    walk.look("published")
    walk.page.context.clear_cookies()
    walk.page.goto("/")
    walk.menu("Regelingen")
    walk.follow("Fonds Sociale Veerkracht 2027")
    walk.reads(re.compile("750.000"))
    walk.look("call for everybody")


def test_a_mandate_is_given_and_ended(walk: Walk) -> None:
    walk.sign_in("bram")
    walk.menu("Mandaten")
    walk.look("mandates")
    walk.follow("Geef een mandaat")
    walk.push("Geef het mandaat")
    walk.look("mandate with mistakes")
    walk.page.locator("main select").select_option(label="Joost van Rooij")
    walk.fill(Ondertekent_als="afdelingshoofd Sociale Veerkracht", Tot_en_met="60.000", Eerste_dag="2026-12-01")
    walk.push("Geef het mandaat")
    walk.reads(re.compile("60.000"))
    walk.follow(re.compile("^Beëindig"))
    walk.look("end a mandate")
    walk.push("Ja, beëindig het mandaat")
    walk.look("mandate ended")
