"""Measure pages and exports at 1,000 and 100,000 cases on both databases, beside a bare Flask page in the same run.

`make bench` prints one table per database: our median server time, its ratio to a bare Flask page with the same table
and the limit of that ratio, the number of queries, the growth from the smallest to the largest size; then the memory
of a server with two workers. Times are only good as ratios within one run; `--sizes` and `--databases` choose less.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import bare, seed, server
from bench.databases import database
from fund.app import create_app
from fund.applications.models import Application
from fund.applications.workflow import State
from fund.core import memory
from fund.core.db import db
from fund.people import queries as people
from fund.people.actions.sign_ins import begin_sign_in

ROUNDS, WARM = 30, 12
"""Answers that are timed, and those before: a server that has been running knows its statements and their plans."""
BARE = "bare Flask, same table"
WHERE_SET = 1.14
"""Milliseconds of a bare page with a table of fifty rows on the machine on which the budgets were set."""
BUDGET_MS = {"list": 10, "deepest page": 12, "search": 15, "filter": 15, "case": 15, "work list": 20}


@dataclass(frozen=True)
class Measured:
    """What one page cost: median milliseconds of server time, statements sent, rows or bytes answered."""

    milliseconds: float
    statements: int
    size: int


@dataclass(frozen=True)
class Page:
    """A page to measure: its name, who asks for it, and its address."""

    name: str
    role: str
    address: str


def main() -> None:
    """Measure what the command line asks for, and print it."""
    options = _options()
    for name in options.databases:
        results: dict[int, dict[str, Measured]] = {}
        for size in options.sizes:
            with tempfile.TemporaryDirectory() as folder, database(name, Path(folder)) as url:
                results[size] = _measure(url, Path(folder), size)
        _print(name, results)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    return parser.parse_args()


def _measure(url: str, folder: Path, size: int) -> dict[str, Measured]:
    app = create_app(settings(url, folder))
    memory.settle(app)
    with app.app_context():
        migrate()
        begun = perf_counter()
        seed.fill(size)
        print(f"{size} cases in {perf_counter() - begun:.0f} s", file=sys.stderr)
        tokens = {role: sign_in(role) for role in ("case_handler", "assessor", "finance")}
        db.session.commit()
    found = {"Flask says hello": _bare("/"), BARE: _bare("/cases")}
    for page in _pages(app):
        client = client_of(app, tokens[page.role])
        found[page.name] = _time(app, partial(client.get, page.address))
    _forget(app)
    found["memory, two workers (MB)"] = Measured(server.memory_of(settings(url, folder)), 0, 0)
    return found


def settings(url: str, folder: Path) -> dict[str, object]:
    """Answer the settings of the application on this database, with files of its own in `folder`."""
    import config  # noqa: PLC0415 (its defaults; what belongs to this run is put over them)

    defaults = {name: getattr(config, name) for name in dir(config) if name.isupper()}
    ours = {"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": "bench"}
    ours |= {"DOCUMENT_STORE": str(folder / "documents"), "AUDIT_ANCHORS": str(folder / "audit-heads.log")}
    return {**defaults, **ours}


def migrate() -> None:
    """Make the tables."""
    from flask_migrate import upgrade  # noqa: PLC0415 (only here)

    upgrade()


def sign_in(role: str) -> str:
    """Sign in who has this role; answers the token."""
    person = people.person_by_email(f"{role}@bench.example")
    if person is None:
        raise LookupError(role)
    return begin_sign_in(person)


def client_of(app: Flask, token: str) -> FlaskClient:
    """Answer the browser of who signed in with this token."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"_user_id": token, "_fresh": True})
    return client


def _pages(app: Flask) -> Iterator[Page]:
    """List the pages of the first road; the case is the newest one that was granted."""
    with app.app_context():
        granted = select(Application).where(Application.state == State.GRANTED)
        newest = db.session.scalars(granted.order_by(Application.id.desc()).limit(1)).one()
        oldest = db.session.scalars(select(Application).order_by(Application.id).offset(50).limit(1)).one()
        number, mark = newest.number, _mark(oldest)
    yield Page("list", "case_handler", "/cases")
    yield Page("deepest page", "case_handler", f"/cases?page={quote('>' + mark)}")
    yield Page("search", "case_handler", f"/cases?q={number}")
    yield Page("filter", "case_handler", "/cases?state=granted&call=FSV-2018")
    yield Page("case", "case_handler", f"/cases/{number}")
    yield Page("work list", "case_handler", "/my-work")
    yield Page("statement as CSV", "finance", "/statements/export.csv?view=case")


def _mark(application: Application) -> str:
    """Write the mark of the page that begins after this row, newest first."""
    at = application.submitted_at
    values = [{"at": at.isoformat() if at else ""}, application.id]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _time(app: Flask, ask: Callable[[], object]) -> Measured:
    with _counting(app) as sent:
        answer = ask()
        size = len(answer.get_data())  # type: ignore[attr-defined]  # a response of the test client
        statements = len(sent)
    if answer.status_code != 200:  # type: ignore[attr-defined]
        raise SystemExit(f"{answer.status_code} {answer.request.path}")  # type: ignore[attr-defined]
    short = size < 1_000_000
    for _round in range(WARM if short else 0):
        ask().get_data()  # type: ignore[attr-defined]
    times = []
    rounds = ROUNDS if short else 3
    for _round in range(rounds):
        begun = perf_counter()
        ask().get_data()  # type: ignore[attr-defined]
        times.append(perf_counter() - begun)
    return Measured(median(times) * 1000, statements, size)


@contextmanager
def _counting(app: Flask) -> Iterator[list[str]]:
    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SELECT pg_catalog.version")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _bare(address: str) -> Measured:
    client = bare.create_app().test_client()
    times, size = [], 0
    for _round in range(ROUNDS * 3):
        begun = perf_counter()
        size = len(client.get(address).get_data())
        times.append(perf_counter() - begun)
    return Measured(median(times) * 1000, 0, size)


def _forget(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _print(name: str, results: dict[int, dict[str, Measured]]) -> None:
    sizes = sorted(results)
    least, most = sizes[0], sizes[-1]
    print(f"\n{name}: median milliseconds of server time at {most:,} cases, growth from {least:,}")
    print(f"{'page':26} {'ms':>9} {'x bare':>8} {'limit':>8} {'SQL':>5} {'growth':>8} {'kB':>9}")
    plain = results[most][BARE].milliseconds
    for page, found in results[most].items():
        before = results[least][page].milliseconds
        growth = f"{(found.milliseconds / before - 1) * 100:+.0f}%" if before else ""
        limit = f"{BUDGET_MS[page] / WHERE_SET:.1f}" if page in BUDGET_MS else ""
        print(
            f"{page:26} {found.milliseconds:9.2f} {found.milliseconds / plain:8.1f} {limit:>8} {found.statements:5} "
            f"{growth:>8} {found.size / 1024:9.1f}"
        )


if __name__ == "__main__":
    main()
