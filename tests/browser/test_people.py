"""An account and an organisation, as a newcomer makes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from fund.notices.jobs import send_notices

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.bed.outbox import Outbox
    from tests.bed.site import Site

Examine = Callable[[str], None]


def test_a_link_that_is_gone_says_so(page: Page, examine: Examine) -> None:
    page.goto("/confirm/x")
    examine("gone")


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
