"""Nobody is paid twice (P2): several officers at once, double clicks, and kills on the way."""

from __future__ import annotations

import pytest

from fund.core import clock
from fund.core.db import db
from fund.documents.models import Document
from fund.documents.queries import content_of
from fund.ledger import queries as ledger
from fund.ledger.models import Movement
from fund.ledger.rules import MovementKind
from fund.payments import actions
from fund.payments.models import PaymentOrder, PaymentRun
from fund.payments.rules.pain001 import read_totals
from fund.payments.workflow import RunState
from tests.bed import crew
from tests.bed.site import Site
from tests.payments.desk import Part, a_grant, a_released_run, a_run, bank_file, checked, first_of, paid
from tests.world import World


def a_waiting_run(database: Site, world: World) -> PaymentRun:
    awards = [a_grant(world), a_grant(world, world.troupe, [Part(1_234_56)])]
    checked(world)
    run = a_run(world, *(first_of(award) for award in awards))
    database.commit()
    return run


def instructed() -> tuple[int, int]:
    """Count what was given to the bank, in the books: how many, how much."""
    moved = db.session.query(Movement).filter_by(kind=MovementKind.INSTRUCT).all()
    return len(moved), sum(movement.amount for movement in moved)


@pytest.mark.concurrency
def test_four_who_release_at_once_release_once(database: Site, world: World) -> None:
    run = a_waiting_run(database, world)
    words = (run.key, world.ruud.email, clock.now().isoformat())
    database.refresh()
    said = crew.at_once(database, "tests.payments.releaser:release", 4, *words)
    database.refresh()
    assert sorted(line.split()[0] for line in said) == ["refused", "refused", "refused", "released"]
    assert instructed() == (2, 6_234_56)
    assert db.session.query(Document).filter_by(subject_kind="payment_run").count() == 1


@pytest.mark.concurrency
@pytest.mark.parametrize("token", ["one form", ""])
def test_four_who_make_a_run_of_the_same_payments_make_one(database: Site, world: World, token: str) -> None:
    awards = [a_grant(world), a_grant(world, world.troupe, [Part(1_234_56)])]
    checked(world)
    database.commit()
    keys = ",".join(first_of(award).key for award in awards)
    words = (keys, world.sanne.email, token, clock.now().isoformat())
    database.refresh()
    said = crew.at_once(database, "tests.payments.releaser:make", 4, *words)
    database.refresh()
    assert db.session.query(PaymentRun).count() == 1
    assert db.session.query(PaymentOrder).count() == 2
    made = [line for line in said if line.startswith("made")]
    assert len(made) == (4 if token else 1)
    assert not [line for line in said if not line.startswith(("made", "refused"))]


@pytest.mark.concurrency
def test_four_who_read_a_statement_at_once_read_it_once(database: Site, world: World) -> None:
    award = a_grant(world)
    checked(world)
    run = a_released_run(world, first_of(award))
    path = database.files / "afschrift.xml"
    path.write_bytes(bank_file(*paid(run)))
    database.commit()
    words = (str(path), world.sanne.email, clock.now().isoformat())
    database.refresh()
    said = crew.at_once(database, "tests.payments.releaser:read", 4, *words)
    database.refresh()
    assert sorted(line.split()[0] for line in said) == ["read", "refused", "refused", "refused"]
    assert all("was read already" in line for line in said if line != "read")
    assert ledger.case_position(award.number).paid == 5_000_00


@pytest.mark.concurrency
@pytest.mark.parametrize("where", ["first movement", "file", "commit", "after the commit"])
def test_a_kill_while_releasing_pays_all_or_nothing_and_never_twice(database: Site, world: World, where: str) -> None:
    run = a_waiting_run(database, world)
    words = (run.key, world.ruud.email, clock.now().isoformat(), where)
    database.refresh()
    killed = crew.start(database, "tests.payments.releaser:die", 1, *words)
    output, _errors = killed.communicate(timeout=crew.PATIENCE)
    assert "released" not in output
    database.refresh()
    run = db.session.query(PaymentRun).one()
    if where == "after the commit":
        assert run.state is RunState.RELEASED
    else:
        assert run.state is RunState.AWAITING_RELEASE
        assert instructed() == (0, 0)
        actions.release(run, seen_hash=run.content_hash, by=world.ruud)
        database.commit()
    assert instructed() == (2, 6_234_56)
    assert ledger.case_position("FSV-2026-000001").in_transit == 5_000_00
    assert run.file is not None
    assert read_totals(content_of(run.file)) == (2, 6_234_56)
