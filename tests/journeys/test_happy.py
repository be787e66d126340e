"""A grant from the first mail to the last cent, through pages only."""

from __future__ import annotations

from datetime import date

import pytest

from fund.core.identifiers import demo_iban
from tests.journeys import road as steps
from tests.journeys.road import Road, attached, body, click, subject, text

NAME = "Stichting Buurtwerkplaats Zuid"


@pytest.mark.timeout(600)
def test_a_grant_from_sign_up_to_closed(road: Road) -> None:
    _apply(road)
    _assess(road)
    _decide(road)
    _first_payment(road)
    _interim_report(road)
    _final_report(road)
    _settle(road)
    _prove(road)


def _apply(road: Road) -> None:
    roos = steps.sign_up(road, "roos", name="Roos de Wit", email="roos@buurtwerkplaats.example")
    steps.register(roos, name=NAME, kvk="17222333", rsin="123456782", iban=demo_iban(301))
    number = steps.apply(road, roos)
    assert number == "FSV-2026-000001"
    assert subject(road.mail("roos")) == f"Wij hebben uw aanvraag ontvangen: {number}"
    assert [content[:5] for content in attached(road.mail("roos"))] == [b"%PDF-"]


def _assess(road: Road) -> None:
    road.on(date(2026, 3, 9))
    steps.take_up(road, "mila", "Daan Verhoeven", "Fatima El Idrissi")
    steps.score(road, "daan", 4)
    fatima = road.sign_in("fatima")
    assert "Een reden" not in text(steps.declare(road, fatima))
    assert "Points per criterion" in text(steps.score(road, "fatima", 4))
    advice = text(steps.advise(road, "mila", "grant"))
    assert "80.00" in advice
    assert "Grant € 40,000" in advice


def _decide(road: Road) -> None:
    road.on(date(2026, 4, 6))
    steps.propose(road, "mila")
    assert "You signed: € 40,000 is committed." in text(steps.sign(road, "joost"))
    assert "Toegekend" not in text(road.sign_in("roos").get("/home"))
    steps.send_letter(road, "mila")
    assert subject(road.mail("roos")) == "Besluit over ‘Buurtwerkplaats’: u krijgt € 40.000 subsidie"
    assert {content[:5] for content in attached(road.mail("roos"))} == {b"%PDF-"}


def _first_payment(road: Road) -> None:
    road.on(date(2026, 6, 1))
    assert "The bank account is not checked yet." in text(steps.payments(road, "sanne"))
    steps.check_account(road, "hanneke", NAME)
    assert steps.pay_what_is_due(road) == 20_000_00
    assert "Betaald € 20.000" in text(steps.own_grant(road, road.sign_in("roos")))


def _interim_report(road: Road) -> None:
    road.on(date(2027, 5, 4))
    assert "Daarna betalen wij € 12.000." in body(road.mail("roos"))
    steps.report(road, "roos", "Tussenverslag")
    road.on(date(2027, 6, 1))
    assert "Nothing can be paid today" in text(steps.payments(road, "sanne"))
    steps.accept(road, "mila")
    assert steps.pay_what_is_due(road) == 12_000_00


def _final_report(road: Road) -> None:
    road.on(date(2028, 2, 3))
    steps.report(road, "roos", "Eindverslag", spent="80.000,00")
    steps.accept(road, "mila")


def _settle(road: Road) -> None:
    steps.settle(road, "mila", "joost")
    assert subject(road.mail("roos")) == "Uw subsidie voor ‘Buurtwerkplaats’ is vastgesteld op € 40.000"
    assert {content[:5] for content in attached(road.mail("roos"))} == {b"%PDF-"}
    road.on(date(2028, 2, 10))
    assert steps.pay_what_is_due(road) == 8_000_00


def _prove(road: Road) -> None:
    row = steps.statement(road, "hanneke")
    assert (row["Awarded"], row["Paid"], row["Still open"]) == ("40000,00", "40000,00", "0,00")
    assert "This grant is closed" in text(steps.case_page(road, road.sign_in("mila")))
    roos = road.sign_in("roos")
    letter = click(roos, steps.own_grant(road, roos), "Vaststelling")
    assert letter.data[:5] == b"%PDF-"
    steps.prove(road)
