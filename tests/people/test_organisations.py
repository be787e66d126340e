"""Organisations: one for each KvK number, a new bank account is a new row, somebody can always sign."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from fund.core.errors import Forbidden, Invalid, Refused
from fund.core.identifiers import demo_iban
from fund.people import actions, queries
from fund.people.models import BankAccount, LegalForm, Organisation
from tests.bed.site import Site
from tests.people.conftest import Told
from tests.world import BAKERY, World

NEW: dict[str, Any] = {
    "name": "Coöperatie De Schakel",
    "legal_form": LegalForm.COOPERATIVE,
    "kvk_number": "01234567",
    "rsin": "812340012",
}


def test_who_registers_an_organisation_may_sign_for_it(database: Site, world: World) -> None:
    organisation = actions.register_organisation(**NEW, by=world.anja)
    database.commit()
    assert organisation.kvk_number == "01234567", "the zero in front counts"
    assert organisation.id in world.anja.signatory_ids


def test_sent_twice_it_is_registered_once(database: Site, world: World) -> None:
    first = actions.register_organisation(**NEW, by=world.anja)
    assert actions.register_organisation(**NEW, by=world.anja) is first
    assert len(queries.members(first.id)) == 1


def test_a_known_organisation_points_to_a_colleague_and_names_nobody(database: Site, world: World) -> None:
    with pytest.raises(Refused, match="Ask a colleague") as refusal:
        actions.register_organisation(**{**NEW, "kvk_number": BAKERY}, by=world.anja)
    assert refusal.value.field == "kvk_number"
    assert "Noor" not in str(refusal.value.reason)
    assert world.bakery.id not in world.anja.organisation_ids


def test_the_people_of_the_fund_register_nothing(database: Site, world: World) -> None:
    with pytest.raises(Forbidden):
        actions.register_organisation(**NEW, by=world.bram)
    assert database.session.scalar(select(func.count(Organisation.id))) == 2


def test_a_sole_trader_is_not_asked_for_a_citizens_number(database: Site, world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.register_organisation(**{**NEW, "legal_form": LegalForm.SOLE_TRADER}, by=world.anja)
    assert refusal.value.field == "rsin"


def test_another_account_is_another_row_and_is_told(database: Site, world: World, told: Told) -> None:
    first = queries.bank_account(world.bakery.id)
    second = actions.enter_bank_account(world.bakery, iban=demo_iban(555), holder="De Korenaar", by=world.noor)
    database.commit()
    assert queries.bank_account(world.bakery.id) is second
    assert second.checked_at is None, "somebody checks it anew (PM-08)"
    assert database.session.get(BankAccount, first.id if first else 0) is not None, "the old one stays as it was"
    assert [(to, template) for to, template, _ in told] == [("noor@korenaar.example", "people/bank_account_changed")]
    assert told[0][2]["last_four"] == demo_iban(555)[-4:]


def test_the_same_account_again_is_no_change(database: Site, world: World) -> None:
    first = queries.bank_account(world.bakery.id)
    assert first is not None
    again = actions.enter_bank_account(world.bakery, iban=first.iban, holder=first.holder, by=world.noor)
    assert again is first


@pytest.mark.parametrize("who", ["samir", "anja", "bram", "sanne"])
def test_only_who_may_sign_changes_the_bank_account(database: Site, world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        actions.enter_bank_account(world.bakery, iban=demo_iban(9), holder="Iemand", by=world.person(who))


def test_a_colleague_without_an_account_gets_a_link_and_then_acts_for_it(
    database: Site, world: World, told: Told
) -> None:
    actions.add_member(world.bakery, name="Kees Bakker", email="Kees@korenaar.example", by=world.noor)
    assert told[-1][:2] == ("kees@korenaar.example", "people/invitation")
    kees = actions.confirm(told.token(), password="vier losse woorden hier")
    assert kees.organisation_ids == {world.bakery.id}
    assert not kees.signatory_ids


def test_a_colleague_with_an_account_is_told(database: Site, world: World, told: Told) -> None:
    actions.add_member(world.bakery, name="?", email="anja@rijdendgezelschap.example", may_sign=True, by=world.noor)
    assert told[-1][:2] == ("anja@rijdendgezelschap.example", "people/added")
    assert world.anja.name == "Anja van Gils"
    assert world.bakery.id in world.anja.signatory_ids


def test_nobody_is_added_twice_and_nobody_of_the_fund(database: Site, world: World, told: Told) -> None:
    for email in ("samir@korenaar.example", "mila@veerkracht.example"):
        with pytest.raises(Refused) as refusal:
            actions.add_member(world.bakery, name="?", email=email, by=world.noor)
        assert refusal.value.field == "email"
    assert not told


def test_somebody_can_always_sign(database: Site, world: World) -> None:
    noor, samir = queries.members(world.bakery.id)
    with pytest.raises(Refused, match="Let a colleague sign first"):
        actions.end_member(noor, by=world.noor)
    with pytest.raises(Refused, match="Let a colleague sign first"):
        actions.change_signing(noor, may_sign=False, by=world.noor)
    actions.change_signing(samir, may_sign=True, by=world.noor)
    actions.end_member(noor, by=world.samir)
    database.commit()
    assert not world.noor.organisation_ids
    assert world.samir.signatory_ids == {world.bakery.id}


def test_who_writes_only_changes_nobody(database: Site, world: World) -> None:
    noor, samir = queries.members(world.bakery.id)
    for member in (noor, samir):
        with pytest.raises(Forbidden):
            actions.end_member(member, by=world.samir)
    with pytest.raises(Forbidden):
        actions.change_organisation(world.bakery, name="Van ons", legal_form=LegalForm.FOUNDATION, by=world.samir)


def test_a_change_keeps_what_it_was_on_the_record(database: Site, world: World) -> None:
    from fund.core.audit import AuditEntry

    actions.change_organisation(
        world.bakery, name="De Korenaar", legal_form=LegalForm.FOUNDATION, rsin="123456782", by=world.noor
    )
    database.commit()
    entry = database.session.scalars(select(AuditEntry).where(AuditEntry.action == "organisation.change")).one()
    assert entry.detail["before"]["name"] == "Stichting Buurtbakkerij De Korenaar"
    assert entry.detail["after"]["name"] == "De Korenaar"
