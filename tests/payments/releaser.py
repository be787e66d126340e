"""A finance officer in a process of its own: makes or releases a run, reads the bank, and may be killed on the way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from fund.core import clock
from fund.core.db import db
from fund.core.errors import Refused
from fund.payments import actions, queries
from fund.payments.actions import runs
from fund.payments.models import BankMatch, PaymentRun
from fund.people.models import Person


def release(_number: int, key: str, email: str, moment: str) -> Iterator[str]:
    """Release the run; say what came of it."""
    with clock.hold(datetime.fromisoformat(moment)):
        try:
            run = db.session.query(PaymentRun).filter_by(key=key).one()
            actions.release(run, seen_hash=run.content_hash, by=_person(email))
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            yield f"refused {refusal.reason}"
            return
    yield "released"


def make(number: int, keys: str, email: str, token: str, moment: str) -> Iterator[str]:
    """Make a run of these payments, with the token of one form or each with its own."""
    with clock.hold(datetime.fromisoformat(moment)):
        try:
            run = actions.make_run(
                queries.instalments_by_key(keys.split(",")),
                execute_on=date(2026, 3, 4),
                by=_person(email),
                idempotency_key=token or f"token-{number}",
            )
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            yield f"refused {refusal.reason}"
            return
    yield f"made {run.number}"


def confirm(_number: int, key: str, email: str, moment: str) -> Iterator[str]:
    """Confirm what somebody proposed about a bank line."""
    with clock.hold(datetime.fromisoformat(moment)):
        try:
            actions.confirm_match(db.session.query(BankMatch).filter_by(key=key).one(), by=_person(email))
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            yield f"refused {refusal.reason}"
            return
    yield "booked"


def read(_number: int, path: str, email: str, moment: str) -> Iterator[str]:
    """Read a file of the bank."""
    with clock.hold(datetime.fromisoformat(moment)):
        try:
            actions.read_statement(Path(path).read_bytes(), filename="afschrift.xml", by=_person(email))
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            yield f"refused {refusal.reason}"
            return
    yield "read"


def die(_number: int, key: str, email: str, moment: str, where: str) -> Iterator[str]:
    """Be killed while releasing: after the first movement, when the file is written, at the commit, just after it."""
    if where == "first movement":
        _die_after(runs, "_instruct")
    elif where == "file":
        _die_after(runs, "_write_file")
    else:
        event.listen(Session, "before_commit" if where == "commit" else "after_commit", lambda _session: _kill())
    yield from release(0, key, email, moment)


def _die_after(module: object, name: str) -> None:
    inner = getattr(module, name)

    def then_die(*words: object, **named: object) -> None:
        inner(*words, **named)
        db.session.flush()
        _kill()

    setattr(module, name, then_die)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _person(email: str) -> Person:
    return db.session.query(Person).filter_by(email=email).one()
