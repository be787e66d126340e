"""A real server, gunicorn with two workers, and the memory that it takes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRODUCTION = "import sys; sys.modules['rich'] = None; from gunicorn.app.wsgiapp import run; run()"
"""A server as it is put to work: only the tools of a developer bring `rich`, and structlog would load it."""


def environment(settings: dict[str, object]) -> dict[str, str]:
    """Answer what tells a process of its own the settings of this run."""
    return {
        "FUND_DATABASE": str(settings["SQLALCHEMY_DATABASE_URI"]),
        "FUND_SECRET_KEY": "bench",
        "FUND_DOCUMENT_STORE": str(settings["DOCUMENT_STORE"]),
        "FUND_AUDIT_ANCHORS": str(settings["AUDIT_ANCHORS"]),
    }


@contextmanager
def serving(settings: dict[str, object]) -> Iterator[tuple[int, int]]:
    """Serve on a free port while the block runs; answers the port and the process of the server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-c", PRODUCTION, "--workers", "2", "--threads", "4", "--preload"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "error", "wsgi:app"]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment(settings)})
    try:
        _wait(port)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def memory_of(settings: dict[str, object], pages: int = 40) -> float:
    """Start a server, ask for public pages, and add up what its processes hold for themselves, in megabytes."""
    with serving(settings) as (port, process):
        for _page in range(pages):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/calls").read()
        return sum(_proportional(each) for each in _family(process)) / 1024


def _wait(port: int) -> None:
    for _attempt in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/calls").read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the server did not start")


def _family(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *(int(child) for child in children)]


def _proportional(process: int) -> int:
    """Read the kilobytes of a process, with shared pages counted once over all that share them."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
