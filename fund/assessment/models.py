"""Who assesses, whether they have an interest, what they score, what they agree on, and the advice."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.applications.models import Application, TaskLink
from fund.assessment.workflow import State
from fund.calls.models import Criterion
from fund.core.append_only import AppendOnly
from fund.core.db import Cents, Id, Key, Model, Moment
from fund.documents.models import Document
from fund.people.models import Person


class InterestDeclaration(AppendOnly, Model):
    """What a person declared about this case before seeing anything confidential (LC-72d); the newest holds."""

    __tablename__ = "interest_declaration"
    __table_args__ = (Index(None, "application_id", "person_id"),)

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    has_interest: Mapped[bool]
    explanation: Mapped[str] = mapped_column(Text, default="")
    declared_at: Mapped[Moment]

    application: Mapped[Application] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def case_id(self) -> int:
        """The case."""
        return self.application_id


class Assessment(Model):
    """The scores of one person for one application: a draft of their own until submitted (SC-08, SC-09)."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("application_id", "person_id"),
        CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_has_a_moment"),
        Index("ix_assessment_person_id_state", "person_id", "state"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    assigned_at: Mapped[Moment]
    assigned_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]
    """The day before which the scores are handed in."""
    submitted_at: Mapped[Moment | None]

    application: Mapped[Application] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    scores: Mapped[list[Score]] = relationship(back_populates="assessment", order_by="Score.criterion_id")
    task_scores: Mapped[list[TaskScore]] = relationship(back_populates="assessment", order_by="TaskScore.task_link_id")

    @property
    def case_id(self) -> int:
        """The case."""
        return self.application_id


class Score(Model):
    """Points for one criterion, with the reason."""

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("assessment_id", "criterion_id"),
        CheckConstraint("points IS NULL OR points >= 1", name="points_on_the_scale"),
    )

    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    points: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    assessment: Mapped[Assessment] = relationship(back_populates="scores")
    criterion: Mapped[Criterion] = relationship()


class TaskScore(Model):
    """Points for one link to a societal task: the contribution, and how well it is shown; with the reason (F43)."""

    __tablename__ = "task_score"
    __table_args__ = (
        UniqueConstraint("assessment_id", "task_link_id"),
        CheckConstraint("contribution IS NULL OR contribution BETWEEN 1 AND 5", name="contribution_on_the_scale"),
        CheckConstraint("evidence IS NULL OR evidence BETWEEN 1 AND 5", name="evidence_on_the_scale"),
    )

    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    task_link_id: Mapped[int] = mapped_column(ForeignKey("task_link.id"))
    contribution: Mapped[int | None]
    evidence: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    assessment: Mapped[Assessment] = relationship(back_populates="task_scores")
    task_link: Mapped[TaskLink] = relationship()


class AgreedScore(Model):
    """The points on which the assessors agreed after talking; their own scores are kept beside it (F44)."""

    __tablename__ = "agreed_score"
    __table_args__ = (UniqueConstraint("application_id", "criterion_id"),)

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    points: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[Moment]

    application: Mapped[Application] = relationship()
    criterion: Mapped[Criterion] = relationship()

    @property
    def case_id(self) -> int:
        """The case."""
        return self.application_id


class AdviceOutcome(StrEnum):
    """What the advice comes to."""

    GRANT = "grant"
    REFUSE = "refuse"


class Advice(AppendOnly, Model):
    """The advice to the decision maker, with the sum as it was computed. A new advice stands beside the old one."""

    __tablename__ = "advice"
    __table_args__ = (Index(None, "application_id"),)

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    outcome: Mapped[AdviceOutcome]
    amount: Mapped[Cents]
    """Advised amount; 0 for a refusal."""
    reasoning: Mapped[str] = mapped_column(Text)
    total: Mapped[int]
    """Weighted total in hundredths of a point (8250 is 82,50), rounded half up once (SC-03)."""
    calculation: Mapped[list[Any]]
    """Per criterion, as shown: code, title, weight, scale, own points, agreed points, minimum, whether it stays below,
    contribution in hundredths, and the reasons without the names of those who gave them."""
    given_at: Mapped[Moment]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    application: Mapped[Application] = relationship()
    given_by: Mapped[Person] = relationship()
    document: Mapped[Document | None] = relationship()

    @property
    def case_id(self) -> int:
        """The case."""
        return self.application_id
