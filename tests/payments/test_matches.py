"""A bank line that fits nothing has a way out: one says what it is, another confirms it, and it is booked once."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from fund.assessment.actions import declare_interest
from fund.awards.workflow import State as AwardState
from fund.core import clock
from fund.core.audit import TheClock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.ledger import queries as ledger
from fund.ledger.rules import AccountKind, Pot
from fund.overview.queries import menu
from fund.overview.queries.running import matches as work_matches
from fund.payments import actions, queries
from fund.payments.models import BankEntry, BankMatch, PaymentRun
from fund.payments.rules.matching import Verdict, Why, split_return
from fund.payments.workflow import InstalmentState, MatchState, OrderState, RunState
from fund.people.actions import grant_role, take_duty
from fund.people.roles import Role
from fund.people.rules import DutyKind
from tests.bed import crew
from tests.bed.held import Held
from tests.bed.site import Site
from tests.payments.bank_files import Line
from tests.payments.desk import Part, a_grant, a_released_run, bank_file, checked, first_of, paid
from tests.payments.test_returns import back, determined, paid_out
from tests.world import World


def a_line(world: World, line: Line, number: str = "ST-8") -> BankEntry:
    """Read a statement with this line only."""
    (statement,) = actions.read_statement(bank_file(line, number=number), filename="a.xml", by=world.sanne)
    return db.session.query(BankEntry).filter_by(statement_id=statement.id).one()


def at_bank(world: World) -> PaymentRun:
    run = a_released_run(world, *(first_of(each) for each in (a_grant(world), a_grant(world, parts=[Part(250_00)]))))
    assert len(run.orders) == 2
    return run


def proposed(world: World, entry: BankEntry, verdict: Verdict, *references: str) -> BankMatch:
    return actions.propose_match(
        entry, verdict=verdict, references=references, reason="De bank zei het.", by=world.sanne
    )


def test_a_payment_of_which_the_bank_kept_charges_is_booked_by_two(database: Site, world: World) -> None:
    checked_grant = a_grant(world)
    checked(world)
    run = a_released_run(world, first_of(checked_grant))
    order = run.orders[0]
    entry = a_line(world, Line(-5_007_50, order.end_to_end_id, order.holder, order.iban))
    assert (entry.matched, entry.why) == (Verdict.UNMATCHED, Why.OTHER_AMOUNT)
    match = proposed(world, entry, Verdict.PAID, order.end_to_end_id)
    database.commit()
    assert order.state.value == "instructed"
    assert ledger.case_position(checked_grant.number).paid == 0
    with pytest.raises(Forbidden, match="yourself"):
        actions.confirm_match(match, by=world.sanne)
    for person, waits in ((world.ruud, 1), (world.sanne, 0)):
        assert menu.waiting_for(person, clock.today())["payments.bank"] == waits, person.name
        assert [task.where for task in work_matches(person, clock.today())] == [{"key": entry.key}] * waits
    actions.confirm_match(match, by=world.ruud)
    database.commit()
    assert not list(work_matches(world.ruud, clock.today()))
    assert order.state.value == "paid"
    assert ledger.case_position(checked_grant.number).paid == 5_000_00
    assert run.state is RunState.SETTLED
    assert queries.statement_tallies([entry.statement_id])[entry.statement_id] == {Verdict.PAID: (1, -5_007_50)}
    with pytest.raises(Stale):
        actions.confirm_match(match, by=world.ruud)


def test_a_batch_without_details_is_the_whole_run(database: Site, world: World) -> None:
    a_grant(world)
    checked(world)
    run = at_bank(world)
    whole = Line(-5_250_00, None, details="")
    whole.details = whole.detail("08", -1_00)
    entry = a_line(world, whole)
    assert entry.why == Why.DETAILS_MISSING
    runs, orders = queries.offered_for(entry)
    assert runs == [(run.number, 2, 5_250_00)]
    assert {each.end_to_end_id for each in orders} == {each.end_to_end_id for each in run.orders}
    match = proposed(world, entry, Verdict.PAID, run.number)
    actions.confirm_match(match, by=world.ruud)
    database.commit()
    assert {order.state for order in run.orders} == {OrderState.PAID}
    assert run.state is RunState.SETTLED


def test_a_return_after_a_claim_settles_the_claim_and_the_rest_is_paid_again(
    database: Site, world: World, held: Held
) -> None:
    award, order = paid_out(world)
    determined(award, 3_000_00, world)
    database.commit()
    held.forward(days=1)
    match = proposed(world, a_line(world, back(order)), Verdict.RETURNED, order.end_to_end_id)
    database.commit()
    (booking,) = queries.bookings_of(match)
    assert (booking.again, booking.received) == (3_000_00, 2_000_00)
    actions.confirm_match(match, by=world.ruud)
    database.commit()
    position = ledger.case_position(award.number)
    assert (position.paid, position.recovered, position.open) == (2_000_00, 2_000_00, 3_000_00)
    assert ledger.balance(Pot(AccountKind.RECEIVABLE, award.number)) == 0
    assert ledger.balance(Pot(AccountKind.GRANTEE, award.number)) == 0
    assert (order.instalment.state, order.instalment.amount) == (InstalmentState.PLANNED, 3_000_00)
    checked(world)  # the bank did not pay to this account
    run = a_released_run(world, order.instalment)
    actions.read_statement(bank_file(*paid(run), number="ST-9"), filename="a.xml", by=world.sanne)
    database.commit()
    assert ledger.balance(Pot(AccountKind.GRANTEE, award.number)) == 3_000_00
    assert award.state is AwardState.CLOSED
    assert not ledger.check().findings


def test_a_return_of_which_everything_was_asked_back_closes_the_grant(database: Site, world: World, held: Held) -> None:
    award, order = paid_out(world)
    determined(award, 0, world)
    database.commit()
    held.forward(days=1)
    match = proposed(world, a_line(world, back(order)), Verdict.RETURNED, order.end_to_end_id)
    actions.confirm_match(match, by=world.ruud)
    database.commit()
    assert order.instalment.state is InstalmentState.CANCELLED
    assert award.state is AwardState.CLOSED
    assert ledger.case_position(award.number).recovered == 5_000_00


def test_what_is_not_to_be_booked_is_said_by_two_as_well(database: Site, world: World) -> None:
    award, order = paid_out(world)
    entry = a_line(world, Line(-5_000_00, order.end_to_end_id, order.holder, order.iban))
    assert entry.why == Why.PAID_ALREADY
    match = proposed(world, entry, Verdict.OTHER)
    actions.confirm_match(match, by=world.ruud)
    database.commit()
    assert ledger.case_position(award.number).paid == 5_000_00
    assert queries.statement_tallies([entry.statement_id])[entry.statement_id] == {Verdict.OTHER: (1, -5_000_00)}


def test_a_refused_proposal_leaves_the_line_open(database: Site, world: World) -> None:
    _award, order = paid_out(world)
    entry = a_line(world, Line(-5_000_00, order.end_to_end_id, order.holder, order.iban))
    match = proposed(world, entry, Verdict.OTHER)
    with pytest.raises(Stale, match="already"):
        proposed(world, entry, Verdict.OTHER)
    with pytest.raises(Refused, match="why not"):
        actions.refuse_match(match, " ", by=world.ruud)
    actions.refuse_match(match, "Bel de bank eerst.", by=world.ruud)
    database.commit()
    assert match.state is MatchState.REFUSED
    assert proposed(world, entry, Verdict.OTHER).id != match.id
    with pytest.raises(Stale):
        actions.confirm_match(match, by=world.hanneke)


def test_what_does_not_fit_is_refused_in_words(database: Site, world: World) -> None:
    award = a_grant(world)
    checked(world)
    order = a_released_run(world, first_of(award)).orders[0]
    entry = a_line(world, Line(-4_000_00, order.end_to_end_id, order.holder, order.iban))
    for verdict, references, words in (
        (Verdict.PAID, [order.end_to_end_id], "too far apart"),
        (Verdict.PAID, [], "Tick the payment"),
        (Verdict.RETURNED, [order.end_to_end_id], "what this line is"),
        (Verdict.OTHER, [order.end_to_end_id], "Nothing is booked"),
    ):
        with pytest.raises(Refused, match=words):
            proposed(world, entry, verdict, *references)
    with pytest.raises(Refused, match="how you know"):
        actions.propose_match(entry, verdict=Verdict.OTHER, references=[], reason=" ", by=world.sanne)
    with pytest.raises(Stale):
        proposed(world, a_line(world, paid(order.run)[0], number="ST-7"), Verdict.OTHER)


def test_a_payment_that_moved_on_meanwhile_is_not_booked_twice(database: Site, world: World) -> None:
    award = a_grant(world)
    checked(world)
    order = a_released_run(world, first_of(award)).orders[0]
    entry = a_line(world, Line(-5_007_50, order.end_to_end_id, order.holder, order.iban))
    match = proposed(world, entry, Verdict.PAID, order.end_to_end_id)
    a_line(world, paid(order.run)[0], number="ST-9")
    with pytest.raises(Refused, match="not at the bank"):
        actions.confirm_match(match, by=world.ruud)
    database.commit()
    assert ledger.case_position(award.number).paid == 5_000_00


def test_only_finance_and_nobody_who_prepared_the_grant(database: Site, world: World) -> None:
    award = a_grant(world)
    checked(world)
    order = a_released_run(world, first_of(award)).orders[0]
    entry = a_line(world, Line(-5_007_50, order.end_to_end_id, order.holder, order.iban))
    for person in (world.tom, world.mila, world.bram):
        with pytest.raises(Forbidden):
            actions.propose_match(entry, verdict=Verdict.PAID, references=[order.end_to_end_id], reason="x", by=person)
    match = proposed(world, entry, Verdict.PAID, order.end_to_end_id)
    grant_role(world.mila, Role.FINANCE, by=TheClock())
    declare_interest(award.application, has_interest=False, by=world.mila)
    take_duty(DutyKind.ADVISED, award.case_id, by=world.mila)
    with pytest.raises(Forbidden, match="in this case"):
        actions.confirm_match(match, by=world.mila)
    database.commit()
    assert order.state is OrderState.INSTRUCTED


@pytest.mark.concurrency
def test_two_who_confirm_at_once_book_once(database: Site, world: World) -> None:
    award = a_grant(world)
    checked(world)
    order = a_released_run(world, first_of(award)).orders[0]
    entry = a_line(world, Line(-5_007_50, order.end_to_end_id, order.holder, order.iban))
    match = proposed(world, entry, Verdict.PAID, order.end_to_end_id)
    database.commit()
    words = (match.key, world.ruud.email, clock.now().isoformat())
    database.refresh()
    said = crew.at_once(database, "tests.payments.releaser:confirm", 4, *words)
    database.refresh()
    assert sorted(line.split()[0] for line in said) == ["booked", "refused", "refused", "refused"]
    assert ledger.case_position(award.number).paid == 5_000_00


def test_a_line_is_booked_on_the_page_by_two(database: Site, world: World) -> None:
    award, order = paid_out(world)
    determined(award, 3_000_00, world)
    database.commit()
    entry = a_line(world, back(order))
    database.commit()
    address, statement = f"/bank/lines/{entry.key}", f"/bank/{entry.statement.key}"
    sanne, ruud = database.client(world.sanne), database.client(world.ruud)
    assert address in sanne.get(statement).text
    page = sanne.post(address, data={"verdict": "returned", "orders": [order.end_to_end_id], "reason": ""})
    assert page.status_code == 422
    assert "Schrijf hoe u dat weet" in page.text
    page = sanne.fill(address, reason="Rabobank belde op 2 maart.", press="Vraag een tweede persoon om te boeken")
    assert "U hebt dit zelf voorgesteld" in page.text
    assert "Ja, boek" not in page.text
    proposal = f"/bank/matches/{db.session.query(BankMatch).one().key}"
    assert sanne.post(f"{proposal}/confirm").status_code == 403
    again = sanne.post(address, data={"verdict": "other", "reason": "nog eens"})
    assert again.status_code == 422
    assert "al iemand naar deze regel" in again.text
    assert "Rabobank" in database.client(world.tom).get(address).text
    assert address in ruud.get("/bank").text
    assert "2.000,00" in ruud.get(address).text
    assert ruud.post(f"{proposal}/refuse", data={}).status_code == 422
    page = ruud.fill(address, press="Ja, boek deze regel")
    assert "De regel is geboekt" in page.text
    assert "Met de hand geboekt" in page.text
    database.refresh()
    assert ledger.case_position(award.number).recovered == 2_000_00
    assert ruud.post(f"{proposal}/confirm").status_code == 409


def test_a_proposal_is_refused_on_the_page(database: Site, world: World) -> None:
    _award, order = paid_out(world)
    entry = a_line(world, Line(-5_000_00, order.end_to_end_id, order.holder, order.iban))
    proposed(world, entry, Verdict.OTHER)
    database.commit()
    ruud = database.client(world.ruud)
    page = ruud.fill(f"/bank/lines/{entry.key}", reason="Bel eerst de bank.", press="Niet boeken")
    assert "Bel eerst de bank." in page.text
    assert "Wat is deze regel?" in page.text


def test_what_was_said_about_a_line_is_kept(database: Site, world: World) -> None:
    _award, order = paid_out(world)
    entry = a_line(world, Line(-5_000_00, order.end_to_end_id, order.holder, order.iban))
    actions.confirm_match(proposed(world, entry, Verdict.OTHER), by=world.ruud)
    database.commit()
    for statement in ("UPDATE bank_match SET reason = 'x'", "DELETE FROM bank_match"):
        with pytest.raises(DatabaseError):
            db.session.execute(text(statement))
        db.session.rollback()


@pytest.mark.parametrize(("held_by_grantee", "split"), [(9, (5, 0)), (5, (5, 0)), (3, (3, 2)), (0, (0, 5))])
def test_a_return_is_split_over_what_is_owed_and_what_was_asked_back(
    held_by_grantee: int, split: tuple[int, int]
) -> None:
    assert split_return(5, held_by_grantee) == split
