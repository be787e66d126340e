"""What was paid too much is asked back, seen, and booked when it comes in (LC-66, LC-71e)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from fund.awards.models import Award
from fund.awards.workflow import State as AwardState
from fund.core import clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused
from fund.core.identifiers import demo_iban
from fund.core.legal_terms import payment_term
from fund.ledger import queries as ledger
from fund.payments import actions, queries
from fund.payments.models import BankEntry, Recovery
from fund.payments.rules.matching import Verdict, Why
from fund.payments.rules.recovering import Asked, is_named, judge_receipt
from fund.payments.workflow import RecoveryState
from tests.bed.held import Held
from tests.bed.site import Site
from tests.payments.bank_files import Line
from tests.payments.desk import Part, a_grant, a_released_run, bank_file, first_of, paid
from tests.payments.test_matches import a_line
from tests.payments.test_returns import determined, paid_out
from tests.world import World


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("terugbetaling FSV-2026-000001", True),
        ("Terugbet. fsv 2026 000001 subsidie", True),
        ("FSV2026000001", True),
        ("FSV-2026-0000012", False),
        ("XFSV-2026-000001", False),
        ("huur mei", False),
    ],
)
def test_a_grant_is_named_however_it_was_typed(text: str, named: bool) -> None:
    assert is_named("FSV-2026-000001", text) is named


def test_only_what_names_one_grant_and_is_not_too_much_is_booked_by_itself() -> None:
    one, other = Asked("FSV-2026-000001", 500, frozenset({"NL1"})), Asked("FSV-2026-000002", 900)
    both = (one, other)
    assert judge_receipt(500, "FSV-2026-000001", "", both) == (Verdict.RECOVERED, Why.BY_NUMBER, one)
    assert judge_receipt(499, "FSV-2026-000001", "", both) == (Verdict.RECOVERED, Why.BY_NUMBER, one)
    assert judge_receipt(501, "FSV-2026-000001", "", both) == (Verdict.UNMATCHED, Why.TOO_MUCH_BACK, None)
    for amount, text, iban in ((900, "terug", ""), (1, "", "NL1"), (1, "FSV-2026-000001 FSV-2026-000002", "")):
        assert judge_receipt(amount, text, iban, both) == (Verdict.UNMATCHED, Why.MAY_BE_PAID_BACK, None)
    assert judge_receipt(1, "huur", "NL9", both) is None


def claimed(world: World, held: Held) -> tuple[Award, Recovery]:
    """Let 5.000 be paid and 3.000 be determined, made known on the day itself."""
    award, _order = paid_out(world)
    held.forward(days=400)
    determined(award, 3_000_00, world)
    actions.start_term(award, clock.today(), by=world.joost)
    db.session.commit()
    recovery = queries.recovery_of(award)
    assert recovery is not None
    return award, recovery


def test_money_that_names_the_grant_closes_it_when_all_came_in(database: Site, world: World, held: Held) -> None:
    award, recovery = claimed(world, held)
    assert (recovery.amount, recovery.due_on) == (2_000_00, payment_term(clock.today()).day)
    assert award.state == "settled", "a grant is not closed before what was asked back came in"
    held.forward(days=3)
    first = Line(500_00, None, "Bakker", demo_iban(900))
    first.details = first.detail("08").replace("SV-2026-008", f"deel {award.number}")
    entry = a_line(world, first, "ST-5")
    database.commit()
    assert (entry.matched, entry.why, entry.recovery_id) == (Verdict.RECOVERED, Why.BY_NUMBER, recovery.id)
    assert (recovery.state, queries.left_of(recovery)) == (RecoveryState.OPEN, 1_500_00)
    assert award.state == "settled"
    held.forward(days=30)
    rest = Line(1_500_00, None, "Bakker", demo_iban(900))
    rest.details = rest.detail("08").replace("SV-2026-008", award.number.replace("-", " "))
    a_line(world, rest, "ST-6")
    database.commit()
    assert (recovery.state, recovery.received_on) == (RecoveryState.RECOVERED, clock.today())
    assert award.state is AwardState.CLOSED
    position = ledger.case_position(award.number)
    assert (position.claimed, position.recovered, position.to_recover) == (2_000_00, 2_000_00, 0)
    assert [each.amount for each in queries.receipts_of(recovery)] == [500_00, 1_500_00]
    assert not ledger.check().findings
    again = Line(10_00, None, "Bakker", demo_iban(900))
    again.details = again.detail("08").replace("SV-2026-008", award.number)
    assert a_line(world, again, "ST-7").why == Why.TOO_MUCH_BACK


def test_money_without_a_number_is_booked_by_hand_by_two(database: Site, world: World, held: Held) -> None:
    award, recovery = claimed(world, held)
    held.forward(days=3)
    entry = a_line(world, Line(2_100_00, None, "Bakker", world.bakery.bank_accounts[0].iban), "ST-5")
    assert (entry.matched, entry.why) == (Verdict.UNMATCHED, Why.MAY_BE_PAID_BACK)
    with pytest.raises(Refused) as refused:
        actions.propose_match(entry, verdict=Verdict.RECOVERED, reason="Belde.", by=world.sanne)
    assert refused.value.field == "recovery"
    database.commit()
    number, key, line = recovery.number, entry.key, entry.id
    sanne, ruud = world.client("sanne"), world.client("ruud")
    where = f"/bank/lines/{key}"
    page = sanne.get(where).text
    assert "Geld dat wij terugvroegen" in page
    assert f"{award.number}/V1" in page
    said = {"verdict": "recovered", "recovery": number, "reason": "De bakker belde."}
    assert sanne.post(where, data=said).status_code == 302
    match = db.session.get_one(BankEntry, line).match
    assert match is not None
    with pytest.raises(Forbidden):
        actions.confirm_match(match, by=world.sanne)
    award, press = db.session.scalars(select(Award)).one(), f"/bank/matches/{match.key}/confirm"
    assert ledger.case_position(award.number).recovered == 0
    shown = ruud.get(where).text
    assert "2.000,00" in shown
    assert "100,00" in shown, "what is more than was asked is shown"
    assert ruud.post(press).status_code == 302
    award = db.session.scalars(select(Award)).one()
    assert (ledger.case_position(award.number).recovered, award.state) == (2_000_00, AwardState.CLOSED)
    assert db.session.get_one(BankEntry, line).verdict is Verdict.RECOVERED


def _is_told_to_the_grantee(world: World, case: str) -> None:
    noor = world.client("noor")
    page = noor.get(f"/awards/{case}").text
    assert "/V1" in page
    assert 'vk-next--late"' in page, "it is too late to pay back, and that is the next step"
    home = noor.get("/home").text
    for words in ("Betaal € 2.000,00 terug", "Kijk hoe en wanneer", "betaal € 2.000,00 terug"):
        assert words in home.replace("\u00a0", " "), words


def test_the_list_of_claims_shows_who_how_much_and_when(database: Site, world: World, held: Held) -> None:
    award, recovery = claimed(world, held)
    other = a_grant(world, world.troupe, parts=[Part(70_00)])
    actions.read_statement(
        bank_file(*paid(a_released_run(world, first_of(other))), number="ST-4"), filename="b", by=world.sanne
    )
    actions.claim(other, 70_00, number=f"{other.number}/V1", by=world.joost)
    database.commit()
    case, due_on, one_claim = award.number, recovery.due_on, f"/recoveries/{recovery.key}"
    sanne = world.client("sanne")
    page = sanne.get("/recoveries").text
    for word in (
        "Open vorderingen",
        world.bakery.name,
        f"{case}/V1",
        "2.000,00",
        ">70,00<",
        ">2.070,00<",
        "op de post",
    ):
        assert word in page
    assert case not in sanne.get("/recoveries?view=late").text
    assert case in sanne.get("/recoveries?view=all&q=korenaar&sort=most").text
    assert case not in sanne.get("/recoveries?view=all&q=gezelschap").text
    held.at(due_on + timedelta(days=1))
    sanne = world.client("sanne")
    assert case in sanne.get("/recoveries?view=late").text
    assert "te laat" in sanne.get("/recoveries").text.lower()
    assert case in sanne.get("/my-work").text
    text = sanne.get("/recoveries.csv?view=all").data.decode("utf-8-sig")
    assert f"{case}/V1;" in text
    assert "2000,00" in text
    assert "70,00;0,00;70,00" in text
    assert sanne.get("/recoveries.xlsx").status_code == 200
    one = sanne.get(one_claim).text
    assert "2.000,00" in one
    _is_told_to_the_grantee(world, case)
    assert sanne.get("/recoveries?view=x&sort=y&page=zz").status_code == 200
