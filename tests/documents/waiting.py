"""Who else works while the press draws: a sheet must be drawn while no transaction holds others up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context

import pytest
from sqlalchemy import text

from fund.core.db import db
from fund.documents import press


@contextmanager
def nobody_waits() -> Iterator[list[press.Sheet]]:
    """Let somebody else write whenever a sheet is drawn; answers the sheets, in the order in which they were drawn."""
    drawn: list[press.Sheet] = []
    draw, engine = press.draw, db.engine

    def write() -> None:
        with engine.begin() as other:
            other.execute(text("UPDATE organisation SET website = website"))
            other.execute(text("UPDATE application SET title = title"))
            other.execute(text("UPDATE decision SET sequence = sequence WHERE served_on IS NULL"))

    def while_somebody_writes(sheet: press.Sheet) -> bytes:
        Context().run(write)
        drawn.append(sheet)
        return draw(sheet)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("fund.documents.drawings.press.draw", while_somebody_writes)
        yield drawn
