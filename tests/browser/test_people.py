"""An account and an organisation, as a newcomer makes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fund.notices.jobs import send_notices

if TYPE_CHECKING:
    from tests.bed.outbox import Outbox
    from tests.bed.site import Site
    from tests.browser.walk import Walk


def test_a_link_that_is_gone_says_so(walk: Walk) -> None:
    walk.page.goto("/confirm/x")
    walk.look("gone")


def test_a_newcomer_makes_an_account_and_registers_an_organisation(walk: Walk, database: Site, outbox: Outbox) -> None:
    walk.page.goto("/sign-up")
    walk.page.get_by_label("Uw naam").fill("Noor van Dijk")
    walk.page.get_by_label("Uw mailadres").fill("geen adres")
    walk.push("Maak account")
    walk.look("sign up with a mistake")
    walk.page.get_by_label("Uw mailadres").fill("noor@korenaar.example")
    walk.push("Maak account")
    database.refresh()
    send_notices()
    (mail,) = outbox.to("noor@korenaar.example")
    link = re.search(r"/confirm/\S+", mail.get_content())
    assert link is not None
    walk.page.goto(link[0])
    walk.look("choose a password")
    walk.page.get_by_label("Kies een wachtwoord").fill("vier losse woorden hier")
    walk.push("Bewaar wachtwoord")
    walk.look("home of a newcomer")
    walk.follow("Voeg organisatie toe")
    walk.push("Bewaar organisatie")
    walk.look("organisation with mistakes")
    for label, typed in (
        ("Naam van de organisatie", "Stichting De Korenaar"),
        ("KvK-nummer", "01234567"),
        ("RSIN", "812340012"),
        ("Straat en huisnummer", "Korenmarkt 12"),
        ("Postcode", "5701ab"),
        ("Plaats", "Helmond"),
    ):
        walk.page.get_by_label(label).fill(typed)
    walk.page.get_by_label("Rechtsvorm").select_option("foundation")
    walk.push("Bewaar organisatie")
    walk.look("organisation")
    walk.follow("Vul bankrekening in")
    walk.look("bank account")
