"""Pages of a list by key: the next page starts after the last row that was shown, so that deep pages cost no more."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from fund.core.db import db
from fund.core.planning import at_most

Row = TypeVar("Row")
BOUND = 1000
"""Counting stops here: “more than 1,000”."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list; `before` and `after` are the marks of the pages around it, None where there is none."""

    rows: Sequence[Row]
    before: str | None
    after: str | None
    count: int
    """How many there are in all, at most BOUND + 1."""

    @property
    def more_than_bound(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > BOUND


@dataclass(frozen=True)
class Order:
    """By what a list is ordered: columns of one direction, the last one unique."""

    columns: tuple[InstrumentedAttribute[Any], ...]
    descending: bool = False


def page_of(
    query: Select[Row],
    order: Order,
    mark: str | None,
    size: int = 50,
    as_rows: Callable[[Select[Row]], Select[Any]] | None = None,
) -> Page[Any]:
    """Fetch the page of `query` at `mark` (`>…` after a row, `<…` before it); a mark that cannot be read is the start.

    Two statements: the rows and the bounded count. `as_rows` selects columns of them instead of objects, which is
    what a long list wants; the columns of the order are among them under their own names.
    """
    back, position = _read(mark, len(order.columns))
    descending = order.descending != back
    ordered = query.order_by(*(column.desc() if descending else column.asc() for column in order.columns))
    if position is not None:
        here = tuple_(*order.columns)
        there = tuple_(*position)
        ordered = ordered.where(here < there if descending else here > there)
    rows = _fetch(ordered.limit(at_most(size + 1)), as_rows)
    more = len(rows) > size
    rows = rows[:size]
    if back:
        rows.reverse()
    before = position is not None if not back else more
    after = more if not back else True
    return Page(
        rows,
        f"<{_mark(rows[0], order)}" if before and rows else None,
        f">{_mark(rows[-1], order)}" if after and rows else None,
        bounded_count(query),
    )


def _fetch(query: Select[Any], as_rows: Callable[[Select[Any]], Select[Any]] | None) -> list[Any]:
    if as_rows is None:
        return list(db.session.scalars(query).unique())
    return list(db.session.execute(as_rows(query)))


def bounded_count(query: Select[Any]) -> int:
    """Count the rows of `query`, but stop just after BOUND."""
    keys = (
        query.order_by(None).options().with_only_columns(*query.column_descriptions[0]["entity"].__mapper__.primary_key)
    )
    return db.session.scalar(select(func.count()).select_from(keys.limit(at_most(BOUND + 1)).subquery())) or 0


def _mark(row: Any, order: Order) -> str:
    values = [_plain(getattr(row, column.key)) for column in order.columns]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return value


def _read(mark: str | None, length: int) -> tuple[bool, list[Any] | None]:
    if not mark or mark[0] not in "<>":
        return False, None
    try:
        values = json.loads(base64.urlsafe_b64decode(mark[1:] + "=" * (-len(mark[1:]) % 4)))
        position = [_parse(value) for value in values]
    except (ValueError, TypeError, KeyError):
        return False, None
    if len(position) != length or any(not isinstance(item, int | str | date | datetime) for item in position):
        return False, None
    return mark[0] == "<", position


def _parse(value: Any) -> Any:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["at"]) if "at" in value else date.fromisoformat(value["on"])
    return value
