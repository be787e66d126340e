"""Measure `ledger check` and `audit verify` over a million movements, beside the limit of each and the bare hashes.

`python bench/proofs.py --movements 1000000 --databases sqlite postgresql`. Each command runs as whoever deploys runs
it: in a process of its own, start included. Times are only good as ratios within one run.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import run, seed, server
from bench.databases import database
from fund.app import create_app
from fund.core.db import db

LIMITS = {("ledger", "check"): 10, ("audit", "verify"): 15}
"""Seconds for a million."""
MOVEMENTS_OF_A_GRANT, PAYMENTS = 18, 8
"""What a grant that is paid in eight payments leaves in the books: reserved, committed, instructed and paid."""


def main() -> None:
    """Fill a database of each kind, run both commands, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--movements", type=int, default=1_000_000)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    options = parser.parse_args()
    for name in options.databases:
        with tempfile.TemporaryDirectory() as folder, database(name, Path(folder)) as url:
            _measure(name, run.settings(url, Path(folder)), options.movements)


def _measure(name: str, settings: dict[str, object], wanted: int) -> None:
    app = create_app(settings)
    with app.app_context():
        run.migrate()
        seed.fill(round(wanted / MOVEMENTS_OF_A_GRANT / 0.6), PAYMENTS)
        db.session.remove()
        db.engine.dispose()
    environment = {**os.environ, **server.environment(settings)}
    _run(("audit", "anchor"), environment)
    print(f"\n{name}: a million hashes, one after another, take {_hashes():.2f} s here")
    print(f"{'proof':14} {'s':>7} {'limit':>7} {'ratio':>7} {'cpu s':>7} {'MB':>6}")
    for words, limit in LIMITS.items():
        seconds, processor, megabytes = _run(words, environment)
        print(f"{' '.join(words):14} {seconds:7.2f} {limit:7} {seconds / limit:7.2f} {processor:7.2f} {megabytes:6.0f}")


def _run(words: tuple[str, ...], environment: dict[str, str]) -> tuple[float, float, float]:
    """Run a command; answer wall seconds, its own processor seconds, and its megabytes at most."""
    begun = perf_counter()
    command = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words], cwd=server.ROOT, env=environment
    )
    _pid, status, used = os.wait4(command.pid, 0)
    command.returncode = os.waitstatus_to_exitcode(status)
    if command.returncode:
        raise SystemExit(f"{' '.join(words)} found something wrong with invented books")
    return perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _hashes() -> float:
    begun, link = perf_counter(), b""
    for _entry in range(1_000_000):
        link = hashlib.sha256(link).digest()
    return perf_counter() - begun


if __name__ == "__main__":
    main()
