"""The door of the browser: one transaction for one request.

A request that only asks opens a transaction that only reads; a request that changes something commits once, after the
view has answered and before the answer leaves, and only when the answer is not an error. So what a person sees
confirmed is kept, and what failed has changed nothing.
"""

from __future__ import annotations

from flask import Flask, request
from flask.typing import ResponseReturnValue

from fund.core.db import db, only_reading

ASKING = ("GET", "HEAD", "OPTIONS")


class FundApp(Flask):
    """A Flask application whose requests are transactions."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer the request in one transaction."""
        if request.method in ASKING:
            with only_reading():
                return super().dispatch_request()
        try:
            answer = self.make_response(super().dispatch_request())
        except Exception:
            db.session.rollback()
            raise
        if answer.status_code < 400 and not request.environ.get(KEEP_NOTHING):
            db.session.commit()
        else:
            db.session.rollback()
        return answer


KEEP_NOTHING = "fund.keep_nothing"


def keep_nothing() -> None:
    """Let this request change nothing, though it answers with a page: a form is shown again with its errors."""
    db.session.rollback()
    request.environ[KEEP_NOTHING] = True


def set_down() -> None:
    """End the transaction of this request before slow work that needs none; what comes after begins a new one."""
    db.session.rollback()


def leave_session(app: Flask) -> None:
    """Close what a request left open, on every way out."""

    @app.teardown_request
    def _close(problem: BaseException | None) -> None:
        if problem is None and request.method in ASKING:
            _end_reading()
        db.session.remove()


def _end_reading() -> None:
    """End a transaction that only read; whatever was changed in objects meanwhile is left behind.

    On PostgreSQL it is committed, though there is nothing to keep: at a rollback the driver forgets the statements that
    it prepared, and every statement of the next page would be planned anew, which takes longer than running it.
    """
    if db.session.registry.has() and db.session.is_active and db.engine.dialect.name == "postgresql":
        db.session.expunge_all()
        db.session.commit()
