"""What the bank says is booked once: paid, come back, or shown to a person (PM-05, PM-06, P2, P10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fund.core.audit import TheClock
from fund.core.db import db
from fund.core.errors import Forbidden, Invalid, Refused, Stale
from fund.core.identifiers import demo_iban
from fund.core.jobs import NotAllDone
from fund.ledger import queries as ledger
from fund.notices.models import Notice
from fund.payments import actions, jobs, queries
from fund.payments.models import BankEntry, BankStatement, PaymentRun
from fund.payments.rules.matching import RETURN_REASONS, Why, returned_because
from fund.payments.workflow import InstalmentState, OrderState, RunState
from tests.bed.held import Held
from tests.bed.site import Site
from tests.payments.bank_files import Line
from tests.payments.desk import Part, a_grant, a_released_run, a_run, bank_file, checked, first_of, paid
from tests.world import World

NUMBER = "FSV-2026-000001"


def read(world: World, *lines: Line, number: str = "ST-1") -> BankStatement:
    return actions.read_statement(bank_file(*lines, number=number), filename="afschrift.xml", by=world.sanne)[0]


def verdicts(statement: BankStatement) -> list[tuple[str, str]]:
    db.session.refresh(statement)
    return [(entry.matched.value, entry.why) for entry in statement.entries]


def at_bank(world: World, **options: Any) -> PaymentRun:
    """Let one payment of € 5.000 be at the bank."""
    award = a_grant(world)
    checked(world)
    return a_released_run(world, first_of(award))


def test_the_bank_says_paid(database: Site, world: World) -> None:
    run = at_bank(world)
    statement = read(world, *paid(run))
    database.commit()
    assert verdicts(statement) == [("paid", Why.BY_ID)]
    position = ledger.case_position(NUMBER)
    assert (position.in_transit, position.paid) == (0, 5_000_00)
    assert run.orders[0].state is OrderState.PAID
    assert run.orders[0].paid_on == date(2026, 3, 2)
    assert run.orders[0].instalment.state is InstalmentState.PAID
    assert run.state is RunState.SETTLED


def test_a_statement_is_read_once(database: Site, world: World) -> None:
    run = at_bank(world)
    content = bank_file(*paid(run))
    actions.read_statement(content, filename="a.xml", by=world.sanne)
    database.commit()
    for person in (world.sanne, world.ruud):
        with pytest.raises(Stale, match="read already"):
            actions.read_statement(content, filename="b.xml", by=person)
        database.refresh()
    assert db.session.query(BankStatement).count() == 1
    assert ledger.case_position(NUMBER).paid == 5_000_00


def test_the_same_payment_on_another_statement_is_not_booked_again(database: Site, world: World) -> None:
    run = at_bank(world)
    read(world, *paid(run))
    second = read(world, *paid(run), number="ST-2")
    assert verdicts(second) == [("unmatched", Why.PAID_ALREADY)]
    assert ledger.case_position(NUMBER).paid == 5_000_00


def test_a_payment_that_came_back_can_be_paid_again(database: Site, world: World, held: Held) -> None:
    run = at_bank(world)
    read(world, *paid(run))
    order = run.orders[0]
    held.forward(days=2)
    statement = read(world, Line(5_000_00, order.end_to_end_id, order.holder, order.iban, reason="AC04"), number="ST-2")
    database.commit()
    assert verdicts(statement) == [("returned", Why.BY_ID)]
    assert (order.state, order.return_reason, order.returned_on) == (OrderState.RETURNED, "AC04", date(2026, 3, 4))
    position = ledger.case_position(NUMBER)
    assert (position.paid, position.open) == (0, 10_000_00)
    told = db.session.query(Notice).filter(Notice.template == "payments/returned").order_by(Notice.id).all()
    assert [each.to_email for each in told] == [world.noor.email, world.samir.email]
    assert "De bank zegt: de rekening is opgeheven." in told[0].body
    page = database.client(world.noor).get(f"/awards/{NUMBER}").text
    assert "De bank stuurde een betaling naar ons terug" in page
    assert "De bank stuurde dit terug op wo 4 maart 2026: de rekening is opgeheven." in page, "at the payment itself"
    checked(world)  # the bank did not pay to this account
    again = a_run(world, order.instalment)
    assert again.orders[0].end_to_end_id == f"{NUMBER}-1-2"


def test_a_payment_that_never_arrived_comes_back_from_the_bank(database: Site, world: World) -> None:
    run = at_bank(world)
    order = run.orders[0]
    read(world, Line(5_000_00, order.end_to_end_id, order.holder, order.iban, reason="AC01"))
    database.commit()
    assert ledger.case_position(NUMBER).in_transit == 0
    assert order.state is OrderState.RETURNED
    assert order.paid_on is None


def test_paid_and_returned_on_one_statement_whatever_the_order(database: Site, world: World) -> None:
    run = at_bank(world)
    order = run.orders[0]
    back = Line(5_000_00, order.end_to_end_id, order.holder, order.iban, reason="AC01")
    statement = read(world, back, *paid(run))
    assert verdicts(statement) == [("returned", Why.BY_ID), ("paid", Why.BY_ID)]
    assert ledger.case_position(NUMBER).open == 10_000_00


def test_what_does_not_fit_exactly_is_shown_and_not_booked(database: Site, world: World) -> None:
    run = at_bank(world)
    order = run.orders[0]
    ours = order.end_to_end_id
    statement = read(
        world,
        Line(-4_999_99, ours, order.holder, order.iban),
        Line(-5_000_00, ours, order.holder, demo_iban(9)),
        Line(-5_000_00, f"{NUMBER}-1-7", order.holder, order.iban),
        Line(-12_00, "VERZEKERING-1", "Verzekeraar", demo_iban(8)),
        Line(80_00, None, "Iemand", demo_iban(8)),
        Line(-5_000_00, ours, order.holder, order.iban, booked_on="2026-03-01"),
        Line(-7_00, None, details=""),
    )
    assert verdicts(statement) == [
        ("unmatched", Why.OTHER_AMOUNT),
        ("unmatched", Why.OTHER_ACCOUNT),
        ("unmatched", Why.UNKNOWN_ID),
        ("other", Why.NOT_OURS),
        ("other", Why.RECEIVED),
        ("unmatched", Why.BEFORE_RELEASE),
        ("other", Why.NOT_OURS),
    ]
    assert order.state is OrderState.INSTRUCTED
    assert ledger.case_position(NUMBER).paid == 0


def test_without_an_id_amount_and_account_must_fit_one_payment_only(database: Site, world: World) -> None:
    awards = [a_grant(world), a_grant(world), a_grant(world, world.troupe)]
    checked(world)
    run = a_released_run(world, *(first_of(award) for award in awards))
    bakery, _other, troupe = run.orders
    statement = read(
        world,
        Line(-5_000_00, None, bakery.holder, bakery.iban),
        Line(-5_000_00, None, troupe.holder, troupe.iban),
    )
    assert verdicts(statement) == [("other", Why.NOT_OURS), ("paid", Why.BY_AMOUNT)]


def test_a_payment_that_was_not_released_is_never_booked(database: Site, world: World) -> None:
    award = a_grant(world)
    checked(world)
    run = a_run(world, first_of(award))
    assert verdicts(read(world, *paid(run))) == [("unmatched", Why.NOT_RELEASED)]


def test_a_batch_whose_details_do_not_add_up_waits_for_a_person(database: Site, world: World) -> None:
    run = at_bank(world)
    order = run.orders[0]
    whole = Line(-9_000_00, order.end_to_end_id, order.holder, order.iban)
    whole.details = whole.detail("08", -5_000_00) + whole.detail("08", -3_000_00)
    assert verdicts(read(world, whole)) == [("unmatched", Why.DETAILS_MISSING)]


def test_the_last_payment_of_a_determined_grant_closes_it(database: Site, world: World) -> None:
    from fund.awards import actions as awards

    award = a_grant(world, parts=[Part(5_000_00), Part(1_000_00, at_settlement=True)])
    checked(world)
    read(world, *paid(a_released_run(world, first_of(award))))
    awards.settle(award, amount=6_000_00, by=world.joost)
    assert award.state.value == "settled"
    last = queries.instalments_of(award)[-1]
    run = a_released_run(world, last)
    assert run.orders[0].remittance == f"{NUMBER} eindbetaling"
    read(world, *paid(run), number="ST-2")
    database.commit()
    assert award.state.value == "closed"


def test_a_grant_that_was_paid_in_full_is_closed_by_its_determination(database: Site, world: World) -> None:
    from fund.awards import actions as awards

    award = a_grant(world, parts=[Part(5_000_00), Part(1_000_00, at_settlement=True)])
    checked(world)
    read(world, *paid(a_released_run(world, first_of(award))))
    awards.settle(award, amount=5_000_00, by=world.joost)
    assert award.state.value == "closed"


BAD = {
    "no xml": (b"IBAN;bedrag\r\n", "cannot be read"),
    "entities": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', "never has"),
    "other format": (b'<Document xmlns="urn:x"/>', "camt.053"),
    "too large": (b"<a>" + b" " * (21 * 1024 * 1024) + b"</a>", "larger"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_is_none_is_refused_in_words(database: Site, world: World, what: str) -> None:
    content, words = BAD[what]
    with pytest.raises(Invalid, match=words):
        actions.read_statement(content, filename="x.xml", by=world.sanne)


def test_another_account_is_refused(database: Site, world: World) -> None:
    with pytest.raises(Invalid, match="is of account"):
        actions.read_statement(bank_file(Line(-1_00), account=demo_iban(5)), filename="x.xml", by=world.sanne)


def test_a_statement_of_days_to_come_is_refused(database: Site, world: World) -> None:
    with pytest.raises(Invalid, match="still to come"):
        read(world, Line(-1_00, booked_on="2026-03-03"))


def test_nothing_is_read_by_halves(database: Site, world: World) -> None:
    from tests.payments.bank_files import Sheet, camt053
    from tests.payments.desk import PAYER

    run = at_bank(world)
    database.commit()
    day = "2026-03-02"
    good = Sheet(0, -5_000_00, paid(run), "A", account=PAYER, from_on=day, until_on=day)
    good.lines[0].booked_on = day
    bad = Sheet(0, 1, [], "B", account=PAYER, from_on=day, until_on=day)
    with pytest.raises(Invalid, match="add up"):
        actions.read_statement(camt053(good, bad), filename="x.xml", by=world.sanne)
    database.refresh()
    assert db.session.query(BankEntry).count() == 0
    assert ledger.case_position(NUMBER).paid == 0


def test_only_finance_reads_statements(database: Site, world: World) -> None:
    for person in (world.tom, world.mila, world.bram):
        with pytest.raises(Forbidden):
            actions.read_statement(bank_file(Line(-1_00)), filename="x.xml", by=person)


def test_the_clock_finishes_what_is_done(database: Site, world: World) -> None:
    run = at_bank(world)
    assert jobs.settle_runs() == "0 runs finished"
    with pytest.raises(Refused):
        actions.settle_run(a_run(world, first_of(a_grant(world, world.troupe))), by=TheClock())
    read(world, *paid(run))
    assert run.state is RunState.SETTLED


def test_a_run_that_cannot_be_finished_holds_up_no_other(
    database: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = at_bank(world)
    waiting = a_run(world, first_of(a_grant(world, world.troupe)))
    database.commit()
    monkeypatch.setattr("fund.payments.jobs.queries.runs_without_open_orders", lambda: [waiting, done])
    with pytest.raises(NotAllDone, match="1 runs finished, 1 went wrong"):
        jobs.settle_runs()
    database.refresh()
    assert (waiting.state, done.state) == (RunState.AWAITING_RELEASE, RunState.SETTLED)


def test_every_known_reason_is_said_in_words() -> None:
    for code in RETURN_REASONS:
        assert code in str(returned_because(code))
    assert "ZZ99" in str(returned_because("ZZ99"))


def test_an_account_is_checked_by_another_and_only_the_newest(database: Site, world: World) -> None:
    from fund.people import actions as people

    a_grant(world)
    account = world.bakery.bank_accounts[0]
    with pytest.raises(Forbidden):
        actions.check_account(account, by=world.mila)
    actions.check_account(account, by=world.hanneke)
    database.commit()
    with pytest.raises(Stale, match="already"):
        actions.check_account(account, by=world.ruud)
    people.enter_bank_account(world.bakery, iban=demo_iban(777), holder="De Korenaar", by=world.noor)
    database.commit()
    with pytest.raises(Stale, match="newer"):
        actions.check_account(account, by=world.ruud)
    assert [each.iban for each in queries.accounts_to_check()] == [demo_iban(777)]
