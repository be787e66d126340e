"""Numbers in a row without gaps or doubles: case numbers, runs, letters."""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from fund.core.db import Model, db, insert_once


class Counter(Model):
    """The last number given out in a series."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int]


def coming_number(series: str) -> int:
    """Answer which number of `series` is given out next, as it looks now: whoever asks first gets it."""
    return (db.session.scalar(select(Counter.value).where(Counter.series == series)) or 0) + 1


def next_number(series: str) -> int:
    """Give out the next number of `series`; two transactions never get the same one."""
    insert_once(Counter, series=series, value=0)
    counter = db.session.scalars(select(Counter).where(Counter.series == series).with_for_update()).one()
    counter.value += 1
    db.session.flush()
    return counter.value
