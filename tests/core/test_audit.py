"""Tampering with the record is found, and named (P7)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fund.core import anchors, audit
from fund.core.append_only import AlteredRecordError, drop_trigger_ddl
from fund.core.audit import FIELDS, AuditEntry, AuditHead, TheClock, entry_hash
from tests.bed import crew
from tests.bed.held import Held
from tests.bed.site import Site
from tests.core.chain import Thing

CLERK = TheClock(None, "Ünal")


def record(database: Site, count: int) -> None:
    for number in range(count):
        audit.record("looked", Thing(number), by=CLERK, amount=number, said="é €", nothing=None)
        database.commit()


@pytest.fixture
def chain(database: Site) -> Site:
    record(database, 10)
    assert audit.verify() == audit.Verification(10, audit.verify().head)
    return database


def tamper(database: Site, *statements: str) -> None:
    """Change rows as somebody with all rights on the database can."""
    for statement in (*drop_trigger_ddl(database.name, "audit_entry"), *statements):
        database.session.execute(text(statement))
    database.commit()


def entries(database: Site) -> list[AuditEntry]:
    return database.session.query(AuditEntry).order_by(AuditEntry.id).all()


def test_entries_of_one_transaction_follow_one_another(database: Site) -> None:
    for _n in range(3):
        audit.record("looked", Thing(1), by=CLERK)
    assert not entries(database)  # chained when the transaction commits
    database.commit()
    chained = entries(database)
    assert [entry.id for entry in chained] == [1, 2, 3]
    assert [entry.previous for entry in chained] == [audit.START, chained[0].hash, chained[1].hash]


def test_what_was_rolled_back_is_not_recorded(database: Site) -> None:
    audit.record("looked", Thing(1), by=CLERK)
    database.session.rollback()
    audit.record("did", Thing(1), by=CLERK)
    database.commit()
    assert [entry.action for entry in entries(database)] == ["did"]


def test_a_savepoint_that_ends_does_not_chain(database: Site) -> None:
    with database.session.begin_nested():
        audit.record("looked", Thing(1), by=CLERK)
    database.commit()
    assert audit.verify().entries == 1


def test_what_a_savepoint_undoes_is_not_recorded_and_the_rest_is(database: Site) -> None:
    audit.record("before", Thing(1), by=CLERK)
    outer = database.session.begin_nested()
    with database.session.begin_nested():
        audit.record("inside", Thing(1), by=CLERK)
    audit.record("inside too", Thing(1), by=CLERK)
    outer.rollback()
    audit.record("after", Thing(1), by=CLERK)
    database.commit()
    assert [entry.action for entry in entries(database)] == ["before", "after"]


CHANGES = {
    "UPDATE audit_entry SET actor_name = 'somebody else' WHERE id = 4": (4, "changed"),
    "UPDATE audit_entry SET action = 'looked away' WHERE id = 4": (4, "changed"),
    "UPDATE audit_entry SET subject_id = 99 WHERE id = 4": (4, "changed"),
    "UPDATE audit_entry SET case_id = 7 WHERE id = 4": (4, "changed"),
    "UPDATE audit_entry SET to_state = 'granted' WHERE id = 4": (4, "changed"),
    "UPDATE audit_entry SET detail = '{\"amount\": 4000}' WHERE id = 4": (4, "changed"),
    "UPDATE audit_entry SET at = '2026-03-02 09:00:00.000001' WHERE id = 4": (4, "changed"),
    "UPDATE audit_entry SET previous = hash WHERE id = 4": (4, "does not follow"),
    "DELETE FROM audit_entry WHERE id = 4": (4, "missing"),
    "DELETE FROM audit_entry WHERE id = 1": (1, "missing"),
    "DELETE FROM audit_entry WHERE id = 10": (10, "before its recorded head"),
    "DELETE FROM audit_entry": (1, "before its recorded head"),
    "DELETE FROM audit_head": (1, "head is gone"),
    "UPDATE audit_entry SET id = 99 WHERE id = 4": (4, "missing"),
    "UPDATE audit_entry SET id = 0 WHERE id = 4": (1, "missing or moved"),
}


@pytest.mark.parametrize("statement", CHANGES)
def test_an_entry_that_was_tampered_with_is_named(chain: Site, statement: str) -> None:
    tamper(chain, statement)
    found = audit.verify()
    broken_at, why = CHANGES[statement]
    assert found.broken_at == broken_at
    assert why in found.why


def test_two_entries_swapped_are_found(chain: Site) -> None:
    tamper(
        chain,
        "UPDATE audit_entry SET id = 99 WHERE id = 4",
        "UPDATE audit_entry SET id = 4 WHERE id = 5",
        "UPDATE audit_entry SET id = 5 WHERE id = 99",
    )
    assert (audit.verify().broken_at, audit.verify().why) == (4, "entry does not follow the one before it")


def test_an_entry_put_in_is_found(chain: Site) -> None:
    columns = "at, actor_name, action, subject_kind, subject_id, detail, previous"
    tamper(
        chain,
        "UPDATE audit_entry SET id = id + 100 WHERE id > 4",
        f"INSERT INTO audit_entry (id, hash, {columns}) SELECT 5, 'x', {columns} FROM audit_entry WHERE id = 4",
        "UPDATE audit_entry SET id = id - 99 WHERE id > 100",
    )
    assert audit.verify().broken_at == 5


def cut_the_tail(database: Site) -> None:
    """Take the last three entries off and set the head back, so that the chain itself is sound."""
    last = entries(database)[6]
    tamper(
        database,
        "DELETE FROM audit_entry WHERE id > 7",
        f"UPDATE audit_head SET length = 7, hash = '{last.hash}'",
    )


def write_anew(database: Site) -> None:
    """Change entry 4 and make every hash after it anew, as somebody who knows how can."""
    tamper(database)
    chained, previous = entries(database), audit.START
    for entry in chained:
        facts = {name: getattr(entry, name) for name in FIELDS}
        if entry.id == 4:
            facts["action"] = "never happened"
        fresh = entry_hash(facts, previous)
        database.session.execute(
            text("UPDATE audit_entry SET action = :action, previous = :previous, hash = :hash WHERE id = :id"),
            {"action": facts["action"], "previous": previous, "hash": fresh, "id": entry.id},
        )
        previous = fresh
    database.session.execute(text("UPDATE audit_head SET hash = :hash"), {"hash": previous})
    database.commit()


def test_a_cut_tail_is_seen_by_what_was_anchored_outside(chain: Site, tmp_path: Path) -> None:
    anchors.drop(tmp_path / "heads")
    cut_the_tail(chain)
    assert audit.verify().broken_at is None  # the chain alone cannot see it
    found = audit.verify(anchors.read(tmp_path / "heads"))
    assert found.broken_at == 8
    assert found.why == "the chain is cut off: it had 10 entries on 2026-03-02T09:00:00+00:00"


def test_a_chain_written_anew_is_seen_by_what_was_anchored_outside(chain: Site, tmp_path: Path) -> None:
    anchors.drop(tmp_path / "heads")
    record(chain, 3)
    write_anew(chain)
    assert audit.verify().broken_at is None
    found = audit.verify(anchors.read(tmp_path / "heads"))
    assert found.broken_at == 10
    assert "written anew" in found.why


def test_anchors_are_added_and_never_rewritten(chain: Site, tmp_path: Path) -> None:
    file = tmp_path / "folder" / "heads"
    first = anchors.drop(file)
    record(chain, 1)
    second = anchors.drop(file)
    assert anchors.read(file) == [first, second]
    assert audit.verify(anchors.read(file)).broken_at is None
    file.write_text("nonsense\n")
    with pytest.raises(ValueError, match="heads:1 is not an anchor"):
        anchors.read(file)


def test_the_command_compares_with_the_anchors(chain: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(chain.app.config, "AUDIT_ANCHORS", str(tmp_path / "heads"))
    runner = chain.app.test_cli_runner()
    assert runner.invoke(args=["jobs", "run", "anchor_audit"]).exit_code == 0
    assert "10 entries follow one another" in runner.invoke(args=["audit", "verify"]).output
    chain.refresh()
    cut_the_tail(chain)
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert "broken at entry 8: the chain is cut off" in broken.output


def test_a_chain_that_was_never_anchored_is_not_proven(chain: Site, held: Held) -> None:
    runner = chain.app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0, "a new chain has no anchor yet"
    held.forward(days=3)
    unwatched = runner.invoke(args=["audit", "verify"])
    assert unwatched.exit_code == 1
    assert "its end was never written down" in unwatched.output


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry WHERE id = 1"])
def test_the_database_itself_refuses_to_change_the_record(chain: Site, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        chain.session.execute(text(statement))


def test_the_database_itself_refuses_to_empty_the_record(chain: Site) -> None:
    if chain.name == "postgresql":
        with pytest.raises(DBAPIError, match="append-only"):
            chain.session.execute(text("TRUNCATE audit_entry"))


def test_the_unit_of_work_refuses_too(chain: Site) -> None:
    chain.session.delete(entries(chain)[0])
    with pytest.raises(AlteredRecordError):
        chain.session.flush()


@pytest.mark.concurrency
def test_four_processes_make_one_chain(database: Site) -> None:
    database.commit()
    crew.at_once(database, "tests.core.chain:record", 4, "20")
    found = audit.verify()
    assert (found.entries, found.broken_at) == (4 * 16 * 2, None)
    together = [(entry.subject_id, entry.detail["turn"]) for entry in entries(database)]
    assert together[0::2] == together[1::2]  # what one transaction did stands together
    assert database.session.get_one(AuditHead, 1).length == 128


@pytest.mark.concurrency
def test_numbers_are_given_out_once_and_without_gaps(database: Site) -> None:
    database.commit()
    taken = crew.at_once(database, "tests.core.chain:number", 4, "20")
    assert sorted(map(int, taken)) == list(range(1, 61))
