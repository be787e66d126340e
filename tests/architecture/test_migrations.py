"""The migrations make the database that the models describe, can be undone, and put up the walls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from fund.core.append_only import AppendOnly
from fund.core.db import Base, db
from tests.architecture.source import ROOT, files
from tests.bed.site import MIGRATIONS, Site

VERSIONS = MIGRATIONS / "versions"


def _tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


def _append_only() -> list[str]:
    kept = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, AppendOnly)]
    return sorted(str(getattr(model, "__tablename__", "")) for model in kept)


def _triggers() -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if db.engine.dialect.name == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    return set(db.session.scalars(sa.text(query)))


def _checks_in_models() -> Iterator[tuple[str, str]]:
    for table in db.metadata.sorted_tables:
        for constraint in table.constraints:
            if isinstance(constraint, sa.CheckConstraint) and constraint.name and not constraint._type_bound:
                yield table.name, str(constraint.name)


def _release() -> None:
    """Let go of the session's connection: on PostgreSQL a table that is being read cannot be dropped."""
    db.session.rollback()
    db.session.remove()


def test_up_down_and_up_again(database: Site) -> None:
    made = _tables()
    assert made == set(db.metadata.tables)
    _release()
    flask_migrate.downgrade(str(MIGRATIONS), "base")
    assert _tables() == set(), "downgrade leaves tables"
    assert not _triggers(), "downgrade leaves triggers"
    if database.name == "postgresql":
        functions = "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'"
        assert not list(db.session.scalars(sa.text(functions))), "downgrade leaves functions"
    _release()
    flask_migrate.upgrade(str(MIGRATIONS))
    assert _tables() == made


def test_the_models_ask_for_nothing_that_no_migration_makes(database: Site) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_every_check_of_the_models_is_in_the_database(database: Site) -> None:
    inspector = sa.inspect(db.engine)
    there = {(table, c["name"]) for table in db.metadata.tables for c in inspector.get_check_constraints(table)}
    wanted = set(_checks_in_models())
    assert wanted, "no model has a named CHECK: this test would see nothing"
    assert not wanted - there


def test_every_record_that_is_written_once_has_its_triggers(database: Site) -> None:
    kinds = ("update", "delete", "truncate") if database.name == "postgresql" else ("update", "delete")
    wanted = {f"keep_{table}_{kind}" for table in _append_only() for kind in kinds}
    assert wanted, "no model is AppendOnly: this test would see nothing"
    assert not wanted - _triggers()


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_database_itself_refuses_to_change_the_record(database: Site, verb: str) -> None:
    if verb == "TRUNCATE" and database.name == "sqlite":
        verb = "DELETE"  # SQLite has no other way to empty a table
    from fund.core import audit

    subject = SimpleNamespace(__tablename__="test", id=1)
    audit.record("test.happened", subject, by=audit.TheClock())
    database.commit()
    statement = {
        "UPDATE": "UPDATE audit_entry SET action = 'test.never_happened'",
        "DELETE": "DELETE FROM audit_entry",
        "TRUNCATE": "TRUNCATE audit_entry",
    }[verb]
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        database.session.execute(sa.text(statement))
    database.refresh()
    assert database.session.scalar(sa.text("SELECT count(*) FROM audit_entry WHERE action = 'test.happened'")) == 1


def test_migrations_are_numbered_in_one_line() -> None:
    names = sorted(path.name for path in files(".py", under=VERSIONS))
    assert names, f"no migrations under {VERSIONS.relative_to(ROOT)}"
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1)), names
    for path in files(".py", under=VERSIONS):
        text = path.read_text(encoding="utf-8")
        number = int(path.name[:4])
        before = re.search(r"^down_revision.*?=\s*(.*)$", text, re.MULTILINE)
        expected = "None" if number == 1 else f'"{number - 1:04d}"'
        assert before is not None
        assert before[1] == expected, f"{path.name} follows {before[1]}"
