"""Watch what the code asks of the database, and what a request leaves behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, request, request_finished
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from fund.core.db import db

WRITES = re.compile(r"\s*(?:WITH\b.*?\)\s*)?(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE | re.DOTALL)
CEREMONY = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET)\b", re.IGNORECASE)
READING = {"GET", "HEAD", "OPTIONS"}

# Reading a page may keep these up to date, and nothing else: who is signed in and since when, and what was refused.
KEPT_WHILE_READING = {"web_session"}


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


class WatchingClient(FlaskClient):
    """A client whose every request has a context of its own, is committed or refused, and writes only when it may.

    The test's own session gives up its transaction first (SQLite has one writer) and its memory, so that what the test
    looks at afterwards is what the request left in the database.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request and read the whole answer, redirects followed as asked."""
        if left := unsaved(db.session()):
            raise AssertionError(f"the test holds unsaved changes before a request: {left}; commit them first")
        db.session.rollback()
        kwargs["buffered"] = True
        with _watched(self.application), self.application.app_context():
            return super().open(*args, **kwargs)


@contextmanager
def _watched(app: Flask) -> Iterator[None]:
    """Fail when a request answered well but left changes unsaved, or when reading wrote."""
    complaints: list[str] = []

    def look(_app: Flask, response: Response, **_more: Any) -> None:
        place = f"{request.method} {request.path}"
        if response.status_code < 400 and (left := unsaved(db.session())):
            complaints.append(f"{place} answered {response.status_code} and left unsaved: {left}")
        written = set(seen.written) - KEPT_WHILE_READING
        if request.method in READING and written:
            complaints.append(f"{place} only reads, yet wrote to: {sorted(written)}")
        seen.clear()

    with statements() as seen, request_finished.connected_to(look, app):
        yield
    if complaints:
        raise AssertionError("; ".join(complaints))
