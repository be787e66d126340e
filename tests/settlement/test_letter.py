"""The letter of a determination that asks money back: the same sum before and after the books are changed."""

from __future__ import annotations

from datetime import timedelta

from fund.assessment.actions import declare_interest
from fund.core import clock
from fund.core.identifiers import group_iban
from fund.core.legal_terms import payment_term
from fund.documents.letters import Signer
from fund.documents.press.sandbox import write_day
from fund.documents.queries import content_of
from fund.documents.settings import payer
from fund.ledger import queries as ledger
from fund.payments import actions as payments
from fund.settlement import letters
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import mandates
from tests.documents.test_press import text_of
from tests.payments.desk import Part, a_grant, a_released_run, bank_file, checked, first_of, paid
from tests.settlement.test_settlement import propose, sign
from tests.world import World


def test_what_was_paid_too_much_is_asked_back_once_in_the_letter_that_goes_out(
    database: Site, world: World, held: Held
) -> None:
    """The letter is drawn after the claim is booked: it says the same as the page that was signed."""
    award = a_grant(world, parts=[Part(5_000_00)])
    checked(world)
    run = a_released_run(world, first_of(award))
    payments.read_statement(bank_file(*paid(run), number="ST-1"), filename="afschrift.xml", by=world.sanne)
    held.at(award.ends_on + timedelta(days=10))
    mandates()
    declare_interest(award.application, has_interest=False, by=world.mila)
    settlement = propose(award, world, 3_000_00)
    signer = Signer(name=world.marieke.name, function="directeur")
    before = letters.letter_of(settlement, known_on=clock.today(), signer=signer)
    sign(settlement, world)
    assert letters.letter_of(settlement) == before, "what was previewed is what goes out, to the last fact"
    assert settlement.letter is not None
    said = text_of(content_of(settlement.letter))
    assert (before.paid, before.too_much, before.still_to_pay) == (5_000_00, 2_000_00, 0)
    assert "Al betaald 5.000,00" in said
    assert "U moet terugbetalen 2.000,00" in said
    assert f"uiterlijk op {write_day(payment_term(clock.today()).day, 'weekday', 'nl')}" in said
    assert group_iban(payer()[1]).replace("\N{NO-BREAK SPACE}", " ") in said
    assert letters.notice_facts(settlement)["too_much"] == 2_000_00
    assert ledger.case_position(award.number).claimed == 2_000_00
