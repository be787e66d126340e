"""The memory of a real server: gunicorn with two workers that each answered some pages, in megabytes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent


def environment(settings: dict[str, object]) -> dict[str, str]:
    """Answer what tells a process of its own the settings of this run."""
    return {
        "FUND_DATABASE": str(settings["SQLALCHEMY_DATABASE_URI"]),
        "FUND_SECRET_KEY": "bench",
        "FUND_DOCUMENT_STORE": str(settings["DOCUMENT_STORE"]),
        "FUND_AUDIT_ANCHORS": str(settings["AUDIT_ANCHORS"]),
    }


def memory_of(settings: dict[str, object], pages: int = 40) -> float:
    """Start a server on a free port, ask for public pages, and add up what its processes hold for themselves."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", "4", "--preload"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "error", "wsgi:app"]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment(settings)})
    try:
        _wait(port)
        for _page in range(pages):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/calls").read()
        return sum(_proportional(process) for process in _family(server.pid)) / 1024
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


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
