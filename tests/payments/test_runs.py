"""A run: what may be in it, who may make and release it, what is paid, and that it is paid once (P2, P4)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from lxml import etree
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from fund.awards import actions as awards
from fund.core import clock
from fund.core.calendar import AMSTERDAM
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.identifiers import demo_iban
from fund.decisions.rules import ObligationKind
from fund.documents.queries import content_of
from fund.ledger import queries as ledger
from fund.payments import actions, queries
from fund.payments.models import PaymentOrder, PaymentRun
from fund.payments.rules.orders import first_day
from fund.payments.workflow import InstalmentState, OrderState, RunState
from fund.people import actions as people
from fund.people.roles import Role
from fund.people.rules import DutyKind
from tests.bed.held import Held
from tests.bed.site import Site
from tests.payments.desk import Part, a_grant, a_released_run, a_run, checked, first_of
from tests.standards import schema
from tests.world import World

PAIN = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def ready(world: World) -> PaymentRun:
    """Make a run of two payments, to two grantees."""
    awards = [a_grant(world), a_grant(world, world.troupe, [Part(1_234_56)])]
    checked(world)
    return a_run(world, *(first_of(award) for award in awards))


def test_a_run_is_made_by_one_and_released_by_another(database: Site, world: World) -> None:
    run = ready(world)
    assert run.number == "2026-0001"
    assert [order.end_to_end_id for order in run.orders] == ["FSV-2026-000001-1-1", "FSV-2026-000002-1-1"]
    assert [order.remittance for order in run.orders] == [
        "FSV-2026-000001 voorschot 1 van 2",
        "FSV-2026-000002 betaling",
    ]
    assert ledger.case_position("FSV-2026-000001").in_transit == 0
    actions.release(run, seen_hash=run.content_hash, by=world.ruud)
    database.commit()
    assert run.state is RunState.RELEASED
    assert {order.state for order in run.orders} == {OrderState.INSTRUCTED}
    assert {order.instalment.state for order in run.orders} == {InstalmentState.INSTRUCTED}
    assert ledger.case_position("FSV-2026-000001").in_transit == 5_000_00
    assert ledger.case_position("FSV-2026-000002").open == 0


def test_the_file_is_what_was_agreed_valid_and_the_same_for_ever(database: Site, world: World, held: Held) -> None:
    run = ready(world)
    actions.release(run, seen_hash=run.content_hash, by=world.ruud)
    database.commit()
    assert run.file is not None
    content = content_of(run.file)
    tree = etree.fromstring(content)
    assert schema("iso20022/pain.001.001.09.xsd").validate(tree)
    said = [
        (each.findtext(".//p:InstdAmt", namespaces=PAIN), each.findtext(".//p:IBAN", namespaces=PAIN))
        for each in tree.iterfind(".//p:CdtTrfTxInf", PAIN)
    ]
    assert said == [("5000.00", demo_iban(101)), ("1234.56", demo_iban(102))]
    held.forward(days=400)
    kept = db.session.get_one(PaymentRun, run.id).file
    assert kept is not None
    assert content_of(kept) == content


def test_who_made_the_run_does_not_release_it_whatever_roles_they_have(database: Site, world: World) -> None:
    run = ready(world)
    with pytest.raises(Forbidden, match="made this run yourself"):
        actions.release(run, seen_hash=run.content_hash, by=world.sanne)
    people.grant_role(world.sanne, Role.DECISION_MAKER, by=world.bram)
    with pytest.raises(Forbidden, match="made this run yourself"):
        actions.release(run, seen_hash=run.content_hash, by=world.sanne)
    with pytest.raises(Forbidden):
        actions.release(run, seen_hash=run.content_hash, by=world.bram)
    assert run.state is RunState.AWAITING_RELEASE


def test_the_database_itself_refuses_one_person_on_both_sides(database: Site, world: World) -> None:
    run = ready(world)
    database.commit()
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE payment_run SET released_by_id = made_by_id WHERE id = :id"), {"id": run.id})
    database.refresh()


def test_who_checked_the_account_makes_and_releases_nothing(database: Site, world: World) -> None:
    award = a_grant(world)
    checked(world)
    with pytest.raises(Forbidden) as refused:
        actions.make_run([first_of(award)], execute_on=date(2026, 3, 4), by=world.hanneke)
    assert f"{award.number}: You cannot do this in this case, because you checked" in str(refused.value.reason)
    assert refused.value.field == "instalments"
    run = a_run(world, first_of(award))
    with pytest.raises(Forbidden) as refused:
        actions.release(run, seen_hash=run.content_hash, by=world.hanneke)
    assert f"{award.number}: You cannot do this in this case, because you checked" in str(refused.value.reason)


def test_who_checked_the_account_before_the_grant_ran_is_kept_out_too(database: Site, world: World) -> None:
    checked(world)
    award = a_grant(world)
    with pytest.raises(Forbidden) as refused:
        actions.make_run([first_of(award)], execute_on=date(2026, 3, 4), by=world.hanneke)
    assert "you checked the bank account" in str(refused.value.reason)


def test_the_same_form_sent_twice_makes_one_run(database: Site, world: World) -> None:
    award = a_grant(world)
    checked(world)
    first = a_run(world, first_of(award), key="token")
    database.commit()
    again = a_run(world, first_of(award), key="token")
    assert again.id == first.id
    assert db.session.query(PaymentOrder).count() == 1


def test_a_payment_stands_in_one_run_at_a_time(database: Site, world: World) -> None:
    award = a_grant(world)
    checked(world)
    run = a_run(world, first_of(award))
    with pytest.raises(Refused) as refusal:
        a_run(world, first_of(award))
    assert run.number in str(refusal.value.reason)


def test_the_database_knows_one_live_order_for_a_payment(database: Site, world: World) -> None:
    run = ready(world)
    database.commit()
    order = run.orders[0]
    copy = {column.name: getattr(order, column.name) for column in PaymentOrder.__table__.columns}
    db.session.add(PaymentOrder(**{**copy, "id": None, "position": 9, "end_to_end_id": "other"}))
    with pytest.raises(IntegrityError):
        db.session.flush()
    database.refresh()


def test_released_twice_pays_once(database: Site, world: World) -> None:
    run = ready(world)
    actions.release(run, seen_hash=run.content_hash, by=world.ruud)
    database.commit()
    with pytest.raises(Stale):
        actions.release(run, seen_hash=run.content_hash, by=world.ruud)
    assert ledger.case_position("FSV-2026-000001").in_transit == 5_000_00


TAMPERINGS = {
    "amount of the order": "UPDATE payment_order SET amount = amount + 1 WHERE position = 1",
    "account of the order": "UPDATE payment_order SET iban = 'NL91TEST0000000001' WHERE position = 1",
    "name of the order": "UPDATE payment_order SET holder = 'Iemand anders' WHERE position = 1",
    "reference of the order": "UPDATE payment_order SET end_to_end_id = 'FSV-1' WHERE position = 1",
    "description of the order": "UPDATE payment_order SET remittance = 'iets anders' WHERE position = 1",
    "amount of the plan": "UPDATE instalment SET amount = amount + 1 WHERE position = 1",
    "account of the grantee": "UPDATE bank_account SET iban = 'NL91TEST0000000001'",
    "holder of the account": "UPDATE bank_account SET holder = 'Iemand anders'",
    "check of the account": "UPDATE bank_account SET checked_at = NULL, checked_by_id = NULL",
    "day of payment": "UPDATE payment_run SET execute_on = '2026-03-05'",
    "account that pays": "UPDATE payment_run SET payer_iban = 'NL91TEST0000000001'",
    "hash": "UPDATE payment_run SET content_hash = '0000000000000000000000000000000000000000000000000000000000000000'",
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_whatever_changes_after_the_run_was_made_is_not_released(database: Site, world: World, what: str) -> None:
    run = ready(world)
    seen = run.content_hash
    database.commit()
    db.session.execute(text(TAMPERINGS[what]))
    database.commit()
    db.session.expire_all()
    with pytest.raises(Refused):
        actions.release(run, seen_hash=seen, by=world.ruud)
    database.refresh()
    assert ledger.case_position("FSV-2026-000001").in_transit == 0
    assert db.session.get_one(PaymentRun, run.id).file_id is None


def test_a_new_account_after_the_run_was_made_stops_it(database: Site, world: World) -> None:
    run = ready(world)
    people.enter_bank_account(world.bakery, iban=demo_iban(777), holder=world.bakery.name, by=world.noor)
    database.commit()
    db.session.expire_all()
    with pytest.raises(actions.Changed, match="bank account"):
        actions.release(run, seen_hash=run.content_hash, by=world.ruud)


def test_a_hash_that_was_not_seen_releases_nothing(database: Site, world: World) -> None:
    run = ready(world)
    with pytest.raises(actions.Changed):
        actions.release(run, seen_hash="f" * 64, by=world.ruud)


def test_sent_back_can_be_paid_in_another_run_with_another_id(database: Site, world: World) -> None:
    run = ready(world)
    with pytest.raises(Refused):
        actions.send_back(run, "  ", by=world.ruud)
    actions.send_back(run, "Verkeerde dag", by=world.ruud)
    database.commit()
    assert run.state is RunState.SENT_BACK
    again = a_run(world, *(order.instalment for order in run.orders))
    assert [order.end_to_end_id for order in again.orders] == ["FSV-2026-000001-1-2", "FSV-2026-000002-1-2"]
    with pytest.raises(Stale):
        actions.release(run, seen_hash=run.content_hash, by=world.ruud)


def test_a_day_on_which_banks_do_not_pay_is_refused_with_the_day_on_which_they_do(
    database: Site, world: World, held: Held
) -> None:
    award = a_grant(world)
    checked(world)
    held.at(date(2026, 3, 30))
    with pytest.raises(Refused, match="Banks do not pay") as refusal:
        actions.make_run([first_of(award)], execute_on=date(2026, 4, 3), by=world.sanne)
    assert refusal.value.field == "execute_on"
    with pytest.raises(Refused, match="has passed"):
        actions.make_run([first_of(award)], execute_on=date(2026, 3, 1), by=world.sanne)
    run = actions.make_run([first_of(award)], execute_on=date(2026, 4, 27), by=world.sanne)
    held.at(date(2026, 4, 28))
    with pytest.raises(Refused, match="has passed"):
        actions.release(run, seen_hash=run.content_hash, by=world.ruud)


def test_only_finance_makes_runs(database: Site, world: World) -> None:
    award = a_grant(world)
    checked(world)
    for person in (world.mila, world.joost, world.bram, world.tom, world.noor):
        with pytest.raises(Forbidden):
            actions.make_run([first_of(award)], execute_on=date(2026, 3, 4), by=person)


def test_who_prepared_or_decided_the_case_does_not_pay_it(database: Site, world: World) -> None:
    award = a_grant(world)
    checked(world)
    people.take_duty(DutyKind.ADVISED, award.case_id, by=world.sanne)
    with pytest.raises(Forbidden) as refused:
        a_run(world, first_of(award))
    assert "because you advised on it. Somebody else" in str(refused.value.reason)


def test_what_waits_says_why(database: Site, world: World, held: Held) -> None:
    award = a_grant(world, parts=[Part(5_000_00), Part(3_000_00, 5, after_report=True), Part(1_00, at_settlement=True)])
    database.commit()
    _ready, blocked = queries.ready_and_blocked(clock.today())
    assert [str(each.why_not) for each in blocked] == [
        "The bank account is not checked yet.",
        "The day of payment is not there yet: 2026-03-07.",
    ]
    checked(world)
    can, blocked = queries.ready_and_blocked(clock.today())
    assert [each.instalment.position for each in can] == [1]
    held.forward(days=189)
    can, blocked = queries.ready_and_blocked(clock.today())
    assert not can
    assert {str(each.why_not) for each in blocked} == {
        "The interim report is 9 days late. It can be paid once it is there."
    }
    with pytest.raises(Refused, match="reason") as refusal:
        a_run(world, first_of(award))
    assert "9 days late" in str(refusal.value.reason)


def test_a_changed_account_waits_a_fortnight(database: Site, world: World, held: Held) -> None:
    award = a_grant(world)
    checked(world)
    held.forward(days=1)
    people.enter_bank_account(world.bakery, iban=demo_iban(777), holder=world.bakery.name, by=world.noor)
    database.commit()
    checked(world)
    database.commit()
    with pytest.raises(Refused) as refusal:
        a_run(world, first_of(award))
    assert "2026-03-17" in str(refusal.value.reason)
    held.forward(days=14)
    assert a_run(world, first_of(award)).orders[0].iban == demo_iban(777)


def test_a_run_of_nothing_and_of_too_much(database: Site, world: World) -> None:
    with pytest.raises(Refused, match="Tick"):
        actions.make_run([], execute_on=date(2026, 3, 4), by=world.sanne)


def test_settlement_pays_the_rest_and_closes(database: Site, world: World) -> None:
    from fund.awards import actions as awards
    from fund.awards.workflow import State as AwardState

    award = a_grant(world)
    checked(world)
    with pytest.raises(Refused, match="not determined"):
        actions.plan_settlement(award, by=world.joost)
    a_released_run(world, first_of(award))
    awards.settle(award, amount=9_000_00, by=world.joost)
    database.commit()
    plan = queries.instalments_of(award)
    assert [(each.state.value, each.amount) for each in plan] == [
        ("instructed", 5_000_00),
        ("cancelled", 3_000_00),
        ("cancelled", 2_000_00),
        ("planned", 4_000_00),
    ]
    assert plan[-1].due_on == clock.today()
    assert award.state is AwardState.SETTLED


def test_determining_waits_for_a_run_that_waits(database: Site, world: World) -> None:
    from fund.awards import actions as awards

    award = a_grant(world)
    checked(world)
    a_run(world, first_of(award))
    with pytest.raises(Refused, match="payment run"):
        awards.settle(award, amount=5_000_00, by=world.joost)


def test_a_report_that_came_in_is_not_late_any_more(database: Site, world: World, held: Held) -> None:
    award = a_grant(world, parts=[Part(3_000_00, 5, after_report=True), Part(5_000_00, at_settlement=True)])
    checked(world)
    held.forward(days=189)
    asked = next(each for each in award.obligations if each.kind is ObligationKind.INTERIM_REPORT)
    awards.file_obligation(asked, by=world.noor)
    database.commit()
    _ready, blocked = queries.ready_and_blocked(clock.today())
    came = clock.today().isoformat()
    assert f"The interim report came in on {came}. It can be paid once we have accepted it." in {
        str(each.why_not) for each in blocked
    }


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 3, 2, 14, 59, tzinfo=AMSTERDAM), date(2026, 3, 3)),
        (datetime(2026, 3, 2, 15, 0, tzinfo=AMSTERDAM), date(2026, 3, 4)),
        (datetime(2026, 3, 6, 16, 0, tzinfo=AMSTERDAM), date(2026, 3, 10)),
        (datetime(2026, 3, 7, 16, 0, tzinfo=AMSTERDAM), date(2026, 3, 10)),
        (datetime(2026, 4, 2, 9, 0, tzinfo=AMSTERDAM), date(2026, 4, 7)),
    ],
)
def test_the_first_day_is_one_on_which_the_bank_can_still_pay(now: datetime, day: date) -> None:
    assert first_day(now) == day
