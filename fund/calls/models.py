"""A call: what money there is, for whom, by which rules, when one may ask. Everything a call says is data."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.calls.workflow import State
from fund.core.db import Cents, Id, Key, Line, Model, Moment, Texts, Word


class TermStart(StrEnum):
    """From which event the decision term runs (LC-11)."""

    RECEIVED = "received"
    COMPLETE = "complete"
    WINDOW_CLOSED = "window_closed"


class Call(Model):
    """A call with its ceiling, dates and rules. `code` is the prefix of case numbers: `FSV-2026`."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("ceiling > 0", name="ceiling_is_positive"),
        CheckConstraint("minimum_amount > 0 AND minimum_amount <= maximum_amount", name="limits_in_order"),
        CheckConstraint("percentage BETWEEN 1 AND 100", name="percentage_of_costs"),
        CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="published_has_a_moment"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    idempotency_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    slug: Mapped[Word] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    title: Mapped[Texts]
    summary: Mapped[Texts]
    fits: Mapped[list[Any]]
    """Sentences on what fits, each `{"nl": …, "en": …}`."""
    does_not_fit: Mapped[list[Any]]
    distribution: Mapped[Texts]
    """How the money is divided, which is made known together with the ceiling (LC-35)."""
    what_you_need: Mapped[list[Any]]
    """Pairs of `{"label": texts, "text": texts}`: how long it takes, which papers, what comes afterwards."""
    questions: Mapped[list[Any]]
    """Questions that others asked: pairs of `{"question": texts, "answer": texts}`."""
    legal_basis: Mapped[Texts]
    publication: Mapped[Line] = mapped_column(default="")
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment]
    published_at: Mapped[Moment | None]
    ceiling: Mapped[Cents]
    minimum_amount: Mapped[Cents]
    maximum_amount: Mapped[Cents]
    percentage: Mapped[int]
    """Highest share of the costs, in whole percents."""
    earliest_start_on: Mapped[date | None]
    decision_weeks: Mapped[int] = mapped_column(default=13)
    decision_term_start: Mapped[TermStart] = mapped_column(default=TermStart.COMPLETE)
    decision_rule: Mapped[Line] = mapped_column(default="")
    """The article that gives the decision term."""
    minimum_total: Mapped[int] = mapped_column(default=60)
    """Lowest weighted total, in points of 100."""
    assessors_needed: Mapped[int] = mapped_column(default=2)
    released_money_returns: Mapped[bool] = mapped_column(default=False)
    """Whether released money frees the ceiling again (§8.1 *vrijval*)."""
    advance_percentage: Mapped[int] = mapped_column(default=80)
    interim_report_months: Mapped[int] = mapped_column(default=12)
    """Months after the start when an interim report is due, for plans that last longer than this."""
    final_report_weeks: Mapped[int] = mapped_column(default=13)

    criteria: Mapped[list[Criterion]] = relationship(
        back_populates="call", order_by="Criterion.position", cascade="all, delete-orphan"
    )
    required_documents: Mapped[list[RequiredDocument]] = relationship(
        back_populates="call", order_by="RequiredDocument.position", cascade="all, delete-orphan"
    )
    refusal_grounds: Mapped[list[RefusalGround]] = relationship(
        back_populates="call", order_by="RefusalGround.position", cascade="all, delete-orphan"
    )


class Criterion(Model):
    """What is judged, how heavily, on a scale of which every point has its words (SC-03, SC-04)."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("call_id", "code"),
        CheckConstraint("weight BETWEEN 1 AND 100", name="weight_in_percents"),
    )

    id: Mapped[Id]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    code: Mapped[Word]
    position: Mapped[int]
    title: Mapped[Texts]
    question: Mapped[Texts]
    weight: Mapped[int]
    minimum: Mapped[int | None]
    anchors: Mapped[list[Any]]
    """What each point means, lowest first: five texts `{"nl": …, "en": …}`; the scale is as long as this list."""

    call: Mapped[Call] = relationship(back_populates="criteria")


class RequiredDocument(Model):
    """A document that the call asks for, such as the statutes."""

    __tablename__ = "required_document"
    __table_args__ = (UniqueConstraint("call_id", "code"),)

    id: Mapped[Id]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    code: Mapped[Word]
    position: Mapped[int]
    title: Mapped[Texts]
    hint: Mapped[Texts]
    is_voluntary: Mapped[bool] = mapped_column(default=False)

    call: Mapped[Call] = relationship(back_populates="required_documents")


class RefusalGround(Model):
    """A ground on which the call may refuse, with its article (LC-53, LC-54)."""

    __tablename__ = "refusal_ground"
    __table_args__ = (UniqueConstraint("call_id", "code"),)

    id: Mapped[Id]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    code: Mapped[Word]
    position: Mapped[int]
    article: Mapped[Line]
    text: Mapped[Texts]

    call: Mapped[Call] = relationship(back_populates="refusal_grounds")
