"""Yes or no, how much, and who says so. A decision that was made known never changes; a change is a new decision."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from fund.applications.models import Application
from fund.assessment.models import Advice
from fund.core.append_only import AppendOnly
from fund.core.db import Cents, Id, Key, Line, Model, Moment, Sha256, Word
from fund.decisions.rules import ObligationKind
from fund.decisions.workflow import State
from fund.documents.models import Document
from fund.people.models import Person


class Kind(StrEnum):
    """What is decided."""

    GRANT = "grant"
    REFUSAL = "refusal"


class Mandate(Model):
    """Who may decide up to which amount, in whose name, and from when until when (NB-10); it holds for any decision."""

    __tablename__ = "mandate"
    __table_args__ = (CheckConstraint("maximum_amount >= 0", name="maximum_not_negative"),)

    id: Mapped[Id]
    key: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    capacity: Mapped[Line]
    """How the person signs: “afdelingshoofd Sociale Veerkracht”."""
    maximum_amount: Mapped[Cents]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    person: Mapped[Person] = relationship()


class Decision(AppendOnly, Model):
    """A decision (*beschikking*), from proposal until made known; from then on it never changes (LC-72a).

    `content_hash` is of everything that is signed.
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("application_id", "sequence"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("(kind = 'grant') = (amount > 0)", name="grant_has_an_amount"),
        CheckConstraint("(state IN ('approved', 'served')) = (decided_on IS NOT NULL)", name="decided_has_a_day"),
        CheckConstraint("(state = 'served') = (served_on IS NOT NULL)", name="served_has_a_day"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="decided_by_another"),
        Index("ix_decision_state_proposed_at", "state", "proposed_at"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    advice_id: Mapped[int] = mapped_column(ForeignKey("advice.id"))
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(String(30), unique=True)
    """`FSV-2026-000123/B1`."""
    kind: Mapped[Kind]
    state: Mapped[State] = mapped_column(default=State.PROPOSED)
    amount: Mapped[Cents]
    reasoning: Mapped[str] = mapped_column(Text)
    deviation: Mapped[str] = mapped_column(Text, default="")
    """Why the decision departs from the advice (LC-72b); empty when it follows the advice."""
    ground_codes: Mapped[list[str]]
    """Refusal grounds of the call that are cited (LC-54)."""
    calculation: Mapped[list[Any]]
    """How the amount came about, step by step, as shown (US-08): label texts and cents."""
    state_aid: Mapped[Word] = mapped_column(default="de_minimis")
    proposed_at: Mapped[Moment]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content_hash: Mapped[Sha256]
    decided_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_capacity: Mapped[Line] = mapped_column(default="")
    ceiling_at_decision: Mapped[dict[str, Any] | None]
    """The position of the ceiling when it was decided, kept for 4:25(3) (LC-34); amounts in cents."""
    served_on: Mapped[date | None]
    """The day it was made known (*bekendmaking*, LC-72a)."""
    object_until: Mapped[date | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    courtesy_letter_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    sent_back_reason: Mapped[str] = mapped_column(Text, default="")

    application: Mapped[Application] = relationship()
    advice: Mapped[Advice] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    letter: Mapped[Document | None] = relationship(foreign_keys=[letter_id])
    courtesy_letter: Mapped[Document | None] = relationship(foreign_keys=[courtesy_letter_id])
    approvals: Mapped[list[Approval]] = relationship(back_populates="decision", order_by="Approval.id")
    obligations: Mapped[list[ProposedObligation]] = relationship(
        back_populates="decision", order_by="ProposedObligation.position", cascade="all, delete-orphan"
    )
    instalments: Mapped[list[ProposedInstalment]] = relationship(
        back_populates="decision", order_by="ProposedInstalment.position", cascade="all, delete-orphan"
    )

    served_again: Mapped[list[ServedAgain]] = relationship(order_by="ServedAgain.id")

    @classmethod
    def settled(cls, record: Any) -> bool:
        """Whether it was made known."""
        return record.served_on is not None

    @property
    def case_id(self) -> int:
        """The case."""
        return self.application_id

    @property
    def served_last(self) -> Decision | ServedAgain:
        """The making known that counts: its day, the last day to object, the letters."""
        return self.served_again[-1] if self.served_again else self


class ApprovalKind(StrEnum):
    """What a signature says."""

    PROPOSED = "proposed"
    DECIDED = "decided"


class Signature(AppendOnly):
    """A signature: who, in which capacity, which amount was seen, the hash of what was seen. Voided, never removed.

    Mixed into a table of its own for each kind of thing that is signed; `amount_seen` in cents.
    """

    id: Mapped[Id]
    kind: Mapped[ApprovalKind]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    capacity: Mapped[Line]
    amount_seen: Mapped[Cents]
    content_hash: Mapped[Sha256]
    at: Mapped[Moment]
    voided_at: Mapped[Moment | None]
    voided_because: Mapped[Line] = mapped_column(default="")

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[CheckConstraint]:
        """Void with a reason."""
        return (CheckConstraint("(voided_at IS NULL) = (voided_because = '')", name="voided_with_a_reason"),)

    @declared_attr
    @classmethod
    def person(cls) -> Mapped[Person]:
        """Who signed."""
        return relationship()

    @classmethod
    def settled(cls, record: Any) -> bool:
        """Whether it was voided; until then that is all that may happen to it."""
        return record.voided_at is not None


class Approval(Signature, Model):
    """A signature under a decision."""

    __tablename__ = "approval"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)

    decision: Mapped[Decision] = relationship(back_populates="approvals")


class ProposedObligation(Model):
    """An obligation as it stands in the decision."""

    __tablename__ = "proposed_obligation"
    __table_args__ = (UniqueConstraint("decision_id", "position"),)

    id: Mapped[Id]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    position: Mapped[int]
    kind: Mapped[ObligationKind]
    text_nl: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]

    decision: Mapped[Decision] = relationship(back_populates="obligations")


class ProposedInstalment(Model):
    """A payment as it stands in the decision; `after_obligation` is the position of the obligation to meet first."""

    __tablename__ = "proposed_instalment"
    __table_args__ = (
        UniqueConstraint("decision_id", "position"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
    )

    id: Mapped[Id]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    position: Mapped[int]
    amount: Mapped[Cents]
    due_on: Mapped[date | None]
    """Not before this day; empty for what is paid at settlement."""
    after_obligation: Mapped[int | None]
    at_settlement: Mapped[bool] = mapped_column(default=False)

    decision: Mapped[Decision] = relationship(back_populates="instalments")


class ServedAgain(AppendOnly, Model):
    """A decision was sent once more, as its mail did not arrive: from this day one can object (LC-72a, LC-73a)."""

    __tablename__ = "served_again"

    id: Mapped[Id]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    served_on: Mapped[date]
    object_until: Mapped[date]
    letter_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    courtesy_letter_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    letter: Mapped[Document] = relationship(foreign_keys=[letter_id])
    courtesy_letter: Mapped[Document] = relationship(foreign_keys=[courtesy_letter_id])
