"""A report that does not come: reminded before, on and after its day; nothing is paid until it is accepted."""

from __future__ import annotations

from datetime import date

import pytest

from tests.journeys import road as steps
from tests.journeys.road import Road, body, click, subject, text

BAKERY = "Stichting Buurtbakkerij De Korenaar"


@pytest.mark.timeout(600)
def test_a_late_report_holds_the_payment_up_until_it_is_accepted(road: Road) -> None:
    steps.apply(road, road.sign_in("noor"))
    road.on(date(2026, 3, 9))
    steps.assess(road, points=4)
    steps.propose(road, "mila")
    steps.sign(road, "joost")
    steps.send_letter(road, "mila")
    steps.check_account(road, "hanneke", BAKERY)
    road.on(date(2026, 6, 1))
    assert steps.pay_what_is_due(road) == 20_000_00
    _remind(road)
    _hold_up(road)
    steps.report(road, "noor", "Tussenverslag")
    assert "Nothing can be paid today" in text(steps.payments(road, "sanne"))
    _ask(road)
    steps.accept(road, "mila")
    assert steps.pay_what_is_due(road) == 12_000_00
    _end(road)
    steps.prove(road)


def _remind(road: Road) -> None:
    """Let the days pass on which reminders go out; each goes once."""
    for day in (date(2027, 5, 4), date(2027, 5, 25), date(2027, 6, 1)):
        before = len(road.mails("noor"))
        road.on(day)
        road.clockwork()
        assert len(road.mails("noor")) == before + 1
        assert subject(road.mail("noor")).startswith("Stuur uiterlijk di 1 juni 2027 uw tussenverslag")
    road.on(date(2027, 6, 8))
    assert "is 7 dagen te laat" in subject(road.mail("noor"))
    assert "is 7 dagen te laat" in subject(road.mail("samir"))


def _hold_up(road: Road) -> None:
    """Tell the handler after three weeks; finance reads why the payment waits."""
    before = len(road.mails("noor"))
    road.on(date(2027, 6, 22))
    assert len(road.mails("noor")) == before
    assert subject(road.mail("mila")) == f"{road.case}: tussenverslag van {BAKERY} is 21 dagen te laat"
    desk = text(steps.payments(road, "sanne"))
    assert "Nothing can be paid today" in desk
    assert "The interim report is 21 days late." in desk
    assert "12,000.00" in desk


def _ask(road: Road) -> None:
    """Ask about the report; the money waits for the answer too."""
    mila = road.sign_in("mila")
    page = click(mila, mila.get("/my-work"), "Reports", road.title)
    question = {"about": "Wat er bereikt is", "question": "Hoe weet u dat?"}
    steps.press(mila, page, "Send the question", **question)
    road.clockwork()
    assert "Die gaat over: Wat er bereikt is" in body(road.mail("noor"))
    assert "Nothing can be paid today" in text(steps.payments(road, "sanne"))
    noor = road.sign_in("noor")
    page = click(noor, steps.own_grant(road, noor), "Tussenverslag")
    name = next(name for name in steps.names(page) if name.startswith("answer_"))
    steps.press(noor, page, "Stuur antwoord", **{name: "Wij spraken iedereen."})


def _end(road: Road) -> None:
    """The final report comes in time; the grant is settled at what was granted, paid and closed."""
    road.on(date(2028, 2, 3))
    steps.report(road, "noor", "Eindverslag", spent="80.000,00")
    steps.accept(road, "mila")
    steps.settle(road, "mila", "joost")
    road.on(date(2028, 2, 10))
    assert steps.pay_what_is_due(road) == 8_000_00
    row = steps.statement(road, "hanneke")
    assert (row["Awarded"], row["Paid"], row["Still open"]) == ("40000,00", "40000,00", "0,00")
    assert "This grant is closed" in text(steps.case_page(road, road.sign_in("mila")))
