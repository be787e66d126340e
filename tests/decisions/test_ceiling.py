"""The last euros are asked for by eight decisions at the same moment: half of them fits, and half is signed (P3).

Eight applicants and eight who sign: nothing holds them up but the money.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from fund.assessment import actions as assessment
from fund.core import audit, clock
from fund.core.audit import TheClock
from fund.core.identifiers import demo_iban
from fund.decisions.actions import give_mandate
from fund.decisions.models import Decision
from fund.decisions.workflow import State
from fund.ledger import queries as ledger
from fund.people import actions as people
from fund.people.models import LegalForm, Organisation, Person
from fund.people.roles import Role
from tests.bed import crew
from tests.bed.site import Site
from tests.builders import a_proposal, an_advised_application
from tests.decisions.test_actions import leave
from tests.world import World

MANY, AMOUNT, SIGNER = 8, 4_000_000, "tekenaar"
RSINS = ("180000007", "180000019", "180000020", "180000032", "180000044", "180000056", "180000068", "180000081")


def an_applicant(number: int) -> Organisation:
    """One of the applicants: an organisation for which Noor writes and signs."""
    noor = World().noor
    organisation = people.register_organisation(
        name=f"Stichting {number}",
        legal_form=LegalForm.FOUNDATION,
        kvk_number=f"1800000{number}",
        rsin=RSINS[number],
        street="Markt 1",
        postcode="5701 AB",
        town="Helmond",
        by=noor,
    )
    people.enter_bank_account(organisation, iban=demo_iban(200 + number), holder=organisation.name, by=noor)
    return organisation


def signers() -> list[Person]:
    """Those who sign, each with a mandate of their own."""
    found = []
    for each in range(MANY):
        person = people.enrol(name=f"Tekenaar {each}", email=f"{SIGNER}{each}@veerkracht.example", by=TheClock())
        people.grant_role(person, Role.DECISION_MAKER, by=TheClock())
        give_mandate(person, capacity="hoofd", maximum_amount=AMOUNT, valid_from=clock.today(), by=World().bram)
        found.append(person)
    return found


@pytest.mark.concurrency
def test_of_eight_decisions_of_which_half_fits_half_is_signed(database: Site, world: World) -> None:
    decisions = [a_proposal(an_advised_application(organisation=an_applicant(each))) for each in range(MANY)]
    for decision, signer in zip(decisions, signers(), strict=True):
        assessment.declare_interest(decision.application, has_interest=False, by=signer)
    leave(database, MANY // 2 * AMOUNT + 1, by=world.mila)
    keys = [decision.key for decision in decisions]
    words = (clock.now().isoformat(), *(f"{SIGNER}{each}@veerkracht.example:{key}" for each, key in enumerate(keys)))
    database.commit()
    told = crew.at_once(database, "tests.decisions.signer:sign", MANY, *words)
    assert sorted(told) == [
        "refused There is €\u00a00,01 left under the ceiling and this costs €\u00a040.000,00. Nothing has changed."
    ] * (MANY // 2) + ["signed"] * (MANY // 2)
    database.session.expire_all()
    kept = database.session.scalars(select(Decision)).all()
    signed = [decision for decision in kept if decision.state is State.APPROVED]
    assert len(signed) == MANY // 2
    assert {decision.state for decision in kept if decision not in signed} == {State.PROPOSED}
    left_before = sorted(
        decision.ceiling_at_decision["left"] for decision in signed if decision.ceiling_at_decision is not None
    )
    assert left_before == [AMOUNT * each + 1 for each in range(1, MANY // 2 + 1)]  # each saw what the other left
    position = ledger.call_position("FSV-2026")
    assert (position.committed, position.left) == (MANY // 2 * AMOUNT, 1)
    assert not ledger.check().findings
    assert audit.verify().broken_at is None
