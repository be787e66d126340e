"""Granted less than was advised, for a reason; settled lower still, on a ground; what is not needed is released."""

from __future__ import annotations

from datetime import date

import pytest

from tests.journeys import road as steps
from tests.journeys.road import Road, click, subject, text

BAKERY = "Stichting Buurtbakkerij De Korenaar"


@pytest.mark.timeout(600)
def test_less_is_granted_and_less_is_settled(road: Road) -> None:
    steps.apply(road, road.sign_in("noor"), until="2027-06-01")
    road.on(date(2026, 3, 9))
    steps.assess(road, points=4)
    _grant_less(road)
    steps.check_account(road, "hanneke", BAKERY)
    road.on(date(2026, 6, 1))
    assert steps.pay_what_is_due(road) == 24_000_00
    road.on(date(2027, 8, 2))
    steps.report(road, "noor", "Eindverslag", spent="50.000,00")
    steps.accept(road, "mila")
    _settle_lower(road)
    road.on(date(2027, 8, 9))
    assert steps.pay_what_is_due(road) == 1_000_00
    row = steps.statement(road, "hanneke")
    assert (row["Awarded"], row["Released"], row["Paid"]) == ("30000,00", "5000,00", "25000,00")
    assert (row["Still open"], row["Reclaimed"]) == ("0,00", "0,00")
    assert "This grant is closed" in text(steps.case_page(road, road.sign_in("mila")))
    steps.prove(road)


def _grant_less(road: Road) -> None:
    """Depart from the advice only with a reason; what comes back is mended and offered again."""
    mila = road.sign_in("mila")
    page = click(mila, steps.case_page(road, mila), "Propose the decision")
    less = {"amount": "35,000", "reasoning": "Een deel van de kosten telt niet mee."}
    assert "advice" in steps.refused(mila, page, "Offer for signing", **less)
    steps.press(mila, page, "Offer for signing", **less, deviation="De huur telt niet mee.")
    joost = road.sign_in("joost")
    page = click(joost, steps.declare(road, joost), "Open the decision")
    steps.press(joost, page, "Send the proposal back", reason="Ook de reiskosten tellen niet mee.")
    page = click(mila, steps.case_page(road, mila), "Open the decision", "Change the proposal")
    assert "Ook de reiskosten tellen niet mee." in text(page)
    steps.press(mila, page, "Offer for signing", amount="30,000", deviation="De huur en de reiskosten tellen niet mee.")
    assert "You signed: € 30,000 is committed." in text(steps.sign(road, "joost"))
    steps.send_letter(road, "mila")
    assert "€ 30.000" in subject(road.mail("noor"))


def _settle_lower(road: Road) -> None:
    """Settle lower only on a ground of the law."""
    mila = road.sign_in("mila")
    page = click(mila, mila.get("/my-work"), "Settlements", road.title)
    steps.refused(mila, page, "Offer for signing", amount="25,000", reasoning="Een avond per week ging niet door.")
    ground = {"amount": "25,000", "ground": "not_carried_out"}
    steps.settle(road, "mila", "joost", **ground)
    assert "is vastgesteld op € 25.000" in subject(road.mail("noor"))
