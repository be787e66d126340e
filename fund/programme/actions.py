"""What happens to the programme: its reference data are loaded, and a changed fact never erases the old one."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from fund.core import audit, clock
from fund.core.audit import Acting, TheClock
from fund.core.db import db
from fund.programme.models import DevelopmentLine, FocusArea, FocusKind, LineCode, Municipality, SocietalTask
from fund.programme.rules import Change, Wanted, change, first_day

HERE = Path(__file__).parent / "reference"
KNOWN_SINCE = date(2015, 1, 1)
"""The year of the first monitor: municipalities that are older are kept from this day."""
PROGRAMME_START = date(2016, 1, 1)

FOCUS_NAMES = {
    FocusKind.TOWN: {"nl": "Middelgrote stad", "en": "Mid-size town"},
    FocusKind.REGION: {"nl": "Regio West-Brabant", "en": "Region of West-Brabant"},
}
FOCUS_SOURCES = {
    "policy": "Statenvoorstel Programma Versterken Sociale Veerkracht, 2016",
    "merger": "Gemeentelijke herindeling; het aandachtsgebied gaat over op de nieuwe gemeente",
}


@dataclass(frozen=True)
class Loaded:
    """What loading one kind of reference data did."""

    kind: str
    total: int
    added: int
    changed: int
    closed: int


def load_reference(day: date | None = None, *, by: Acting | None = None) -> list[Loaded]:
    """Load the tasks, lines, municipalities and focus areas that come with the program; twice does nothing more.

    A fact that reads differently than it is kept holds from `day` (today); the old one is closed, never overwritten.
    """
    day, by = day or clock.today(), by or TheClock()
    return [
        _load("societal tasks", SocietalTask, ("code",), _tasks(), day=day, by=by),
        _load("development lines", DevelopmentLine, ("code",), _lines(), day=day, by=by),
        _load("municipalities", Municipality, ("code",), _municipalities(), day=day, by=by),
        _load("focus areas", FocusArea, ("municipality_code", "kind"), _focus(), day=day, by=by),
    ]


def _load(kind: str, model: Any, names: tuple[str, ...], wanted: Iterable[Wanted], *, day: date, by: Acting) -> Loaded:
    kept: dict[tuple[str, ...], list[Any]] = {}
    for row in db.session.scalars(select(model).order_by(model.valid_from)):
        kept.setdefault(tuple(getattr(row, name) for name in names), []).append(row)
    done = dict.fromkeys(Change, 0)
    touched = None
    for fact in (everything := list(wanted)):
        rows = kept.get(fact.key, [])
        what = change(fact, [({name: getattr(row, name) for name in fact.facts}, row) for row in rows])
        done[what] += 1
        if what is not Change.NONE:
            touched = _apply(what, model(**dict(zip(names, fact.key, strict=True)), **fact.facts), rows, fact, day)
    counts: dict[str, Any] = {
        "added": done[Change.ADD] + done[Change.REVIVE],
        "changed": done[Change.REPLACE],
        "closed": done[Change.CLOSE],
    }
    if touched is not None:
        audit.record("programme.load", touched, by=by, kind=kind, **counts)
    return Loaded(kind, len(everything), **counts)


def _apply(what: Change, new: Any, rows: list[Any], fact: Wanted, day: date) -> Any:
    """Close the row that held last, and keep the new one from the day on which it holds."""
    last: Any = rows[-1] if rows else None
    if what is Change.CLOSE:
        last.valid_until = fact.valid_until
        return last
    new.valid_from, new.valid_until = fact.valid_from, fact.valid_until
    if what is Change.REPLACE:
        new.valid_from = last.valid_until = first_day(day, last)
    elif what is Change.REVIVE:
        new.valid_from = max(day, last.valid_until)
    db.session.add(new)
    db.session.flush()
    return new


def _tasks() -> Iterator[Wanted]:
    for position, entry in enumerate(_json("tasks"), start=1):
        key, validity = (entry.pop("code"),), _validity(entry)
        yield Wanted(key, {**entry, "position": position}, *validity)


def _lines() -> Iterator[Wanted]:
    for position, entry in enumerate(_json("lines"), start=1):
        key, validity = (LineCode(entry.pop("code")),), _validity(entry)
        yield Wanted(key, {**entry, "position": position}, *validity)


def _municipalities() -> Iterator[Wanted]:
    for row in _csv("municipalities"):
        facts = {
            "name": row["name"],
            "region": row["region"],
            "in_west_brabant": bool(row["west_brabant"]),
            "successors": row["successors"].split(),
        }
        yield Wanted((row["code"],), facts, *_period(row, KNOWN_SINCE))


def _focus() -> Iterator[Wanted]:
    """Tell the focus areas: the towns by name, and every municipality of West-Brabant for the region."""
    for row in _csv("focus"):
        kind = FocusKind(row["kind"])
        facts = {"name": FOCUS_NAMES[kind], "through": row["through"], "source": FOCUS_SOURCES[row["source"]]}
        yield Wanted((row["municipality"], kind), facts, *_period(row, PROGRAMME_START))
    region = {"name": FOCUS_NAMES[FocusKind.REGION], "through": "", "source": FOCUS_SOURCES["policy"]}
    for row in _csv("municipalities"):
        if row["west_brabant"]:
            yield Wanted((row["code"], FocusKind.REGION), region, *_period(row, PROGRAMME_START))


def _validity(entry: dict[str, Any]) -> tuple[date, date | None]:
    until = entry.pop("valid_until", None)
    return date.fromisoformat(entry.pop("valid_from")), date.fromisoformat(until) if until else None


def _period(row: Mapping[str, str], start: date) -> tuple[date, date | None]:
    return (
        date.fromisoformat(row["from"]) if row["from"] else start,
        date.fromisoformat(row["until"]) if row["until"] else None,
    )


def _json(name: str) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    return read


def _csv(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
