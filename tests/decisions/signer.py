"""A decision maker in a process of its own, who signs one decision at the moment that everybody does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from fund.core import clock
from fund.core.db import db
from fund.decisions import actions
from fund.decisions.models import Decision
from fund.ledger.rules import InsufficientFunds
from fund.people.models import Person


def sign(number: int, moment: str, *whose: str) -> Iterator[str]:
    """Sign the decision of this number (`email:key`) as a request would: read it, sign what was seen, or nothing."""
    email, _colon, key = whose[number].partition(":")
    with clock.hold(datetime.fromisoformat(moment)):
        decision = db.session.scalars(select(Decision).where(Decision.key == key)).one()
        person = db.session.scalars(select(Person).where(Person.email == email)).one()
        try:
            actions.approve(decision, seen_hash=decision.content_hash, by=person)
            db.session.commit()
        except InsufficientFunds as refusal:
            db.session.rollback()
            yield f"refused {refusal.reason}"
        else:
            yield "signed"
