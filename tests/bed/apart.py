"""The site in processes of its own, as it is put to work: gunicorn with two workers, which a test may kill.

A `Visitor` walks the pages over HTTP. Who is cut off in the middle of an answer gets `CutOff`, and knows nothing.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from werkzeug.test import TestResponse

from tests.bed.client import Browser, FillsForms
from tests.bed.crew import ROOT, environment
from tests.bed.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PATIENCE = 60  # seconds for one answer
SERVE = ("--preload", "--workers", "2", "--threads", "4", "--log-level", "critical")
"""As README and `make run` start it."""


KEPT = {"first write": False, "at the commit": False, "after the commit": True, "half the answer": True}
"""Every point at which a request may ask to be killed, and whether what it did is kept by then."""


class CutOff(Exception):
    """The server was gone before the whole answer was there."""


class Apart:
    """A server on a port that stays open: who comes while it is dead waits for the next one."""

    def __init__(self, site: Site, moment: datetime) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._settings = environment(site) | {
            "FUND_HELD_AT": moment.isoformat(),
            "FUND_SECRET_KEY": str(site.app.secret_key),
        }
        self.start()

    def start(self) -> None:
        """Start the server; requests wait at the door until it takes them."""
        door = self._door.fileno()
        self._master = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *SERVE, "--bind", f"fd://{door}", "tests.bed.mortal:app"],
            cwd=ROOT,
            env=self._settings,
            pass_fds=[door],
            start_new_session=True,
        )

    def workers(self) -> list[int]:
        """The processes that serve at this moment."""
        children = Path(f"/proc/{self._master.pid}/task/{self._master.pid}/children")
        return [int(each) for each in children.read_text().split()]

    def kill(self) -> None:
        """Kill all of it at once: the master and its workers."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._master.pid, signal.SIGKILL)
        self._master.wait()

    def close(self) -> None:
        """Be gone, with the door."""
        self.kill()
        self._door.close()

    def visitor(self, browser: Browser) -> Visitor:
        """Somebody else's eyes: a visitor with the cookies of a browser that signed in."""
        visitor = Visitor(self._carry, TestResponse)
        cookie = browser.get_cookie("session")
        assert cookie is not None
        visitor.set_cookie("session", cookie.value)
        return visitor

    def _carry(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Carry one request to the server and its whole answer back."""
        headers = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        path = quote(environ["PATH_INFO"].encode("latin-1"))
        asked = f"{path}?{query}" if (query := environ.get("QUERY_STRING")) else path
        with contextlib.closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
            try:
                line.request(environ["REQUEST_METHOD"], asked, body, headers)
                answer = line.getresponse()
                content = answer.read()
            except (ConnectionError, HTTPException) as gone:
                raise CutOff(asked) from gone
        start(f"{answer.status} {answer.reason}", answer.getheaders())
        return [content]


class Visitor(FillsForms):
    """A client over HTTP that may say at which point of `tests/bed/mortal.py` its request is killed."""

    def open(self, *args: Any, token: bool = False, dies: str = "", **kwargs: Any) -> TestResponse:
        """Send one request and read the whole answer; forms carry their own token."""
        assert not token
        if dies:
            kwargs["headers"] = {"X-Dies": dies}
        return super().open(*args, **kwargs)


@contextmanager
def apart(site: Site, moment: datetime) -> Iterator[Apart]:
    """Serve `site` in processes of its own while the block runs; the test lets go of its transaction first."""
    site.refresh()
    server = Apart(site, moment)
    try:
        yield server
    finally:
        server.close()
