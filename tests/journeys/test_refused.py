"""An application with too few points: refused in words that can be objected to, and not a cent reserved."""

from __future__ import annotations

from datetime import date

import pytest

from tests.journeys import road as steps
from tests.journeys.road import Road, attached, body, click, subject, text


@pytest.mark.timeout(600)
def test_a_refusal_from_received_to_letter(road: Road) -> None:
    steps.apply(road, road.sign_in("noor"))
    road.on(date(2026, 3, 9))
    steps.assess(road, points=2, outcome="refuse")
    mila = road.sign_in("mila")
    page = click(mila, steps.case_page(road, mila), "Propose the decision")
    said = steps.refused(mila, page, "Offer for signing", outcome="refuse", reasoning="Te weinig punten.")
    assert "Choose at least one ground of refusal." in said
    ground = steps.values(page, "ground_codes")[0]
    steps.press(mila, page, "Offer for signing", outcome="refuse", reasoning="Te weinig punten.", ground_codes=[ground])
    assert "You signed the refusal." in text(steps.sign(road, "joost"))
    assert "Afgewezen" not in text(road.sign_in("noor").get("/home"))
    steps.send_letter(road, "mila")
    _told(road)
    assert steps.statement(road, "hanneke") == {}
    assert "This case is decided: no grant" in text(steps.case_page(road, road.sign_in("mila")))
    steps.prove(road)


def _told(road: Road) -> None:
    mail = road.mail("noor")
    assert "Buurtwerkplaats" in subject(mail)
    assert "bezwaar" in body(mail)
    assert {content[:5] for content in attached(mail)} == {b"%PDF-"}
    assert "Afgewezen" in text(road.sign_in("noor").get("/home"))
