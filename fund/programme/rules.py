"""What holds on a day, and where an old municipality went. Pure; days come as arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar


class Dated(Protocol):
    """A fact that holds from a day; `valid_until` is the first day on which it no longer does."""

    valid_from: date
    valid_until: date | None


class Territory(Dated, Protocol):
    """A municipality as this stage keeps it (NB-03)."""

    code: str
    successors: list[str]


Fact = TypeVar("Fact", bound=Dated)


def holds_on(fact: Dated, day: date) -> bool:
    """Answer whether a fact holds on `day`."""
    return fact.valid_from <= day and (fact.valid_until is None or day < fact.valid_until)


def holding(facts: Iterable[Fact], day: date) -> list[Fact]:
    """Keep the facts that hold on `day`, in the order given."""
    return [fact for fact in facts if holds_on(fact, day)]


def where_it_went(code: str, territories: Iterable[Territory], day: date) -> tuple[str, ...]:
    """Name the municipalities that have the area of `code` on `day`: itself while it exists, else who took it over.

    An area may have been divided over several (Haaren), and a successor may have ended too (NB-03). Empty for a code
    that nobody knows, or that did not exist yet.
    """
    known: dict[str, list[Territory]] = {}
    for territory in territories:
        known.setdefault(territory.code, []).append(territory)
    return tuple(dict.fromkeys(_heirs(code, known, day, frozenset())))


def _heirs(code: str, known: Mapping[str, list[Territory]], day: date, seen: frozenset[str]) -> Iterable[str]:
    rows = known.get(code, [])
    if code in seen:
        return
    if any(holds_on(row, day) for row in rows):
        yield code
        return
    for row in rows:
        if row.valid_until is not None and row.valid_until <= day:
            for successor in row.successors:
                yield from _heirs(successor, known, day, seen | {code})


class Change(StrEnum):
    """What reading a reference fact again means for what is kept: facts are closed, never overwritten."""

    NONE = "none"
    ADD = "add"
    REPLACE = "replace"
    CLOSE = "close"
    REVIVE = "revive"


@dataclass(frozen=True)
class Wanted:
    """A fact as the reference data tell it: what names it, what it says, and when it holds."""

    key: tuple[str, ...]
    facts: Mapping[str, Any]
    valid_from: date
    valid_until: date | None


def change(wanted: Wanted, kept: Sequence[tuple[Mapping[str, Any], Dated]]) -> Change:
    """Decide what to do with a fact, given what is kept of it, oldest first (each with what it says).

    Raises ValueError when the fact would have to end before it was said to end: that day may have been relied on.
    """
    if not kept:
        return Change.ADD
    facts, last = kept[-1]
    if last.valid_until is not None and (wanted.valid_until is None or wanted.valid_until > last.valid_until):
        return Change.REVIVE
    if facts != wanted.facts:
        return Change.REPLACE
    if wanted.valid_until == last.valid_until:
        return Change.NONE
    if last.valid_until is None:
        return Change.CLOSE
    raise ValueError(
        f"{' '.join(wanted.key)} ended on {last.valid_until}; it cannot end on {wanted.valid_until} instead"
    )


def first_day(day: date, last: Dated) -> date:
    """Choose the first day of a changed fact: `day`, or the day after the one it replaces began."""
    return max(day, last.valid_from + timedelta(days=1))
