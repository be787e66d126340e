"""What is promised, under which obligations."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.applications.models import Application
from fund.awards.rules import Tier
from fund.awards.workflow import State
from fund.core.db import Cents, Id, Key, Model, Moment
from fund.decisions.models import Decision
from fund.decisions.rules import ObligationKind


class Award(Model):
    """A grant that runs (*verlening*). Its number is the case number."""

    __tablename__ = "award"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint(
            "(state IN ('settled', 'closed')) = (settled_amount IS NOT NULL)", name="settled_has_an_amount"
        ),
        CheckConstraint("settled_amount IS NULL OR settled_amount <= amount", name="never_settled_higher"),
        Index("ix_award_state_ends_on", "state", "ends_on"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    state: Mapped[State] = mapped_column(default=State.RUNNING)
    amount: Mapped[Cents]
    tier: Mapped[Tier]
    granted_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    settled_amount: Mapped[Cents | None]
    closed_at: Mapped[Moment | None]

    application: Mapped[Application] = relationship()
    decision: Mapped[Decision] = relationship()
    obligations: Mapped[list[Obligation]] = relationship(back_populates="award", order_by="Obligation.id")

    @property
    def case_id(self) -> int:
        """The case."""
        return self.application_id


class Obligation(Model):
    """What the grantee must do, before when, and when it was met; not a commitment of the bookkeeping (pitfall 29)."""

    __tablename__ = "obligation"
    __table_args__ = (Index(None, "award_id"), Index("ix_obligation_met_on_due_on", "met_on", "due_on"))

    id: Mapped[Id]
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    kind: Mapped[ObligationKind]
    text_nl: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    filed_on: Mapped[date | None]
    """When what was asked came in; it is met when the fund accepts it."""
    met_on: Mapped[date | None]

    award: Mapped[Award] = relationship(back_populates="obligations")
