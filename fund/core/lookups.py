"""Ways to find rows that each database writes in its own words: by a beginning, or by keys that were found before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Dialect,
    Integer,
    Select,
    String,
    TypeDecorator,
    bindparam,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.type_api import TypeEngine

LAST_LETTER: Final = "\U0010ffff"
"""What comes after every text that begins alike."""


class _StartsWith(FunctionElement[bool]):
    """A text that begins with another: the column, the beginning, and what comes after everything that begins so."""

    inherit_cache = True


def starts_with(column: InstrumentedAttribute[Any], beginning: BindParameter[str]) -> ColumnElement[bool]:
    """Compare the beginning of a text so that both databases can use its index, whatever the text is.

    PostgreSQL compares letter by letter, as its index does; a pattern it would have to know to use the index.
    """
    return _StartsWith(column, beginning, beginning.concat(LAST_LETTER))


@compiles(_StartsWith)
def _from_to(element: _StartsWith, compiler: SQLCompiler, **how: Any) -> str:
    return _between(element, compiler, ">=", "<", how)


@compiles(_StartsWith, "postgresql")
def _from_to_by_letter(element: _StartsWith, compiler: SQLCompiler, **how: Any) -> str:
    return _between(element, compiler, "~>=~", "~<~", how)


def _between(element: _StartsWith, compiler: SQLCompiler, least: str, beyond: str, how: dict[str, Any]) -> str:
    column, low, high = (compiler.process(each, **how) for each in element.clauses)
    return f"({column} {least} {low} AND {column} {beyond} ({high}))"


class _LookedUp(FunctionElement[bool]):
    """A key that is among those that a query finds."""

    inherit_cache = True


def looked_up(key: InstrumentedAttribute[Any], found: Select[Any]) -> ColumnElement[bool]:
    """Take the rows that a query finds few of, each by its key.

    PostgreSQL guesses how many that may be from the limits of the query, and would rather read a whole table of a
    middling fund; what stands in an array it takes to be few.
    """
    return _LookedUp(key, found.scalar_subquery())


@compiles(_LookedUp)
def _among(element: _LookedUp, compiler: SQLCompiler, **how: Any) -> str:
    key, found = (compiler.process(each, **how) for each in element.clauses)
    return f"{key} IN {found}"


@compiles(_LookedUp, "postgresql")
def _among_an_array(element: _LookedUp, compiler: SQLCompiler, **how: Any) -> str:
    key, found = (compiler.process(each, **how) for each in element.clauses)
    return f"{key} = ANY (ARRAY{found})"


class _Numbers(TypeDecorator[Sequence[int]]):
    """Whole numbers as one parameter: an array, or a text in JSON where there are no arrays."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Answer how this database takes them."""
        return ARRAY(Integer()) if dialect.name == "postgresql" else String()

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        """Write them as this database takes them."""
        return list(value or ()) if dialect.name == "postgresql" else json.dumps(list(value or ()))


class _OneOf(FunctionElement[bool]):
    """A key that is among numbers that were found before."""

    inherit_cache = True


def one_of(key: InstrumentedAttribute[int], name: str) -> ColumnElement[bool]:
    """Take the rows with these keys, a parameter of this name: one statement however many there are, planned once."""
    return _OneOf(key, bindparam(name, type_=_Numbers()))


@compiles(_OneOf)
def _one_of_json(element: _OneOf, compiler: SQLCompiler, **how: Any) -> str:
    key, numbers = (compiler.process(each, **how) for each in element.clauses)
    return f"{key} IN (SELECT value FROM json_each({numbers}))"  # noqa: S608 (both are written by the compiler)


@compiles(_OneOf, "postgresql")
def _one_of_an_array(element: _OneOf, compiler: SQLCompiler, **how: Any) -> str:
    key, numbers = (compiler.process(each, **how) for each in element.clauses)
    return f"{key} = ANY (ARRAY(SELECT unnest({numbers})))"
