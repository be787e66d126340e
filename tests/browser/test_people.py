"""Accounts, organisations and the people of the fund, as a person meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from fund.notices.jobs import send_notices
from tests.world import PASSWORD, World

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.bed.outbox import Outbox
    from tests.bed.site import Site

Examine = Callable[[str], None]


def _sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen").click()


@pytest.mark.parametrize(
    ("path", "name"),
    [("/", "front"), ("/sign-in", "sign in"), ("/sign-up", "sign up"), ("/forgot", "forgot"), ("/confirm/x", "gone"),
     ("/accessibility", "accessibility"), ("/privacy", "privacy"), ("/mail-sent", "mail sent")],
)  # fmt: skip
def test_pages_for_everybody(page: Page, examine: Examine, path: str, name: str) -> None:
    page.goto(path)
    examine(name)


def test_a_newcomer_makes_an_account_and_registers_an_organisation(
    page: Page, examine: Examine, database: Site, outbox: Outbox
) -> None:
    page.goto("/sign-up")
    page.get_by_label("Uw naam").fill("Noor van Dijk")
    page.get_by_label("Uw mailadres").fill("geen adres")
    page.get_by_role("button", name="Maak account").click()
    examine("sign up with a mistake")
    page.get_by_label("Uw mailadres").fill("noor@korenaar.example")
    page.get_by_role("button", name="Maak account").click()
    database.refresh()
    send_notices()
    (mail,) = outbox.to("noor@korenaar.example")
    link = re.search(r"/confirm/\S+", mail.get_content())
    assert link is not None
    page.goto(link[0])
    examine("choose a password")
    page.get_by_label("Kies een wachtwoord").fill("vier losse woorden hier")
    page.get_by_role("button", name="Bewaar wachtwoord").click()
    examine("home of a newcomer")
    page.get_by_role("link", name="Voeg organisatie toe").click()
    page.get_by_role("button", name="Bewaar organisatie").click()
    examine("organisation with mistakes")
    for label, typed in (
        ("Naam van de organisatie", "Stichting De Korenaar"),
        ("KvK-nummer", "01234567"),
        ("RSIN", "812340012"),
        ("Straat en huisnummer", "Korenmarkt 12"),
        ("Postcode", "5701ab"),
        ("Plaats", "Helmond"),
    ):
        page.get_by_label(label).fill(typed)
    page.get_by_label("Rechtsvorm").select_option("foundation")
    page.get_by_role("button", name="Bewaar organisatie").click()
    examine("organisation")
    page.get_by_role("link", name="Vul bankrekening in").click()
    examine("bank account")


def test_a_signatory_looks_after_the_organisation(page: Page, examine: Examine, world: World) -> None:
    _sign_in(page, "noor@korenaar.example")
    for path in ("/home", "/account", "/account/change", "/account/password", "/organisations"):
        page.goto(path)
        examine(path.strip("/"))
    page.get_by_role("link", name="Stichting Buurtbakkerij De Korenaar").click()
    examine("organisation")
    page.get_by_role("link", name="Nodig een collega uit").click()
    examine("invite")
    page.go_back()
    page.get_by_role("link", name="Verwijder Samir Aydin").click()
    examine("remove a colleague")


def test_an_administrator_looks_after_the_people(page: Page, examine: Examine, world: World) -> None:
    _sign_in(page, "bram@veerkracht.example")
    page.goto("/admin/people")
    examine("people")
    page.get_by_role("link", name="Fatima El Idrissi").click()
    examine("person")
    page.get_by_role("link", name="Geef een rol").click()
    examine("give a role")
    page.go_back()
    page.get_by_role("link", name="Beëindig rol").first.click()
    examine("end a role")
    page.goto("/admin/people/new")
    examine("add somebody")
