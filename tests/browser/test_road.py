"""The road as people walk it in a browser, through the story of the demo: nobody types an address but the first."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.builders import PDF
from tests.demo import PASSWORD, PEOPLE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.bed.site import Site

Examine = Callable[[str], None]
pytestmark = pytest.mark.timeout(600)


def _sign_in(page: Page, short: str) -> None:
    page.goto("/")
    _menu(page, "Inloggen")
    page.get_by_label("Mailadres").fill(PEOPLE[short])
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen").click()


def _menu(page: Page, words: str) -> None:
    """Choose from the menu, which is folded on a telephone; beside some words stands how much waits."""
    name = re.compile(rf"^{re.escape(words)}( \d+\+? te doen voor u)?$")
    link = page.get_by_role("link", name=name).locator("visible=true")
    if not link.count():
        page.locator("summary:visible", has_text="Menu").click()
    link.first.click()


def _follow(page: Page, words: str | re.Pattern[str]) -> None:
    page.get_by_role("main").get_by_role("link", name=words).first.click()


def _push(page: Page, words: str | re.Pattern[str]) -> None:
    page.get_by_role("main").get_by_role("button", name=words).first.click()


def _declare(page: Page, examine: Examine) -> None:
    """Say that one has no interest in the case."""
    page.get_by_label("Nee, ik heb geen belang bij deze zaak").check()
    examine("declaration")
    _push(page, "Verklaar")


def test_an_applicant_finishes_and_submits(page: Page, examine: Examine, demo: Site) -> None:
    _sign_in(page, "noor")
    examine("home")
    _follow(page, "Buurtwerkplaats Zevensprong")
    examine("task list")
    _follow(page, "Waar gaat het over?")
    page.locator("[name=summary]").fill("Buren repareren samen en leren het vak van elkaar.")
    examine("part")
    _push(page, "Opslaan en verder")
    examine("next part")
    _follow(page, "Buurtwerkplaats Zevensprong")
    _follow(page, "Bijlagen")
    for nth, name in enumerate(("statuten", "uittreksel", "rekening")):
        file = {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": PDF()}
        page.locator("main input[type=file]").nth(nth).set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("main").get_by_role("button", name=re.compile("^Voeg toe")).nth(nth).click()
        page.get_by_role("link", name=f"{name}.pdf").wait_for()
    examine("attachments")
    _follow(page, "Verder naar: Verklaringen")
    for box in (
        "[name=de_minimis][value=none]",
        "[name=declared_solvent]",
        "[name=declared_true]",
        "[name=agrees_electronic]",
    ):
        page.locator(box).check()
    examine("declarations")
    _push(page, "Opslaan en verder")
    examine("review")
    _push(page, "Dien aanvraag in")
    page.get_by_text(re.compile(r"FSV-2026-\d{6}")).first.wait_for()
    examine("receipt")


def test_an_assessor_declares_and_scores(page: Page, examine: Examine, demo: Site) -> None:
    _sign_in(page, "fatima")
    examine("my work")
    _menu(page, "Zaken")
    examine("cases")
    _follow(page, "Rijsbergen rijdt samen")
    examine("case before the declaration")
    _follow(page, "Ga naar de verklaring")
    _declare(page, examine)
    _follow(page, "Open mijn scoreblad")
    for name in page.locator("main input[type=radio]").evaluate_all("all => [...new Set(all.map(one => one.name))]"):
        page.locator(f"[name={name}][value='4']").check()
    for box in page.locator("main textarea").all():
        box.fill("Goed onderbouwd met gesprekken en cijfers.")
    examine("score sheet")
    _push(page, "Lever mijn punten in")
    page.get_by_text("Uw punten zijn ingeleverd").wait_for()
    examine("case with points")


def test_a_decision_maker_signs(page: Page, examine: Examine, demo: Site) -> None:
    _sign_in(page, "marieke")
    examine("my work")
    _menu(page, "Besluiten")
    examine("decisions")
    _follow(page, "Werkplaats Tweede Bocht")
    _declare(page, examine)
    examine("decision")
    _push(page, re.compile("^Onderteken dit besluit"))
    page.get_by_text("U hebt ondertekend").wait_for()
    examine("signed")


def test_finance_releases_a_run(page: Page, examine: Examine, demo: Site, tmp_path: Path) -> None:
    _sign_in(page, "ruud")
    examine("my work")
    _menu(page, "Betalen")
    examine("payments")
    _follow(page, "Open de run")
    examine("run")
    _push(page, re.compile("^Geef .* vrij$"))
    examine("released")
    with page.expect_download() as download:
        _follow(page, "Download het bankbestand")
    download.value.save_as(tmp_path / "bank.xml")
    assert b"pain.001.001.09" in (tmp_path / "bank.xml").read_bytes()
    _menu(page, "Bank")
    examine("bank")


def test_a_grantee_files_a_report(page: Page, examine: Examine, demo: Site) -> None:
    _sign_in(page, "anja")
    examine("home")
    _follow(page, "Maatje op de bus")
    examine("grant")
    _follow(page, "Eindverslag")
    examine("report to file")
    _follow(page, "Vul het verslag in")
    for box in page.locator("main textarea").all():
        box.fill("Wij reden elke week met 40 maatjes.")
    for box in page.locator("main input[name^=spent_]").all():
        box.fill("1.000,00")
    for box in page.locator("main input[name^=reached_]").all():
        box.fill("38 mensen")
    for box in page.locator("main input[name^=why_]").all():
        box.fill("Wij deden veel zelf.")
    examine("report")
    _push(page, "Opslaan en verslag controleren")
    examine("report to check")
    _push(page, "Stuur verslag")
    page.get_by_text("Wij hebben uw verslag").wait_for()
    examine("report sent")


def test_a_grantee_objects_and_the_desk_reads_it(page: Page, examine: Examine, demo: Site) -> None:
    _sign_in(page, "anja")
    _follow(page, "Maatje op de bus")
    _follow(page, "Toch bezwaar maken")
    examine("objection")
    page.get_by_label("Waarom bent u het er niet mee eens?").fill("Er staat een verkeerd bedrag in.")
    _push(page, "Verstuur bezwaar")
    page.get_by_role("link", name="Schrijf waarom u na").wait_for()
    examine("objection with an error")
    page.get_by_label("Waarom maakt u later bezwaar?").fill("De brief lag bij een collega.")
    _push(page, "Verstuur bezwaar")
    page.get_by_text("Wij hebben uw bezwaar").wait_for()
    examine("objection sent")
    page.context.clear_cookies()
    _sign_in(page, "mila")
    _menu(page, "Bezwaren")
    examine("objections")
    _follow(page, "Maatje op de bus")
    page.get_by_text("De brief lag bij een collega.").wait_for()
    examine("objection at the desk")


def test_finance_exports_a_statement(page: Page, examine: Examine, demo: Site, tmp_path: Path) -> None:
    _sign_in(page, "sanne")
    _menu(page, "Overzichten")
    examine("statement")
    with page.expect_download() as download:
        _follow(page, re.compile("XLSX"))
    download.value.save_as(tmp_path / "statement.xlsx")
    assert (tmp_path / "statement.xlsx").read_bytes()[:2] == b"PK"
    _follow(page, "Per opgave")
    examine("statement per task")
