"""What comes back from the bank after a grant was determined: nothing is stuck, nobody is paid twice (PM-05, P2)."""

from __future__ import annotations

from fund.awards import actions as awards
from fund.awards.models import Award
from fund.awards.workflow import State as AwardState
from fund.core import clock
from fund.core.db import db
from fund.core.identifiers import demo_iban
from fund.ledger import queries as ledger
from fund.ledger.rules import AccountKind, Pot
from fund.payments import actions, queries
from fund.payments.models import BankEntry, BankStatement, PaymentOrder
from fund.payments.rules.matching import Why
from fund.payments.workflow import InstalmentState, OrderState
from fund.people import actions as people
from tests.bed.held import Held
from tests.bed.site import Site
from tests.payments.bank_files import Line
from tests.payments.desk import Part, a_grant, a_released_run, a_run, bank_file, checked, first_of, paid
from tests.world import World


def read(world: World, *lines: Line, number: str) -> BankStatement:
    return actions.read_statement(bank_file(*lines, number=number), filename="afschrift.xml", by=world.sanne)[0]


def back(order: PaymentOrder, reason: str = "AC04", cents: int | None = None) -> Line:
    """Write the line by which a payment comes back."""
    return Line(cents or order.amount, order.end_to_end_id, order.holder, order.iban, reason=reason)


def determined(award: Award, amount: int, world: World) -> None:
    """Determine a grant whose € 5.000 was paid, as settlement does: what was paid too much is claimed."""
    if claim := ledger.case_position(award.number).paid - amount:
        actions.claim(award, claim, number=f"{award.number}/V1", by=world.joost)
    awards.settle(award, amount=amount, by=world.joost)


def paid_out(world: World) -> tuple[Award, PaymentOrder]:
    award = a_grant(world, parts=[Part(5_000_00)])
    checked(world)
    run = a_released_run(world, first_of(award))
    read(world, *paid(run), number="ST-1")
    return award, run.orders[0]


def test_a_return_after_a_claim_waits_for_a_person_and_the_rest_is_booked(
    database: Site, world: World, held: Held
) -> None:
    award, order = paid_out(world)
    other = a_grant(world, world.troupe, [Part(1_000_00)])
    checked(world)
    run = a_released_run(world, first_of(other))
    determined(award, 3_000_00, world)
    database.commit()
    held.forward(days=1)
    statement = read(world, back(order), *paid(run), number="ST-2")
    database.commit()
    entries = db.session.query(BankEntry).filter_by(statement_id=statement.id).order_by(BankEntry.position).all()
    assert [(each.matched.value, each.why) for each in entries] == [("unmatched", Why.ASKED_BACK), ("paid", Why.BY_ID)]
    assert order.state is OrderState.PAID
    assert ledger.case_position(other.number).paid == 1_000_00
    assert ledger.balance(Pot(AccountKind.GRANTEE, award.number)) == 3_000_00


def test_a_return_in_a_closed_grant_is_paid_again_to_the_new_account(database: Site, world: World, held: Held) -> None:
    award, order = paid_out(world)
    determined(award, 5_000_00, world)
    database.commit()
    assert award.state is AwardState.CLOSED
    held.forward(days=1)
    read(world, back(order), number="ST-2")
    database.commit()
    assert (award.state, award.closed_at) == (AwardState.SETTLED, None)
    assert order.instalment.state is InstalmentState.PLANNED
    people.enter_bank_account(world.bakery, iban=demo_iban(77), holder=world.bakery.name, by=world.noor)
    database.commit()
    assert [each.iban for each in queries.accounts_to_check()] == [demo_iban(77)]
    assert award.case_id in queries.running_cases(world.bakery.id)
    checked(world)
    database.commit()
    held.forward(days=14)
    run = a_run(world, order.instalment)
    actions.release(run, seen_hash=run.content_hash, by=world.ruud)
    read(world, *paid(run), number="ST-3")
    database.commit()
    assert award.state is AwardState.CLOSED
    assert award.closed_at is not None
    assert ledger.case_position(award.number).paid == 5_000_00


def test_an_account_to_which_the_bank_did_not_pay_is_checked_anew(database: Site, world: World, held: Held) -> None:
    _award, order = paid_out(world)
    database.commit()
    held.forward(days=1)
    read(world, back(order), number="ST-2")
    database.commit()
    ready, blocked = queries.ready_and_blocked(clock.today())
    assert not ready
    assert [str(each.why_not) for each in blocked] == ["The bank account is not checked yet."]
    assert [account.iban for account in queries.accounts_to_check()] == [order.iban]
    page = world.client("hanneke").get("/payments/accounts").text
    assert "AC04" in page
    checked(world)
    assert [each.instalment.id for each in queries.ready_and_blocked(clock.today())[0]] == [order.instalment_id]
