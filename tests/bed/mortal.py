"""The application as gunicorn serves it, at a held moment, and mortal: a request names the point at which it is killed.

`FUND_HELD_AT` is the moment. A request with the header `X-Dies` takes its whole process along, by SIGKILL, at one of
the points of `tests/bed/apart.py`, which serves this; nobody has a chance to clean up.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from fund.core import clock
from tests.bed.apart import KEPT
from wsgi import app as application

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MOMENT = datetime.fromisoformat(os.environ["FUND_HELD_AT"])
_dies: ContextVar[str] = ContextVar("dies", default="")


def _kill_at(point: str) -> Callable[..., None]:
    assert point in KEPT

    def here(*_what: object) -> None:
        if _dies.get() == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return here


event.listen(Session, "after_flush", _kill_at("first write"))
event.listen(
    Engine, "commit", _kill_at("at the commit")
)  # everything is written, the word of the database is not given


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    """Be killed when all of it is kept; the end of a savepoint is told here too."""
    if not session.in_nested_transaction():
        _kill_at("after the commit")()


def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Serve one request."""
    _dies.set(str(environ.get("HTTP_X_DIES", "")))
    with clock.hold(MOMENT):
        whole = b"".join(application.wsgi_app(environ, start))
    yield whole[: len(whole) // 2]
    _kill_at("half the answer")()
    yield whole[len(whole) // 2 :]
