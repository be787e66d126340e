"""Why and where: the province's tasks, the lines, the areas; all dated, so that old cases keep theirs."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.core.db import Id, Line, Model, Texts, Word


class SocietalTask(Model):
    """A societal task (*maatschappelijke opgave*) of the province, as it read from one day until another."""

    __tablename__ = "societal_task"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    id: Mapped[Id]
    code: Mapped[Word]
    name: Mapped[Texts]
    description: Mapped[Texts]
    role_of_resilience: Mapped[Texts]
    name_today: Mapped[Texts]
    """Under which part of the province's present programme the task falls."""
    position: Mapped[int]
    source: Mapped[Line] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    """The first day on which it no longer holds; so everywhere in this stage."""


class LineCode(StrEnum):
    """The two development lines of the programme."""

    AREA = "area"
    CROSSOVER = "crossover"


class DevelopmentLine(Model):
    """A development line: strengthen an area, or help a provincial task (crossover)."""

    __tablename__ = "development_line"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    id: Mapped[Id]
    code: Mapped[LineCode]
    name: Mapped[Texts]
    description: Mapped[Texts]
    position: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class Municipality(Model):
    """A municipality with its CBS code (`GM0855`), its region, and the successors of one that ended."""

    __tablename__ = "municipality"
    __table_args__ = (UniqueConstraint("code", "valid_from"), Index(None, "name"))

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(6))
    name: Mapped[Word]
    region: Mapped[Word]
    in_west_brabant: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    successors: Mapped[list[str]]
    """Codes of the municipalities that took over its area when it ended; empty while it exists."""

    focus: Mapped[list[FocusArea]] = relationship(
        primaryjoin="foreign(FocusArea.municipality_code) == Municipality.code", order_by="FocusArea.id", viewonly=True
    )


class FocusKind(StrEnum):
    """Why policy looks at an area: a mid-size town, or the region of West-Brabant."""

    TOWN = "town"
    REGION = "region"


class FocusArea(Model):
    """Policy looks at a municipality, from a day on; `through` names the former municipality it inherits this from."""

    __tablename__ = "focus_area"
    __table_args__ = (UniqueConstraint("municipality_code", "kind", "valid_from"),)

    id: Mapped[Id]
    municipality_code: Mapped[str] = mapped_column(String(6))
    kind: Mapped[FocusKind]
    name: Mapped[Texts]
    through: Mapped[Word] = mapped_column(default="")
    source: Mapped[Line] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
