"""Whoever changes the books behind our back is found, also with the triggers out of the way (P6, P7)."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fund.core.append_only import AlteredRecordError, drop_trigger_ddl
from fund.core.jobs import JobRun, Outcome, run
from fund.ledger import queries
from fund.ledger.actions import move, reverse
from fund.ledger.jobs import JOBS, BooksDoNotBalance
from fund.ledger.models import Movement
from fund.ledger.rules import content, seal
from tests.bed.site import Site
from tests.ledger.books import CLERK, A, M, pot


@pytest.fixture
def books(database: Site) -> Site:
    for number in ("1", "2"):
        move(M.CEILING, pot(A.WORLD, ""), pot(A.BUDGET, ""), 1000, reference=f"c{number}", by=CLERK)
        move(M.RESERVE, pot(A.BUDGET, ""), pot(A.RESERVED, number), 500, reference=f"r{number}", by=CLERK, memo="é")
        move(M.COMMIT, pot(A.RESERVED, number), pot(A.AWARD, number), 400, reference=f"a{number}", by=CLERK)
    sent = move(M.INSTRUCT, pot(A.AWARD, "1"), pot(A.TRANSIT, "1"), 100, reference="i1", by=CLERK)
    reverse(sent, reference="u1", by=CLERK)
    database.commit()
    assert not queries.check().findings
    return database


def unlock(database: Site) -> None:
    for statement in drop_trigger_ddl(database.name, "movement"):
        database.session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE movement SET amount = 1",
        "UPDATE movement SET memo = 'x' WHERE id = 1",
        "DELETE FROM movement WHERE id = 7",
    ],
)
def test_the_database_itself_refuses_to_change_a_movement(books: Site, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        books.session.execute(text(statement))


def test_the_database_itself_refuses_to_empty_the_books(books: Site) -> None:
    statement = "DELETE FROM movement" if books.name == "sqlite" else "TRUNCATE movement CASCADE"
    with pytest.raises(DBAPIError, match="append-only"):
        books.session.execute(text(statement))


def test_the_unit_of_work_refuses_too(books: Site) -> None:
    movement = books.session.get_one(Movement, 1)
    movement.memo = "x"
    with pytest.raises(AlteredRecordError):
        books.session.flush()
    books.refresh()
    with pytest.raises(AlteredRecordError):
        books.session.query(Movement).update({"memo": "x"})
    books.session.delete(books.session.get_one(Movement, 1))
    with pytest.raises(AlteredRecordError):
        books.session.flush()


TAMPERED = {
    "UPDATE movement SET amount = amount + 1 WHERE id = 3": ("movement 3 (a1)", "changed"),
    "UPDATE movement SET amount = amount - 1 WHERE id = 3": ("movement 3 (a1)", "changed"),
    "UPDATE movement SET memo = 'x' WHERE id = 2": ("movement 2 (r1)", "changed"),
    "UPDATE movement SET by_name = 'somebody' WHERE id = 2": ("movement 2 (r1)", "changed"),
    "UPDATE movement SET by_id = 5 WHERE id = 2": ("movement 2 (r1)", "changed"),
    "UPDATE movement SET booked_on = '2026-03-01' WHERE id = 2": ("movement 2 (r1)", "changed"),
    "UPDATE movement SET at = '2026-03-02 09:00:00.000001' WHERE id = 2": ("movement 2 (r1)", "changed"),
    "UPDATE movement SET reference = 'x' WHERE id = 2": ("movement 2 (x)", "changed"),
    "UPDATE movement SET kind = 'paid' WHERE id = 3": ("movement 3 (a1)", "changed"),
    "UPDATE movement SET reverses_id = 3 WHERE id = 8": ("movement 8 (u1)", "changed"),
    "UPDATE movement SET reverses_id = NULL WHERE id = 8": ("movement 8 (u1)", "a way that money does not go"),
    "DELETE FROM movement WHERE id = 6": ("movement 6 (a2)", "gone from the books"),
    "DELETE FROM movement WHERE id = 8": ("movement 8 (u1)", "gone from the books"),
    "UPDATE account SET key = 'other' WHERE kind = 'award' AND key = '1'": ("movement 3 (a1)", "changed"),
    "UPDATE movement SET source_id = (SELECT id FROM account WHERE kind='reserved' AND key='2') WHERE id = 3": (
        "movement 3 (a1)", "changed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("statement", TAMPERED)
def test_a_row_that_was_tampered_with_is_named(books: Site, statement: str) -> None:
    unlock(books)
    books.session.execute(text(statement))
    books.commit()
    row, why = TAMPERED[statement]
    findings = queries.check().findings
    assert any(finding.row == row and why in finding.why for finding in findings), findings


def test_a_row_put_in_with_a_sound_seal_is_found(books: Site) -> None:
    """Somebody who knows how seals are made still does not write the chained record."""
    does = content(M.COMMIT, pot(A.RESERVED, "1"), pot(A.AWARD, "1"), 50)
    row = Movement(
        at=books.session.get_one(Movement, 1).at,
        booked_on=books.session.get_one(Movement, 1).booked_on,
        kind=M.COMMIT,
        source_id=books.session.get_one(Movement, 3).source_id,
        target_id=books.session.get_one(Movement, 3).target_id,
        amount=50,
        reference="put in",
        content_hash=hashlib.sha256(does.encode()).hexdigest(),
        memo="",
        by_name="clerk",
    )
    row.seal = seal(row, does)
    books.session.add(row)
    books.commit()
    (finding,) = queries.check().findings
    assert str(finding) == "movement 9 (put in): is not in the audit record as it stands here"


def test_money_from_nowhere_is_found(books: Site) -> None:
    unlock(books)
    if books.name == "sqlite":
        books.commit()
        books.session.execute(text("COMMIT"))
        books.session.execute(text("PRAGMA foreign_keys=OFF"))
        books.session.execute(text("BEGIN IMMEDIATE"))
    else:
        books.session.execute(text("ALTER TABLE movement DROP CONSTRAINT fk_movement_source_id"))
    books.session.execute(text("UPDATE movement SET source_id = 99 WHERE id = 3"))
    findings = queries.check().findings
    assert any("account that is not there" in finding.why for finding in findings)
    books.session.rollback()
    books.session.connection().exec_driver_sql("SELECT 1")


def test_an_account_below_zero_is_found(books: Site) -> None:
    unlock(books)
    books.session.execute(text("DELETE FROM movement WHERE id = 2"))
    rows = [finding.row for finding in queries.check().findings]
    assert "account reserved:1" in rows


def test_more_awarded_than_the_ceiling_is_found(books: Site) -> None:
    unlock(books)
    books.session.execute(text("DELETE FROM movement WHERE kind = 'ceiling'"))
    found = [str(finding) for finding in queries.check().findings]
    assert "call FSV-2026: awarded 800 cents is more than the ceiling 0" in found


def test_the_command_says_what_holds_and_fails_on_what_does_not(books: Site) -> None:
    runner = books.app.test_cli_runner()
    sound = runner.invoke(args=["ledger", "check"])
    assert sound.exit_code == 0
    assert "ledger: 7 accounts, 8 movements, 1 calls" in sound.output
    books.refresh()
    unlock(books)
    books.session.execute(text("UPDATE movement SET amount = 399 WHERE id = 3"))
    books.commit()
    broken = runner.invoke(args=["ledger", "check"])
    assert broken.exit_code == 1
    assert "ledger: movement 3 (a1): was changed after it was written" in broken.output


def test_the_nightly_check_fails_loudly(books: Site) -> None:
    assert run(JOBS[0], "first night") == "8 movements between 7 accounts are as they must be"
    unlock(books)
    books.session.execute(text("UPDATE movement SET amount = 399 WHERE id = 3"))
    books.commit()
    with pytest.raises(BooksDoNotBalance, match="movement 3"):
        run(JOBS[0], "second night")
    outcome = books.session.query(JobRun).filter_by(slot="second night").one()
    assert outcome.outcome is Outcome.FAILED
