"""Objections as they came in: the words of the applicant, against which decision, when, and before when we decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.applications.models import Application
from fund.core.append_only import AppendOnly
from fund.core.clock import local_day
from fund.core.db import Id, Key, Model, Moment
from fund.decisions.models import Decision
from fund.objections import rules
from fund.objections.rules import Outcome
from fund.objections.workflow import State
from fund.people.models import Person
from fund.settlement.models import Settlement


class Objection(AppendOnly, Model):
    """An objection (*bezwaar*) to a decision or to a determination, exactly as it was sent (LC-73a to LC-73c).

    How it ended is written beside it, once.
    """

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint("(decision_id IS NULL) <> (settlement_id IS NULL)", name="against_one_thing"),
        CheckConstraint("grounds <> ''", name="has_grounds"),
        CheckConstraint("(state = 'received') = (ended_on IS NULL)", name="ended_has_a_day"),
        CheckConstraint("(state = 'decided') = (outcome IS NOT NULL)", name="decided_has_an_outcome"),
        Index("ix_objection_state_decide_by_id", "state", "decide_by", "id"),
    )

    written_later = frozenset({"state", "outcome", "ended_on"})

    id: Mapped[Id]
    key: Mapped[Key]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    """`FSV-2026-000123/B1/BZ`."""
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    settlement_id: Mapped[int | None] = mapped_column(ForeignKey("settlement.id"), unique=True)
    grounds: Mapped[str] = mapped_column(Text)
    late_because: Mapped[str] = mapped_column(Text, default="")
    """Why it came after the term, in the words of the applicant; empty when it came in time."""
    object_until: Mapped[date]
    """The last day to object, as it stood in the letter that was made known last."""
    received_at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decide_by: Mapped[date]
    state: Mapped[State] = mapped_column(default=State.RECEIVED)
    outcome: Mapped[Outcome | None]
    ended_on: Mapped[date | None]
    """The day on which it was withdrawn, or the decision on it was made known."""

    application: Mapped[Application] = relationship()
    decision: Mapped[Decision | None] = relationship()
    settlement: Mapped[Settlement | None] = relationship()
    by: Mapped[Person] = relationship()

    @classmethod
    def settled(cls, record: Any) -> bool:
        """Whether it ended."""
        return record.ended_on is not None

    @property
    def case_id(self) -> int:
        """The case."""
        return self.application_id

    @property
    def against(self) -> Decision | Settlement | None:
        """What is objected to."""
        return self.decision or self.settlement

    @property
    def is_late(self) -> bool:
        """Whether it came in after the last day to object."""
        return rules.is_late(self.object_until, local_day(self.received_at))
