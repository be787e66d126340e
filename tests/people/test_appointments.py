"""Appointments: by administrators, never of themselves, and they count from the next request."""

from __future__ import annotations

from datetime import date

import pytest

from fund.core import clock
from fund.core.errors import Forbidden, Invalid, Refused
from fund.people import actions, queries
from fund.people.actions import sign_ins
from fund.people.roles import Role
from fund.people.rules import hash_token
from tests.bed.held import Held
from tests.bed.site import Site
from tests.people.conftest import Told
from tests.world import World


def test_an_administrator_adds_somebody_who_chooses_a_password(database: Site, world: World, told: Told) -> None:
    person = actions.create_staff(name="Vera Smits", email="vera@veerkracht.example", by=world.bram)
    actions.grant_role(person, Role.FINANCE, by=world.bram)
    assert told[-1][:2] == ("vera@veerkracht.example", "people/staff_invitation")
    actions.confirm(told.token(), password="vier losse woorden hier")
    assert person.roles == {Role.FINANCE}


@pytest.mark.parametrize("who", ["mila", "joost", "sanne", "ilse", "tom", "noor"])
def test_nobody_else_appoints(database: Site, world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        actions.grant_role(world.daan, Role.FINANCE, by=world.person(who))
    with pytest.raises(Forbidden):
        actions.create_staff(name="Vera", email="vera@veerkracht.example", by=world.person(who))
    with pytest.raises(Forbidden):
        actions.end_role(world.daan.role_grants[0], last_day=date(2026, 3, 1), by=world.person(who))


def test_an_administrator_does_not_appoint_himself(database: Site, world: World) -> None:
    with pytest.raises(Forbidden, match="your own roles"):
        actions.grant_role(world.bram, Role.DECISION_MAKER, by=world.bram)
    with pytest.raises(Forbidden, match="your own roles"):
        actions.end_role(world.bram.role_grants[0], last_day=date(2026, 3, 1), by=world.bram)


def test_a_role_holds_from_its_first_day_until_its_last(database: Site, world: World, held: Held) -> None:
    actions.grant_role(world.daan, Role.FINANCE, from_on=date(2026, 3, 3), until_on=date(2026, 3, 5), by=world.bram)
    database.commit()
    holds = []
    for day in range(2, 7):
        held.at(date(2026, 3, day))
        holds.append(Role.FINANCE in world.daan.roles)
    assert holds == [False, True, True, True, False]


def test_a_change_of_roles_ends_every_sign_in(database: Site, world: World) -> None:
    for change in ("grant", "end"):
        token = sign_ins.begin_sign_in(world.daan)
        assert queries.signed_in_person(hash_token(token), clock.now()) is not None
        if change == "grant":
            actions.grant_role(world.daan, Role.CASE_HANDLER, by=world.bram)
        else:
            actions.end_role(world.daan.role_grants[-1], last_day=date(2026, 3, 1), by=world.bram)
        assert queries.signed_in_person(hash_token(token), clock.now()) is None


def test_days_in_the_wrong_order_and_a_role_that_holds_already(database: Site, world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.grant_role(world.daan, Role.FINANCE, from_on=date(2026, 3, 3), until_on=date(2026, 3, 2), by=world.bram)
    assert refusal.value.field == "until_on"
    with pytest.raises(Refused) as held_already:
        actions.grant_role(world.daan, Role.ASSESSOR, from_on=date(2026, 5, 1), by=world.bram)
    assert held_already.value.field == "role"


@pytest.mark.parametrize(
    ("who", "role"),
    [("sanne", Role.ADMINISTRATOR), ("joost", Role.ADMINISTRATOR), ("tom", Role.FINANCE), ("mila", Role.AUDITOR)],
)
def test_roles_that_exclude_each_other_are_not_held_together(
    database: Site, world: World, who: str, role: Role
) -> None:
    person = world.person(who)
    with pytest.raises(Refused, match="at the same time") as refusal:
        actions.grant_role(person, role, by=world.bram)
    assert refusal.value.field == "role"
    for held in person.role_grants:
        actions.end_role(held, last_day=date(2026, 3, 31), by=world.bram)
    with pytest.raises(Refused):
        actions.grant_role(person, role, from_on=date(2026, 3, 31), by=world.bram)
    actions.grant_role(person, role, from_on=date(2026, 4, 1), by=world.bram)


def test_who_applies_is_not_appointed(database: Site, world: World) -> None:
    with pytest.raises(Refused, match="acts for an organisation"):
        actions.grant_role(world.noor, Role.ASSESSOR, by=world.bram)
