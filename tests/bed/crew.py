"""Several processes that do the same thing at the same moment, as web workers and schedulers do.

`at_once(site, "tests.ledger.spender:grant", 8, "10000")` runs `grant(0, "10000")` … `grant(7, "10000")`, each in a
process of its own with connections of its own, and answers what they wrote. The application is imported once; the
processes are split off before it has connected, and all begin when the last one stands ready.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import traceback
from pathlib import Path

from tests.bed.outbox import Outbox
from tests.bed.site import Site

ROOT = Path(__file__).parents[2]
PATIENCE = 240  # seconds


def environment(site: Site, outbox: Outbox | None = None) -> dict[str, str]:
    """Answer what another process needs to use the database, the files and the mail server of a test."""
    mail = {"FUND_MAIL_PORT": str(outbox.port)} if outbox is not None else {}
    return os.environ | {
        "FUND_DATABASE": site.url,
        "FUND_INSTANCE": str(site.files),
        "PYTHONPATH": str(ROOT),
        **mail,
    }


def at_once(site: Site, what: str, count: int, *words: str, outbox: Outbox | None = None) -> list[str]:
    """Run `module:function` in `count` processes; answer the lines they wrote. A process that fails fails the test."""
    done = start(site, what, count, *words, outbox=outbox)
    output, errors = done.communicate(timeout=PATIENCE)
    assert done.returncode == 0, f"{what} ended with {done.returncode}\n{output}\n{errors}"
    return output.splitlines()


def start(site: Site, what: str, count: int, *words: str, outbox: Outbox | None = None) -> subprocess.Popen[str]:
    """Start the processes and go on."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bed.crew", what, str(count), *words],
        cwd=ROOT,
        env=environment(site, outbox),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def main(what: str, count: str, *words: str) -> int:
    """Split off the processes, ring the bell, wait; answer how many failed."""
    from wsgi import app

    module, _colon, name = what.partition(":")
    work = getattr(importlib.import_module(module), name)
    listens, rings = os.pipe()
    children = []
    for number in range(int(count)):
        child = os.fork()
        if child == 0:
            os.close(rings)
            os.read(listens, 1)  # ends when the last one that may ring has let go
            code = 1
            try:
                with app.app_context():
                    for line in work(number, *words):
                        os.write(1, f"{line}\n".encode())
                code = 0
            except BaseException:  # noqa: BLE001 (it is written down, and the exit code tells)
                traceback.print_exc()
            finally:
                os._exit(code)
        children.append(child)
    os.close(rings)
    return sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
