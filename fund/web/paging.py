"""Pages of a list by key: the next page starts after the last row that was shown, so that deep pages cost no more."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Date,
    Integer,
    Select,
    UnaryExpression,
    bindparam,
    func,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute

from fund.core.db import UtcMoment, db, select_rows
from fund.core.planning import at_most, unweighed

Row = TypeVar("Row")
BOUND = 1000
"""Counting stops here: “more than 1,000”."""
LONGEST_MARK = 200
"""Letters that the mark of a page may have; ours have some sixty."""


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

    def of_all(self) -> list[UnaryExpression[Any]]:
        """Order rows that need not be paged: those without a place come last."""
        return [(column.desc() if self.descending else column.asc()).nulls_last() for column in self.columns]

    @cached_property
    def places(self) -> tuple[BindParameter[Any], ...]:
        """Where a page begins: a parameter for each of the columns."""
        return tuple(bindparam(f"from_{column.key}", type_=column.type) for column in self.columns)


class Listing(Generic[Row]):
    """A list: what is in it, in which order, and how many rows a page has.

    Its statements are written once and kept with it, since that takes longer than running them; so a list that does not
    depend on what was chosen is a constant of its module, and what changes is a parameter (docs/decisions/0007).
    """

    def __init__(
        self,
        query: Select[Row],
        order: Order,
        *,
        size: int = 50,
        as_rows: Callable[[Select[Row]], Select[Any]] | None = None,
    ) -> None:
        """Keep what the list is of; `as_rows` selects columns instead of objects, which is what a long list wants.

        The columns of the order are among those columns under their own names. What is on the page is found before it
        is read, so `as_rows` joins what it shows, and the query only what it needs to choose.
        """
        self.query, self.order, self.size, self.as_rows = query, order, size, as_rows
        self._pages: dict[tuple[bool, bool], Select[Any]] = {}

    def page(self, *, back: bool, placed: bool) -> Select[Any]:
        """Answer what asks for a page and one row more: of what comes before or after a place, or at the start."""
        if (known := self._pages.get((back, placed))) is None:
            known = self._pages[back, placed] = self._write(descending=self.order.descending != back, placed=placed)
        return known

    @cached_property
    def counting(self) -> Select[Any]:
        """Answer what counts the rows, but stops just after BOUND."""
        keys = self._kind.__mapper__.primary_key
        counted = self.query.order_by(None).options().with_only_columns(*keys).limit(at_most(BOUND + 1))
        return select(func.count()).select_from(counted.subquery())

    def _write(self, *, descending: bool, placed: bool) -> Select[Any]:
        columns = self.order.columns
        order = [column.desc() if descending else column.asc() for column in columns]
        query = self.query.order_by(*order)
        if placed:
            here, there = tuple_(*columns), tuple_(*map(unweighed, self.order.places))
            query = query.where(here < there if descending else here > there)
        query = query.limit(at_most(self.size + 1))
        if self.as_rows is None:
            return query
        kind = self._kind
        (key,) = kind.__mapper__.primary_key
        first = query.with_only_columns(key).subquery()
        return self.as_rows(select(kind).join(first, first.c[key.name] == key)).order_by(*order)

    @property
    def _kind(self) -> Any:
        return self.query.column_descriptions[0]["entity"]


def page_of(listing: Listing[Row], mark: str | None, values: Mapping[str, Any] | None = None) -> Page[Any]:
    """Fetch the page of a list at `mark` (`>…` after a row, `<…` before it); a mark that cannot be read is the start.

    Two statements: the rows and the bounded count; `values` are the parameters of the list.
    """
    order, given = listing.order, dict(values or {})
    back, place = _read(mark, order)
    statement = listing.page(back=back, placed=bool(place))
    if listing.as_rows is None:
        rows = list(db.session.scalars(statement, given | place).unique())
    else:
        rows = list(select_rows(statement, given | place))
    more = len(rows) > listing.size
    rows = rows[: listing.size]
    if back:
        rows.reverse()
    before = bool(place) if not back else more
    after = more if not back else True
    return Page(
        rows,
        f"<{_mark(rows[0], order)}" if before and rows else None,
        f">{_mark(rows[-1], order)}" if after and rows else None,
        select_rows(listing.counting, given).scalar_one(),
    )


def _mark(row: Any, order: Order) -> str:
    values = [_plain(getattr(row, column.key)) for column in order.columns]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return value


def _read(mark: str | None, order: Order) -> tuple[bool, dict[str, Any]]:
    """Read which way a mark goes, and from where, as parameters; nothing when it does not fit the order."""
    if not mark or mark[0] not in "<>" or len(mark) > LONGEST_MARK:
        return False, {}
    try:
        values = json.loads(base64.urlsafe_b64decode(mark[1:] + "=" * (-len(mark[1:]) % 4)))
        position = [_parse(value) for value in values]
    except (ValueError, TypeError, KeyError, OverflowError):
        return False, {}
    if len(position) != len(order.places) or not all(map(_fits, order.places, position)):
        return False, {}
    return mark[0] == "<", {place.key: value for place, value in zip(order.places, position, strict=True)}


def _parse(value: Any) -> Any:
    if isinstance(value, dict):
        return _moment(value["at"]) if "at" in value else date.fromisoformat(value["on"])
    return value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is None else moment.astimezone(UTC)


def _fits(place: BindParameter[Any], value: object) -> bool:
    """Answer whether a value is one that its column can hold; anybody can write a mark."""
    match place.type:
        case BigInteger():
            return type(value) is int and -(2**63) <= value < 2**63
        case Integer():
            return type(value) is int and -(2**31) <= value < 2**31
        case UtcMoment():
            return isinstance(value, datetime) and value.tzinfo is not None
        case Date():
            return isinstance(value, date) and not isinstance(value, datetime)
    raise TypeError(f"a list cannot be ordered by {place.type!r}")
