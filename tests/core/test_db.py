"""What the house asks of its databases: how they isolate, that a proof sees one moment, that busy is said in words."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from fund.core.db import db, is_busy, one_moment
from tests.bed.site import Site
from tests.world import World


def _rename(database: Site, name: str) -> None:
    """Change a row as somebody else would: from a connection of their own."""
    with db.engine.begin() as other:
        other.execute(text("UPDATE person SET job_title = :name WHERE id = 1"), {"name": name})


def _job_title(database: Site) -> str:
    return str(database.session.scalar(text("SELECT job_title FROM person WHERE id = 1")))


def test_a_transaction_sees_what_others_have_committed_whatever_the_server_prefers(database: Site) -> None:
    if database.name == "postgresql":
        assert database.session.scalar(text("SHOW transaction_isolation")) == "read committed"


def test_sqlite_keeps_what_it_confirmed_and_what_refers_to_what(database: Site) -> None:
    """P1: written ahead, synced at every commit, and no row may point at nothing; as the application asks for it."""
    if database.name == "sqlite":
        asked = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
        with db.engine.connect() as another:
            found = {name: another.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked}
        assert found == asked


def test_no_row_points_at_nothing(database: Site, world: World) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        database.session.execute(text("UPDATE membership SET person_id = 999999"))


def test_a_proof_sees_one_moment_while_others_go_on(database: Site, world: World) -> None:
    one_moment()
    before = _job_title(database)
    if database.name == "postgresql":  # on SQLite the writer waits until we are done
        _rename(database, "meanwhile")
    assert _job_title(database) == before
    database.refresh()
    _rename(database, "later")
    assert _job_title(database) == "later"


def test_a_proof_changes_nothing_on_postgresql(database: Site, world: World) -> None:
    one_moment()
    if database.name == "postgresql":
        with pytest.raises(DBAPIError, match="read-only"):
            database.session.execute(text("UPDATE person SET job_title = 'x'"))


def test_another_writer_is_busy_and_a_broken_rule_is_not(database: Site, world: World) -> None:
    if database.name == "postgresql":
        with pytest.raises(DBAPIError) as deadlock:
            database.session.execute(text("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$"))
        assert is_busy(deadlock.value)
        database.refresh()
    with pytest.raises(DBAPIError) as broken:
        database.session.execute(text("UPDATE person SET email = NULL"))
    assert not is_busy(broken.value)


def _impatient(connection: sqlite3.Connection, *_rest: object) -> None:
    connection.execute("PRAGMA busy_timeout=50")


def test_who_meets_another_writer_is_told_in_words_and_may_try_again(database: Site, world: World) -> None:
    if database.name != "sqlite":
        return
    browser = world.client("noor")
    database.refresh()
    other = sqlite3.connect(db.engine.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    event.listen(db.engine, "checkout", _impatient)
    answer = browser.post("/account/change", data={"name": "Noor"})
    event.remove(db.engine, "checkout", _impatient)
    other.execute("ROLLBACK")
    assert answer.status_code == 503
    assert "in a few seconds" in answer.text or "over een paar seconden" in answer.text
    assert answer.headers["Retry-After"] == "5"
