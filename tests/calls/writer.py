"""Somebody in a process of its own who copies a call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fund.core import clock
from fund.core.db import db
from fund.core.errors import Refused
from tests.calls.calls import next_year, the_call


def copy(_number: int, code: str, token: str, moment: str) -> Iterator[str]:
    """Copy the call to next year; say what came of it."""
    with clock.hold(datetime.fromisoformat(moment)):
        try:
            new = next_year(the_call(code), idempotency_key=token or None)
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            yield f"refused {refusal.field}"
            return
    yield f"written {new.code}"
