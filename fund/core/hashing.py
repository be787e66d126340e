"""SHA-256 inside the database, so that a million seals are checked without fetching a million rows."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Function, String, event, func
from sqlalchemy.engine import Engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement, SQLCoreOperations
from sqlalchemy.sql.functions import GenericFunction


class sha256_hex(GenericFunction[str]):  # noqa: N801 (a function of SQL)
    """The hash, in hexadecimal digits as `hashlib` writes it, of texts joined by the first argument."""

    type = String()
    inherit_cache = True


class iso_moment(GenericFunction[str]):  # noqa: N801 (a function of SQL)
    """A moment in UTC as `2026-03-02T09:00:00.000000Z`."""

    type = String()
    inherit_cache = True


@compiles(sha256_hex, "postgresql")
def _hash_on_postgresql(element: Function[str], compiler: Any, **ways: Any) -> str:
    between, *parts = (compiler.process(part, **ways) for part in element.clauses)
    joined = f" || {between} || ".join(parts)
    return f"encode(sha256(convert_to({joined}, 'UTF8')), 'hex')"


@compiles(iso_moment, "postgresql")
def _moment_on_postgresql(element: Function[str], compiler: Any, **ways: Any) -> str:
    moment = compiler.process(element.clauses, **ways)
    return f"""to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


@compiles(iso_moment, "sqlite")
def _moment_on_sqlite(element: Function[str], compiler: Any, **ways: Any) -> str:
    return f"replace({compiler.process(element.clauses, **ways)}, ' ', 'T') || 'Z'"


@event.listens_for(Engine, "connect")
def _teach_sqlite(connection: Any, _entry: object) -> None:
    if hasattr(connection, "create_function"):
        connection.create_function("sha256_hex", -1, _sha256_hex, deterministic=True)


def _sha256_hex(between: str, *parts: object) -> str:
    try:
        text = between.join(parts)  # type: ignore[arg-type]  # nearly always texts, and a million times
    except TypeError:
        text = between.join(map(str, parts))
    return hashlib.sha256(text.encode()).hexdigest()


def hashed(*parts: SQLCoreOperations[Any], between: str) -> ColumnElement[str]:
    """Select the hash of texts joined by `between`."""
    return func.sha256_hex(between, *parts)
