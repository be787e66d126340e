"""What is asked of the programme: what held on a day, and what became of an old municipality."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from fund.core.db import db
from fund.programme import rules
from fund.programme.models import DevelopmentLine, FocusArea, Municipality, SocietalTask


def _on(model: Any, day: date) -> ColumnElement[bool]:
    holds: ColumnElement[bool] = (model.valid_from <= day) & (model.valid_until.is_(None) | (model.valid_until > day))
    return holds


def tasks_on(day: date) -> Sequence[SocietalTask]:
    """List the tasks of the province on `day`, in their order."""
    query = select(SocietalTask).where(_on(SocietalTask, day)).order_by(SocietalTask.position, SocietalTask.id)
    return db.session.scalars(query).all()


def task(code: str, day: date) -> SocietalTask | None:
    """Find a task by its code, as it read on `day`."""
    return db.session.scalars(select(SocietalTask).where(SocietalTask.code == code, _on(SocietalTask, day))).first()


def lines_on(day: date) -> Sequence[DevelopmentLine]:
    """List the development lines on `day`, in their order."""
    query = select(DevelopmentLine).where(_on(DevelopmentLine, day)).order_by(DevelopmentLine.position)
    return db.session.scalars(query).all()


def municipalities_on(day: date) -> list[Municipality]:
    """List the municipalities on `day` by name; 's-Hertogenbosch is found under the H."""
    found = db.session.scalars(select(Municipality).where(_on(Municipality, day)))
    return sorted(found, key=lambda municipality: municipality.name.removeprefix("'s-").casefold())


def municipality(code: str, day: date | None = None) -> Municipality | None:
    """Find a municipality by its code (`GM0855`): as it was on `day`, or as it was last, ended or not."""
    query = select(Municipality).where(Municipality.code == code).order_by(Municipality.valid_from.desc())
    if day is not None:
        query = query.where(_on(Municipality, day))
    return db.session.scalars(query).first()


def focus_of(code: str, day: date) -> Sequence[FocusArea]:
    """List why policy looks at a municipality on `day`: as a town, as part of West-Brabant, or both (NB-03)."""
    query = select(FocusArea).where(FocusArea.municipality_code == code, _on(FocusArea, day)).order_by(FocusArea.id)
    return db.session.scalars(query).all()


def focus_on(day: date) -> dict[str, list[FocusArea]]:
    """Answer the focus areas of all municipalities on `day` in one statement, by code."""
    found: dict[str, list[FocusArea]] = {}
    for area in db.session.scalars(select(FocusArea).where(_on(FocusArea, day)).order_by(FocusArea.id)):
        found.setdefault(area.municipality_code, []).append(area)
    return found


def successors_of(code: str, day: date) -> list[Municipality]:
    """List the municipalities that have the area of `code` on `day`: itself while it exists, else who took it over."""
    everything = db.session.scalars(select(Municipality).order_by(Municipality.valid_from)).all()
    codes = rules.where_it_went(code, everything, day)
    now = {municipality.code: municipality for municipality in everything if rules.holds_on(municipality, day)}
    return [now[heir] for heir in codes]
