"""The application behind a real port of this machine, for a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server

from fund.core import clock
from fund.core.db import db
from tests.bed.held import Held
from tests.bed.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Quiet(WSGIRequestHandler):
    """Serve without a line for every request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 (werkzeug's name)
        """Say nothing."""


@contextmanager
def serving(site: Site, held: Held) -> Iterator[str]:
    """Serve `site` while the block runs, and answer its address; its clock is the clock that the test holds.

    Commit or refresh before the browser goes anywhere: on SQLite an open transaction of the test keeps others waiting.
    """

    def at_the_held_moment(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with clock.hold(held.now):
            return site.app.wsgi_app(environ, start)

    db.session.rollback()
    server = make_server("127.0.0.1", 0, at_the_held_moment, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
