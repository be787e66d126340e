"""Somebody who records many things in a process of their own."""

from __future__ import annotations

from collections.abc import Iterator

from fund.core import audit
from fund.core.audit import TheClock
from fund.core.db import db
from fund.core.numbering import next_number


class Thing:
    """Something with a number, to record things about."""

    __tablename__ = "thing"

    def __init__(self, number: int) -> None:
        self.id = number


def record(worker: int, count: str) -> Iterator[str]:
    """Record two things per transaction, `count` times; every fifth transaction changes its mind."""
    for turn in range(int(count)):
        for half in ("first", "second"):
            audit.record(half, Thing(worker), by=TheClock(None, f"worker {worker}"), turn=turn)
        db.session.rollback() if turn % 5 == 4 else db.session.commit()
        db.session.remove()
    yield "done"


def number(worker: int, count: str) -> Iterator[str]:
    """Take `count` numbers of one series, and give every fourth back by rolling back."""
    for turn in range(int(count)):
        taken = next_number("case:2026")
        if turn % 4 == 3:
            db.session.rollback()
        else:
            db.session.commit()
            yield str(taken)
        db.session.remove()
