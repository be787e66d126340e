"""Watch what the code asks of the database, and what it leaves unsaved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

WRITES = re.compile(r"\s*(?:WITH\b.*?\)\s*)?(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE | re.DOTALL)
CEREMONY = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET)\b", re.IGNORECASE)


class Statements(list[str]):
    """The statements that were sent, in order, without the ceremony of transactions."""

    @property
    def written(self) -> list[str]:
        """The tables that were written to."""
        return [found[2].lower() for text in self if (found := WRITES.match(text))]


@contextmanager
def statements() -> Iterator[Statements]:
    """Collect the statements of all engines while the block runs."""
    seen = Statements()

    def collect(_connection: Any, _cursor: Any, text: str, _values: Any, _context: Any, _many: bool) -> None:
        if not CEREMONY.match(text):
            seen.append(text)

    event.listen(Engine, "before_cursor_execute", collect)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", collect)


def unsaved(session: Session) -> list[str]:
    """Name what the session holds that no commit has kept."""
    changed = [record for record in session.dirty if session.is_modified(record)]
    left = [type(record).__name__ for record in (*session.new, *changed, *session.deleted)]
    return [*left, *session.info.get("flushed", [])]


@event.listens_for(Session, "after_flush")
def _remember_flushed(session: Session, _context: Any) -> None:
    changed = [record for record in session.dirty if session.is_modified(record)]
    flushed = [type(record).__name__ for record in (*session.new, *changed, *session.deleted)]
    session.info.setdefault("flushed", []).extend(flushed)


@event.listens_for(Session, "after_commit")
def _forget_committed(session: Session) -> None:
    session.info.pop("flushed", None)


@event.listens_for(Session, "after_rollback")
def _forget_rolled_back(session: Session) -> None:
    session.info.pop("flushed", None)
