"""What a statement says so that a database finds its rows in the right order, at every size (docs/decisions/0007)."""

from __future__ import annotations

import re
from typing import Any, TypeVar, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Enum,
    Integer,
    ScalarSelect,
    Select,
    String,
    case,
    false,
    literal_column,
    select,
    true,
)
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import replacement_traverse

Kind = TypeVar("Kind")
Written = TypeVar("Written", bound=Select[Any, *tuple[Any, ...]])


def at_most(rows: int) -> ColumnElement[int]:
    """Answer a limit that is written out in the statement: `query.limit(at_most(50))`.

    As a parameter PostgreSQL guesses it when it weighs one plan for good, and so plans the statement anew each time.
    """
    return literal_column(str(rows), Integer)


def fixed(word: str) -> ColumnElement[str]:
    """Answer a word of the program as it stands in a statement; raise ValueError for other signs."""
    if not re.fullmatch(r"[a-z_/-]+", word):
        raise ValueError(f"{word!r} is no word of the program")
    return literal_column(f"'{word}'", String)


def written_out(statement: Written) -> Written:
    """Write every constant of a statement out in it; what is asked by name when it runs stays a parameter.

    For statements that are written once and sent often: PostgreSQL then knows the states that are asked for when it
    weighs one plan for good, and need not plan the statement anew each time (docs/decisions/0007). Raises TypeError for
    a kind of value that has no way to be written out, and for a text: somebody may have typed it. A word of ours is
    `fixed`.
    """
    dialect = DefaultDialect()

    def constant(element: object, **_how: object) -> ColumnElement[Any] | None:
        if not isinstance(element, BindParameter) or element.required:
            return None
        literal = element.type.literal_processor(dialect)
        if literal is None or (isinstance(element.type, String) and not isinstance(element.type, Enum)):
            raise TypeError(f"{element.type!r} cannot be written out")
        value: Any = element.value
        text = f"({', '.join(map(literal, value))})" if element.expanding else literal(value)
        return literal_column(text, element.type)

    return cast("Written", replacement_traverse(statement, {}, constant))


def unweighed(value: BindParameter[Kind]) -> ScalarSelect[Kind]:
    """Ask for a value of which PostgreSQL does not weigh what it is, so that one plan serves them all.

    Where it sees the value it finds each new plan a little cheaper, and plans the statement anew each time.
    """
    return select(value).scalar_subquery()


def none_of(which: Select[Any], of: type[Any]) -> ColumnElement[bool]:
    """Say that a row of `of` has none of these, as one look by an index for each row.

    `NOT EXISTS` PostgreSQL may turn into reading all of them. Of a case it guesses that it holds for half of the rows,
    of the subquery alone that it hardly ever does, and then it would put all rows in order to find the first.
    """
    one = which.limit(at_most(1)).correlate(of).scalar_subquery()
    return case((one.is_(None), true()), else_=false())


class _Unindexed(FunctionElement[Any]):
    """A column of which SQLite does not use the index."""

    inherit_cache = True


def unindexed(column: InstrumentedAttribute[Kind]) -> ColumnElement[Kind]:
    """Compare a column row by row: among few rows a value is looked for that thousands of others have.

    SQLite, which does not count how often a value comes, would begin with the index of the column, and read those
    thousands. PostgreSQL counts, and chooses by itself.
    """
    bare = _Unindexed(column)
    bare.type = column.type
    return bare


@compiles(_Unindexed)
def _as_it_is(element: _Unindexed, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.clauses, **how)


@compiles(_Unindexed, "sqlite")
def _with_a_plus(element: _Unindexed, compiler: SQLCompiler, **how: Any) -> str:
    return f"+{compiler.process(element.clauses, **how)}"
