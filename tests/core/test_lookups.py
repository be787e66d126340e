"""Ways to find rows that each database writes in its own words: they find what the plain words find, on both."""

from __future__ import annotations

import pytest
from sqlalchemy import Select, bindparam, literal, select

from fund.core.db import only_reading, select_rows
from fund.core.lookups import looked_up, one_of, starts_with
from fund.core.planning import at_most, fixed, none_of, unindexed, unweighed, written_out
from fund.people.models import Organisation, Person, RoleGrant
from fund.people.queries import is_named, name_pattern
from fund.people.roles import Role
from fund.programme.actions import load_reference
from fund.programme.models import Municipality
from tests.bed.site import Site
from tests.world import World

NAMES = select(Municipality.name).order_by(Municipality.name)


@pytest.fixture(autouse=True)
def _municipalities(database: Site, world: World) -> None:
    load_reference()


def _names(database: Site, query: Select[str], **values: object) -> list[str]:
    return list(database.session.scalars(query, values))


@pytest.mark.parametrize("beginning", ["Ber", "Bergen op Zoom", "'s-", "b", "%", "_", "", "Ω", "Z\U0010ffff"])
def test_a_beginning_is_taken_letter_by_letter(database: Site, world: World, beginning: str) -> None:
    found = _names(database, NAMES.where(starts_with(Municipality.name, bindparam("typed"))), typed=beginning)
    assert found == [name for name in _names(database, NAMES) if name.startswith(beginning)]


def test_what_a_query_finds_is_looked_up(database: Site, world: World) -> None:
    some = select(Municipality.id).where(Municipality.name < bindparam("before")).limit(at_most(1000))
    for before in ("D", "A"):
        found = _names(database, NAMES.where(looked_up(Municipality.id, some)), before=before)
        assert found == [name for name in _names(database, NAMES) if name < before]


@pytest.mark.parametrize("count", [0, 1, 3, 2000])
def test_keys_that_were_found_are_one_parameter(database: Site, world: World, count: int) -> None:
    keys = list(database.session.scalars(select(Municipality.id).order_by(Municipality.id)))
    query = select(Municipality.id).where(one_of(Municipality.id, "keys")).order_by(Municipality.id)
    wanted = [*keys, *range(10_000, 12_000)][:count]
    assert list(database.session.scalars(query, {"keys": wanted})) == keys[:count]
    assert "IN (1" not in str(query)


def test_a_row_that_has_none_is_found(database: Site, world: World) -> None:
    holds = select(RoleGrant.id).where(RoleGrant.person_id == Person.id, RoleGrant.role == Role.FINANCE)
    people = select(Person.name).order_by(Person.name)
    without = set(database.session.scalars(people.where(none_of(holds, Person))))
    assert without == set(database.session.scalars(people.where(~holds.exists())))
    assert without
    assert without != set(database.session.scalars(people))


def test_a_value_that_is_not_weighed_and_a_column_without_its_index_compare_as_ever(
    database: Site, world: World
) -> None:
    middle = min(database.session.scalars(select(Municipality.code)))
    plain = _names(database, NAMES.where(Municipality.code > middle))
    unknown = NAMES.where(unindexed(Municipality.code) > unweighed(bindparam("least", type_=Municipality.code.type)))
    assert plain
    assert _names(database, unknown, least=middle) == _names(database, written_out(unknown), least=middle) == plain


@pytest.mark.parametrize(
    ("typed", "finds"), [("100%", True), ("0%", True), ("%", True), ("1_0", False), ("/", False), ("VOOR", True)]
)
def test_every_character_of_a_name_is_itself(database: Site, world: World, typed: str, finds: bool) -> None:
    world.bakery.name = "Één voor 100%"
    database.session.flush()
    found = database.session.scalars(select(Organisation.id).where(is_named(literal(name_pattern(typed))))).all()
    assert (world.bakery.id in found) == finds


def test_what_somebody_typed_is_never_written_out(database: Site, world: World) -> None:
    for typed in ("x' OR true --", "[POSTCOMPILE_x]", "ordinary"):
        with pytest.raises(TypeError, match="written out"):
            written_out(select(Municipality.id).where(Municipality.name == typed))
        with pytest.raises(ValueError, match="no word"):
            fixed(f"{typed} '")
    assert "'decisions/'" in str(select(fixed("decisions/")))


def test_objects_are_asked_of_the_session(database: Site, world: World) -> None:
    for query in (select(Municipality), select(Municipality.id, Municipality)):
        with pytest.raises(TypeError, match="of the session"):
            select_rows(query)
    with only_reading():
        assert [row.name for row in select_rows(NAMES)] == _names(database, NAMES)
