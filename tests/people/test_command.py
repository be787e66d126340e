"""The first administrator comes by a command, and chooses a password by mail."""

from __future__ import annotations

from fund.people import actions, queries
from fund.people.roles import Role
from tests.bed.site import Site
from tests.people.conftest import Told


def test_the_first_administrator_gets_a_link(database: Site, told: Told) -> None:
    runner = database.app.test_cli_runner()
    first = runner.invoke(args=["people", "administrator", "Bram Aerts", "Bram@veerkracht.example"])
    assert first.exit_code == 0, first.output
    assert told[-1][:2] == ("bram@veerkracht.example", "people/reset")
    actions.reset_password(told.token(), password="vier losse woorden hier")
    bram = queries.person_by_email("bram@veerkracht.example")
    assert bram is not None
    assert bram.roles == {Role.ADMINISTRATOR}
    database.commit()
    again = runner.invoke(args=["people", "administrator", "Bram Aerts", "bram@veerkracht.example"])
    assert again.exit_code == 1
    assert "bram@veerkracht.example" in again.output
    assert "Traceback" not in again.output
