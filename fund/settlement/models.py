"""What it comes to in the end: the determination (*vaststelling*) of the final amount."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.awards.models import Award
from fund.core.append_only import AppendOnly
from fund.core.db import Cents, Id, Key, Line, Model, Moment, Sha256
from fund.decisions.models import Signature
from fund.documents.models import Document
from fund.people.models import Person
from fund.settlement.workflow import State


class ReductionGround(StrEnum):
    """Why a grant is determined lower (Awb 4:46(2) and (3), LC-70d)."""

    NOT_CARRIED_OUT = "not_carried_out"
    OBLIGATION_NOT_MET = "obligation_not_met"
    WRONG_INFORMATION = "wrong_information"
    GRANT_INCORRECT = "grant_incorrect"
    COSTS_NOT_NECESSARY = "costs_not_necessary"


class Settlement(AppendOnly, Model):
    """The determination of one award: never higher than granted; lower only on a ground, with reasons (LC-70d).

    `content_hash` is of everything that is signed; once it was made known it never changes.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        CheckConstraint("amount >= 0 AND amount <= granted", name="never_higher_than_granted"),
        CheckConstraint("amount = granted OR reduction_ground IS NOT NULL", name="lower_on_a_ground"),
        CheckConstraint("(state = 'determined') = (decided_on IS NOT NULL)", name="determined_has_a_day"),
        CheckConstraint("served_on IS NULL OR decided_on IS NOT NULL", name="made_known_when_determined"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="decided_by_another"),
        Index("ix_settlement_served_on_proposed_at_id", "served_on", "proposed_at", "id"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), unique=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    state: Mapped[State] = mapped_column(default=State.PROPOSED)
    granted: Mapped[Cents]
    amount: Mapped[Cents]
    reduction_ground: Mapped[ReductionGround | None]
    reasoning: Mapped[str] = mapped_column(Text)
    calculation: Mapped[list[Any]]
    proposed_at: Mapped[Moment]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content_hash: Mapped[Sha256]
    decided_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_capacity: Mapped[Line] = mapped_column(default="")
    served_on: Mapped[date | None]
    """The day it was made known (LC-72a): at once by mail, or when its letter was posted (WM-03)."""
    object_until: Mapped[date | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    sent_back_reason: Mapped[str] = mapped_column(Text, default="")

    award: Mapped[Award] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    letter: Mapped[Document | None] = relationship()
    approvals: Mapped[list[SettlementApproval]] = relationship(
        back_populates="settlement", order_by="SettlementApproval.id"
    )

    @classmethod
    def settled(cls, record: Any) -> bool:
        """Whether it was made known."""
        return record.served_on is not None

    @property
    def case_id(self) -> int:
        """The case."""
        return self.award.application_id


class SettlementApproval(Signature, Model):
    """A signature under a determination."""

    __tablename__ = "settlement_approval"

    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"), index=True)

    settlement: Mapped[Settlement] = relationship(back_populates="approvals")
