"""Who gets in where: every route and method of the application, tried by everybody, written as a table.

The table in tests/snapshots/access_matrix.csv is read and agreed on by people. A route that is not in it fails the
build; so does a door that opens for somebody else than it says. `pytest tests/architecture/test_access_matrix.py
--write-access-matrix` writes what is so now; read the difference before you commit it.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from fund.core.db import db
from fund.web.guard import OUTSIDE, SIGN_IN, Access, declared
from tests.architecture.source import ROOT
from tests.case import JUDGING, STANDINGS, newcomer

TABLE = ROOT / "tests" / "snapshots" / "access_matrix.csv"

PEOPLE = {
    "anonymous": None,
    "own organisation, signs": "noor",
    "own organisation, writes": "samir",
    "other organisation": "anja",
    "case handler": "mila",
    "assessor": "daan",
    "decision maker": "joost",
    "finance": "sanne",
    "finance, second": "ruud",
    "programme manager": "ilse",
    "administrator": "bram",
    "auditor": "tom",
}
"""Column of the table -> short name in the cast of tests/world.py; all cases belong to the bakery of noor and samir."""

STRANGERS = {
    f"{role.value.replace('_', ' ')}, {word}": newcomer(role, standing)
    for role in JUDGING
    for standing, word in zip(STANDINGS, ("not declared", "interest"), strict=True)
}
"""The same three roles once more, by people who declared nothing in a case, or an interest. They are tried at the doors
about a case only: elsewhere a declaration makes no difference."""

COLUMNS = {**PEOPLE, **STRANGERS}

CASES = ("running", "closed")
"""A page about something is tried on the oldest and on the newest there is; tests/case.py makes a running case first
and a closed one last."""

WORDS = {"slug": "fonds-sociale-veerkracht-2026", "name": "plan", "role": "case_handler", "code": "nl", "form": "csv"}
"""Values for parts of addresses that do not name the subject, where the first that comes to mind will not do."""


@dataclass(frozen=True, order=True)
class Door:
    """One line of the table: a method, a route, which case, and the policy that guards it."""

    path: str
    method: str
    case: str
    policy: str


@dataclass(frozen=True)
class Way:
    """How to walk through a door: the route, and what it declared."""

    rule: Rule
    access: Access


def _policy(access: Access) -> str:
    if access.policy == "public":
        return "public"
    policy = access.policy
    while isinstance(policy, functools.partial):
        policy = policy.func
    return f"{policy.__module__.removeprefix('fund.').removesuffix('.policy')}.{policy.__name__}"


def doors(app: Flask) -> dict[Door, Way]:
    """List every door of the application."""
    found = {}
    for rule in app.url_map.iter_rules():
        access = declared(app, rule.endpoint) if rule.endpoint not in OUTSIDE else None
        if access is None:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for case in CASES if access.model is not None else ("",):
                found[Door(rule.rule, method, case, _policy(access))] = Way(rule, access)
    return found


def is_about_a_case(way: Way) -> bool:
    """Answer whether a door opens on something that belongs to a case."""
    return hasattr(way.access.model, "case_id")


def _subject(access: Access, case: str) -> Any:
    """Find the oldest (running) or newest (closed) of what the page is about; None when there is none."""
    if access.model is None:
        return None
    identity: Any = access.model.id  # type: ignore[attr-defined]
    order = identity if case == CASES[0] else identity.desc()
    return db.session.scalars(sa.select(access.model).order_by(order).limit(1)).first()


def address(way: Way, case: str) -> str | None:
    """Write the address of a door in this database; None when there is nothing that it could be about."""
    values: dict[str, Any] = {name: WORDS.get(name, "1") for name in way.rule.arguments}
    if way.access.model is not None:
        subject = _subject(way.access, case)
        if subject is None:
            return None
        values[way.access.by] = getattr(subject, way.access.by)
    with_values: tuple[str, str] | None = way.rule.build({**values}, append_unknown=False)
    return with_values[1] if with_values else None


def verdict(answer: TestResponse, sign_in: str) -> str:
    """Say in a word how a door answered."""
    if answer.status_code in (301, 302, 303) and answer.location.partition("?")[0].endswith(sign_in):
        return "sign in"
    if answer.status_code == 401:
        return "sign in"
    if answer.status_code == 303 and answer.location.partition("?")[0].endswith("/interest"):
        return "declare first"
    if answer.status_code == 403:
        return "no"
    if answer.status_code == 404:
        return "not there"
    return "yes" if answer.status_code < 500 else f"broken ({answer.status_code})"


def sign_in_path(app: Flask) -> str:
    """Where somebody is sent who has to sign in first."""
    with app.test_request_context():
        return app.url_for(SIGN_IN)


def read() -> dict[Door, dict[str, str]]:
    """Read the table."""
    if not TABLE.is_file():
        return {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            Door(row["path"], row["method"], row["case"], row["policy"]): {name: row.get(name, "") for name in COLUMNS}
            for row in csv.DictReader(file)
        }


def write(table: dict[Door, dict[str, str]]) -> None:
    """Write the table, in the order of the addresses."""
    TABLE.parent.mkdir(exist_ok=True)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["path", "method", "case", "policy", *COLUMNS])
        writer.writerows(_lines(table))


def _lines(table: dict[Door, dict[str, str]]) -> Iterator[list[str]]:
    for door in sorted(table):
        yield [door.path, door.method, door.case, door.policy, *(table[door].get(name, "") for name in COLUMNS)]
