"""P9: you see and do only what your role and your case allow, at every door that there is."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.architecture import access
from tests.bed.site import Site
from tests.world import World


def _try_every_door(database: Site, world: World, who: str) -> dict[access.Door, str]:
    """Walk up to every door as one person; what a POST changed is put back before the next one.

    Who may not see the cases walks up to the doors about a case.
    """
    sign_in, found = access.sign_in_path(database.app), {}
    person = world.person(who) if who else None
    browser = database.client(person)
    for door, way in access.doors(database.app).items():
        if who in access.STRANGERS.values() and not access.is_about_a_case(way):
            continue
        path = access.address(way, door.case)
        if path is None:
            found[door] = "nothing to try"
            continue
        answer = browser.open(path, method=door.method)
        found[door] = access.verdict(answer, sign_in)
        if door.method != "GET" and answer.status_code < 400:  # what is refused leaves nothing behind
            database.again()
            browser = database.client(person)
    return found


def test_every_door_is_in_the_table_with_its_policy(bare_app: Flask, pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--write-access-matrix"):
        return  # the other test writes it
    there, agreed = set(access.doors(bare_app)), set(access.read())
    assert not there - agreed, "new doors: say who may pass (--write-access-matrix, then read it)"
    assert not agreed - there, "doors in the table that no longer exist"


@pytest.mark.one_database
@pytest.mark.parametrize("column", access.COLUMNS)
def test_every_door_opens_for_whom_it_should(
    database: Site, case: World, column: str, pytestconfig: pytest.Config
) -> None:
    found = _try_every_door(database, case, access.COLUMNS[column] or "")
    agreed = access.read()
    if pytestconfig.getoption("--write-access-matrix"):
        access.write(
            {door: {**agreed.get(door, {}), column: found.get(door, "")} for door in access.doors(database.app)}
        )
        agreed = access.read()
    wrong = {
        f"{door.method} {door.path} {door.case} ({door.policy})": f"{word}, agreed: {agreed[door][column]}"
        for door, word in found.items()
        if door in agreed and agreed[door][column] != word
    }
    assert not wrong


def test_the_table_leaves_nothing_open() -> None:
    """Read the table itself: what is not public is shut to strangers, and everything could be tried."""
    table = access.read()
    assert table
    ajar = [door for door, words in table.items() if door.policy != "public" and words["anonymous"] != "sign in"]
    assert not ajar, "a stranger gets in without a policy that says so"
    untried = [door for door, words in table.items() if "nothing to try" in words.values()]
    assert not untried, "tests/case.py makes nothing that this door is about"
    broken = {door: words for door, words in table.items() if any(word.startswith("broken") for word in words.values())}
    assert not broken
    open_to_somebody = {
        (door.path, door.method)
        for door, words in table.items()
        if door.policy == "public" or {"yes", "not there"} & set(words.values())
    }
    shown_to_anybody = {"/cases/<number>", "/cases/<number>/interest"}  # the head of a case, and the declaration
    let_in = {
        (door.method, door.path, name)
        for door, words in table.items()
        for name in access.STRANGERS
        if words[name] == "yes" and door.path not in shown_to_anybody
    }
    assert not let_in, "a door that opens for who declared nothing, or an interest"
    shut = {(door.path, door.method) for door in table} - open_to_somebody
    assert not shut, "a door that opens for nobody"
