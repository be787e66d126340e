"""The database: one base for every model, the types we keep, and the doors through which writes go.

SQLite is the embedded default, PostgreSQL is production; everything here behaves alike on both. On SQLite a transaction
that means to write takes the write lock at its start (`BEGIN IMMEDIATE`), because a reader that turns writer half-way
can only fail; on PostgreSQL rows are locked where they are read for a change.
"""

from __future__ import annotations

import enum
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, cast
from weakref import WeakSet

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Enum,
    Executable,
    MetaData,
    String,
    TypeDecorator,
    event,
    inspect,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine, Result
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.pool import ConnectionPoolEntry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcMoment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Keep the moment in UTC; raise ValueError when it has no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the moment back with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Cents = Annotated[int, mapped_column(BigInteger)]
Moment = Annotated[datetime, mapped_column(UtcMoment)]
Texts = Annotated[dict[str, str], mapped_column(JSON)]
Word = Annotated[str, mapped_column(String(80))]
Line = Annotated[str, mapped_column(String(300))]
Sha256 = Annotated[str, mapped_column(String(64))]


def new_key() -> str:
    """Make a key for an address that nobody can guess: 22 characters, 128 bits."""
    return secrets.token_urlsafe(16)


Key = Annotated[str, mapped_column(String(22), unique=True, default=new_key)]
Id = Annotated[int, mapped_column(primary_key=True)]


class Base(DeclarativeBase):
    """The base of every model; names of constraints are fixed so that migrations can find them."""

    registry: ClassVar[registry] = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcMoment(),
            date: Date(),
            enum.Enum: Enum(
                enum.Enum, native_enum=False, length=40, values_callable=lambda kind: [member.value for member in kind]
            ),
            dict[str, Any]: JSON(),
            dict[str, str]: JSON(),
            list[Any]: JSON(),
            list[str]: JSON(),
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


_writing: ContextVar[bool] = ContextVar("writing", default=True)


@contextmanager
def only_reading() -> Iterator[None]:
    """Say that transactions begun inside the block only read: PostgreSQL lets them write nothing, SQLite not wait.

    Whoever writes afterwards ends the transaction first: it goes on only reading.
    """
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


_of_columns: Final[WeakSet[Executable]] = WeakSet()


def select_rows(statement: Executable, values: Mapping[str, Any] | None = None) -> Result[*tuple[Any, ...]]:
    """Answer the rows of a statement of columns, by their names; objects are asked of the session.

    What only reads has nothing to write first and nothing to keep, so it passes the session by, which takes as long as
    the database takes for a short statement. What was changed in objects though this only reads is not noticed here.
    Raises TypeError for a statement of objects.
    """
    if statement not in _of_columns:
        if any(each["expr"] is each["entity"] for each in getattr(statement, "column_descriptions", ())):
            raise TypeError("objects are asked of the session")
        _of_columns.add(statement)
    door = db.session if _writing.get() else db.session.connection()
    return door.execute(statement, values)


@event.listens_for(Engine, "connect")
def _set_up_connection(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Ask SQLite for what the promises need: durable writes (P1), foreign keys, patience with other writers."""
    if not hasattr(connection, "isolation_level") or not hasattr(connection, "create_function"):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    writes = _writing.get()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    else:
        driver = cast("Any", connection.connection.driver_connection)
        driver.read_only = not writes or connection.get_execution_options().get("postgresql_readonly", False)


def engine_options(url: str) -> dict[str, Any]:
    """Options of the engine for `url`: on PostgreSQL no just-in-time compiling and no helpers, for short queries."""
    if url.startswith("postgresql"):
        return {"pool_pre_ping": True, "connect_args": {"options": " ".join(f"-c {each}" for each in SESSION)}}
    return {}


SESSION = (
    "jit=off",
    "max_parallel_workers_per_gather=0",
    "timezone=UTC",
    r"default_transaction_isolation=read\ committed",
    "standard_conforming_strings=on",
)
"""What a session of PostgreSQL starts with.

The locks of the actions count on seeing what others have committed, what is written out in statements on its quotes.
"""


HELPERS: Final = 2
"""Processes that may help PostgreSQL to read everything."""


def one_moment() -> None:
    """Let everything that is read from here to the end of the transaction be of one moment, and read only.

    For proofs and statements, whose parts must agree while others go on writing. Ends the transaction that was there;
    on SQLite a transaction sees one moment by itself.
    """
    db.session.rollback()
    if db.session.get_bind().dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        connection = db.session.connection(execution_options=options)
        connection.exec_driver_sql(f"SET LOCAL max_parallel_workers_per_gather = {HELPERS}")  # it is no short query


BUSY: Final = frozenset({"40001", "40P01", "55P03", "57014"})
"""Codes of PostgreSQL: cannot be serialized, deadlock, lock not available, taken too long."""


def is_busy(problem: DBAPIError) -> bool:
    """Answer whether another writer stood in the way, so that the same may go well in a moment."""
    return getattr(problem.orig, "sqlstate", None) in BUSY or "database is locked" in str(problem.orig)


def insert_once(model: type[Base], **values: object) -> bool:
    """Insert a row unless its unique key is there already; answers whether this call put it there.

    Works inside a running transaction on both databases: losing to another writer is an answer, not an error.
    """
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    placed = dialect.insert(model).values(**values).on_conflict_do_nothing().returning(*inspect(model).primary_key)
    return db.session.execute(placed).first() is not None  # the driver does not always count rows, but it returns them
