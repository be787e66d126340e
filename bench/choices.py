"""Measure every view, state, search and order of the list of cases at 100,000 cases, and name what is slow.

`make bench BENCH=choices`. What is chosen decides how a database finds the cases, so one filter says little of another.
Prints the median and the slowest of all choices, and each that takes longer than its limit (a ratio to a bare page).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import bare, run, seed
from bench.databases import database
from fund.app import create_app
from fund.applications.workflow import State
from fund.core import memory
from fund.core.db import db
from fund.overview.queries.cases import COURSES, SORTS, VIEWS
from fund.overview.queries.choosing import LEFT
from fund.people.queries import person_by_email
from fund.programme.models import SocietalTask

SEARCHED = ("a", "fsv", "FSV-2018-0", "buurtplan 12", "stichting", "voorbeeld 77", "20.000", "nothing has this name")
WARM, ROUNDS = 12, 7
LIMIT = run.BUDGET_MS["filter"] / run.WHERE_SET
"""What a search or a filter may take, as a ratio to the bare page."""


def main() -> None:
    """Fill a database of each kind, ask for every choice, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    options = parser.parse_args()
    for name in options.databases:
        with tempfile.TemporaryDirectory() as folder, database(name, Path(folder)) as url:
            _measure(name, run.settings(url, Path(folder)), options.cases)


def _measure(name: str, settings: dict[str, object], count: int) -> None:
    app = create_app(settings)
    memory.settle(app)
    with app.app_context():
        run.migrate()
        seed.fill(count)
        token = run.sign_in("case_handler")
        handler = person_by_email("case_handler@bench.example")
        task = db.session.scalars(select(SocietalTask.code).order_by(SocietalTask.id)).first()
        db.session.commit()
        choices = list(_choices(handler.key if handler else "", task or ""))
        db.session.remove()
    plain = _time(bare.create_app().test_client(), "/cases")
    client = run.client_of(app, token)
    found = sorted(((_time(client, f"/cases?{choice}"), choice) for choice in choices), reverse=True)
    with app.app_context():
        db.engine.dispose()
    middle, slowest = median(each for each, _choice in found), found[0][0]
    print(f"\n{name}: {len(found)} choices at {count:,} cases, bare page {plain:.2f} ms")
    print(f"  median {middle:.1f} ms ({middle / plain:.1f} x bare), slowest {slowest:.1f} ms ({slowest / plain:.1f} x)")
    for each, choice in found:
        if each / plain > LIMIT:
            print(f"  {each:6.1f} ms, {each / plain:5.1f} x of {LIMIT:.1f}: {choice}")


def _choices(handler: str, task: str) -> Iterator[str]:
    """List what is asked for: each choice in each order, some together, and what is searched."""
    one = [("view", view) for view in VIEWS]
    one += [("state", state) for state in (*(each.value for each in State if each is not State.DRAFT), *COURSES)]
    one += [("call", "FSV-2018"), ("handler", handler), ("handler", LEFT), ("task", task), ("task", "NONE")]
    for field, value in one:
        yield from (urlencode({field: value, "sort": sort}) for sort in SORTS)
        yield urlencode({field: value, "call": "FSV-2020"})
    for typed in SEARCHED:
        yield from (urlencode({"q": typed, "sort": sort}) for sort in ("new", "most"))


def _time(client: FlaskClient, address: str) -> float:
    """Answer the median milliseconds of an address that was asked for before."""
    times = []
    for _round in range(WARM + ROUNDS):
        begun = perf_counter()
        answer = client.get(address)
        answer.get_data()
        times.append(perf_counter() - begun)
        if answer.status_code != 200:
            raise SystemExit(f"{answer.status_code} {address}")
    return median(times[WARM:]) * 1000


if __name__ == "__main__":
    main()
