"""The payment desk, the bank and the statements, looked at as a person does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from fund.core.db import db
from fund.payments import actions
from fund.payments.models import BankEntry
from fund.payments.rules.matching import Verdict, Why
from fund.people.models import Person
from tests.bed.site import Site
from tests.browser.conftest import WIDTHS
from tests.payments.bank_files import Line
from tests.payments.desk import Part, a_call, a_grant, a_released_run, a_run, bank_file, checked, first_of, paid
from tests.world import World

pytestmark = pytest.mark.one_database


def sign_in(database: Site, page: Page, live: str, person: Person) -> None:
    """Hand the browser the cookie of somebody who is signed in."""
    cookie = database.client(person).get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": live}])


def _two_lines_to_look_at(world: World) -> tuple[BankEntry, BankEntry]:
    """Read a statement with two lines that fit nothing exactly; somebody said what the first is."""
    run = a_released_run(
        world,
        first_of(a_grant(world, world.troupe, [Part(900_00)])),
        first_of(a_grant(world, world.troupe, [Part(700_00)])),
    )
    lines = [Line(-order.amount - 7_50, order.end_to_end_id, order.holder, order.iban) for order in run.orders]
    actions.read_statement(bank_file(*lines, number="ST-2"), filename="afschrift.xml", by=world.sanne)
    first, second = db.session.query(BankEntry).filter_by(why=Why.OTHER_AMOUNT.value).order_by(BankEntry.id).all()[-2:]
    actions.propose_match(
        first,
        verdict=Verdict.PAID,
        references=[first.end_to_end_id],
        reason="De bank rekende € 7,50 kosten. Mevrouw De Jong van de bank zei dat op 2 maart.",
        by=world.sanne,
    )
    return first, second


def test_the_desk_of_finance(
    database: Site, world: World, page: Page, live: str, examine: Callable[[str], None]
) -> None:
    grants = [
        a_grant(world, task="zorg", place="Helmond"),
        a_grant(world, world.troupe, [Part(18_324_50)], call=a_call("KLEIN-2026"), task="natuur", place="Roosendaal"),
        a_grant(world, world.troupe, [Part(5_000_00), Part(1_000_00, 12)], place="Breda"),
        a_grant(world, parts=[Part(2_500_00), Part(7_500_00, 9)]),
        a_grant(world, world.troupe, [Part(467_550_00, 90), Part(412_450_00, 200)], call=a_call("KLEIN-2026")),
    ]
    checked(world)
    (order,) = (paid_run := a_released_run(world, first_of(grants[0]))).orders
    lines = [
        *paid(paid_run),
        Line(-12_00, "VERZEKERING-1", "Verzekeraar Zekerheid", "NL91ABNA0417164300"),
        Line(-3_00, order.end_to_end_id, order.holder, order.iban),
    ]
    (statement,) = actions.read_statement(bank_file(*lines), filename="afschrift.xml", by=world.sanne)
    run = a_run(world, *map(first_of, grants[1:3]))
    proposed, open_line = _two_lines_to_look_at(world)
    db.session.commit()
    sign_in(database, page, live, world.ruud)
    addresses = {
        "desk": "/payments",
        "runs": "/payments/runs",
        "run": f"/payments/runs/{run.key}",
        "paid run": f"/payments/runs/{paid_run.key}",
        "send back": f"/payments/runs/{run.key}/send-back",
        "accounts": "/payments/accounts",
        "bank": "/bank",
        "bank statement": f"/bank/{statement.key}",
        "bank line": f"/bank/lines/{open_line.key}",
        "bank line that was proposed": f"/bank/lines/{proposed.key}",
        "statement per case": "/statements",
        "statement per task": "/statements?view=task",
        "movements": f"/statements/cases/{grants[0].number}",
    }
    for name, address in addresses.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, f"{address} answered {answer.status}"
        examine(name)
    _look_closely(page)


def _look_closely(page: Page) -> None:
    """A statement has room for a bar to scroll by and longer amounts; all in the menu of a telephone is in line."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    if width == WIDTHS["wide"]:
        page.set_viewport_size({"width": width - 60, "height": 900})
        page.goto("/statements")
        scrolled = page.locator(".vk-scroll")
        assert scrolled.evaluate("one => [one.scrollWidth, one.clientWidth]") == [940, 940]
    else:
        page.locator(".vk-menu > summary").click()
        lefts = page.locator(".vk-menu li a, .vk-menu__end button").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().left + parseFloat(getComputedStyle(one).paddingLeft))"
        )
        assert len(set(lefts)) == 1, lefts
