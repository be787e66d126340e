"""What is asked about calls: which are open, coming or over, and everything of one call at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fund.calls.models import Call, TermStart
from fund.calls.workflow import State
from fund.core.calendar import AMSTERDAM
from fund.core.db import db
from fund.core.money import Cents

HERE = Path(__file__).parent / "texts"

EVERYTHING = (
    selectinload(Call.criteria),
    selectinload(Call.required_documents),
    selectinload(Call.refusal_grounds),
)
"""Eager options for whatever shows a whole call."""


def open_calls(moment: datetime) -> Sequence[Call]:
    """List the calls that one can apply to at `moment`, the one that closes first on top."""
    query = select(Call).where(Call.state == State.PUBLISHED, Call.opens_at <= moment, Call.closes_at > moment)
    return db.session.scalars(query.order_by(Call.closes_at, Call.id)).all()


def coming_calls(moment: datetime) -> Sequence[Call]:
    """List the calls that are published and not yet open, the first to open on top."""
    query = select(Call).where(Call.state == State.PUBLISHED, Call.opens_at > moment)
    return db.session.scalars(query.order_by(Call.opens_at, Call.id)).all()


def past_calls(moment: datetime, most: int = 20) -> Sequence[Call]:
    """List the calls that are over, the latest on top."""
    query = select(Call).where(Call.state != State.DRAFT, Call.closes_at <= moment)
    return db.session.scalars(query.order_by(Call.closes_at.desc(), Call.id).limit(most)).all()


def published(slug: str) -> Call | None:
    """Find a call that is for everybody, with all it says; its few documents come along in the same statement."""
    everything = (joinedload(Call.required_documents), selectinload(Call.criteria), selectinload(Call.refusal_grounds))
    query = select(Call).where(Call.slug == slug, Call.state != State.DRAFT).options(*everything)
    return db.session.scalars(query).unique().first()


def by_code(code: str) -> Call | None:
    """Find a call by the prefix of its case numbers."""
    return db.session.scalars(select(Call).where(Call.code == code).options(*EVERYTHING)).first()


def all_calls() -> Sequence[Call]:
    """List every call for who writes them, the latest to open on top."""
    return db.session.scalars(select(Call).order_by(Call.opens_at.desc(), Call.id.desc())).all()


def over_but_not_closed(moment: datetime) -> Sequence[Call]:
    """List the published calls whose last day is over."""
    midnight = moment.astimezone(AMSTERDAM).replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(Call).where(Call.state == State.PUBLISHED, Call.closes_at < midnight)
    return db.session.scalars(query.order_by(Call.id)).all()


def read_call(name: str) -> dict[str, Any]:
    """Read the facts of a call that comes with the program, such as `fsv-2026`: amounts in cents, moments aware."""
    told = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    for field, column in (("ceiling", "ceiling"), ("minimum", "minimum_amount"), ("maximum", "maximum_amount")):
        told[column] = _cents(told.pop(f"{field}_euro"))
    told["opens_at"], told["closes_at"] = _moment(told.pop("opens")), _moment(told.pop("closes"))
    told["decision_term_start"] = TermStart(told["decision_term_start"])
    facts: dict[str, Any] = told
    return facts


def _cents(euros: int) -> Cents:
    return 100 * euros


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)
