"""What is asked for: the plan, the links to tasks, the places, the money, the papers. One application is one case."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.applications.rules import TRIES_UNSEEN
from fund.applications.workflow import State
from fund.calls.models import Call, RequiredDocument
from fund.core.db import Cents, Id, Key, Line, Model, Moment
from fund.documents.models import Document
from fund.people.models import Organisation, Person
from fund.programme.models import DevelopmentLine, Municipality, SocietalTask

Prose = Text


class Application(Model):
    """An application (*aanvraag*). It has a number from the moment it is submitted; `case_id` ties all that follows."""

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint("state <> 'draft' OR submitted_at IS NULL", name="draft_is_not_submitted"),
        CheckConstraint("state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL", name="submitted_has_a_moment"),
        CheckConstraint("(number IS NULL) = (submitted_at IS NULL)", name="submitted_has_a_number"),
        CheckConstraint("requested IS NULL OR requested >= 0", name="requested_not_negative"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        # a list is walked in each of its orders: of all, of a state, of a call, of who handles them
        Index("ix_application_submitted_at_id", "submitted_at", "id"),
        Index("ix_application_next_step_by_id", "next_step_by", "id"),
        Index("ix_application_requested_id", "requested", "id"),
        Index("ix_application_state_submitted_at_id", "state", "submitted_at", "id"),
        Index("ix_application_state_next_step_by_id", "state", "next_step_by", "id"),
        Index("ix_application_state_requested_id", "state", "requested", "id"),
        Index("ix_application_call_id_submitted_at_id", "call_id", "submitted_at", "id"),
        Index("ix_application_call_id_next_step_by_id", "call_id", "next_step_by", "id"),
        Index("ix_application_call_id_requested_id", "call_id", "requested", "id"),
        Index("ix_application_call_id_state_submitted_at", "call_id", "state", "submitted_at", "id"),
        Index("ix_application_handler_id_submitted_at", "handler_id", "submitted_at", "id"),
        Index("ix_application_handler_id_next_step_by", "handler_id", "next_step_by", "state", "id"),
        Index("ix_application_handler_id_requested_id", "handler_id", "requested", "id"),
        Index(None, "organisation_id"),
        Index(None, "receipt_tries"),
        Index("ix_application_decide_by_state", "decide_by", "state"),
        Index("ix_application_number_prefix", "number", postgresql_ops={"number": "text_pattern_ops"}),
        Index("ix_application_title_lower", "title_lower", postgresql_ops={"title_lower": "text_pattern_ops"}),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    idempotency_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    created_at: Mapped[Moment]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[Moment]
    submitted_at: Mapped[Moment | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    complete_at: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decide_by: Mapped[date | None]
    """Last day of the decision term; its trail is computed from the facts by `rules.decision_term`."""
    next_step_by: Mapped[date | None]

    title: Mapped[str] = mapped_column(String(160), default="")
    title_lower: Mapped[str] = mapped_column(String(160), Computed("lower(title)", persisted=True), deferred=True)
    """The title to search by; kept by the database."""
    summary: Mapped[str] = mapped_column(Prose, default="")
    problem: Mapped[str] = mapped_column(Prose, default="")
    activities: Mapped[str] = mapped_column(Prose, default="")
    why_impulse: Mapped[str] = mapped_column(Prose, default="")
    continuity: Mapped[str] = mapped_column(Prose, default="")
    learning_question: Mapped[str] = mapped_column(Prose, default="")
    target_group: Mapped[str] = mapped_column(Prose, default="")
    people_reached: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    line_id: Mapped[int | None] = mapped_column(ForeignKey("development_line.id"))
    line_reason: Mapped[str] = mapped_column(Prose, default="")
    no_partners: Mapped[bool] = mapped_column(default=False)
    requested: Mapped[Cents | None]
    vat_recoverable: Mapped[bool | None]
    declared_true: Mapped[bool] = mapped_column(default=False)
    declared_solvent: Mapped[bool] = mapped_column(default=False)
    de_minimis: Mapped[str] = mapped_column(String(20), default="")
    """Answer to the de-minimis question: '' (not yet), 'none' or 'some' (SA-12)."""
    de_minimis_amount: Mapped[Cents | None]
    de_minimis_details: Mapped[str] = mapped_column(Prose, default="")
    agrees_electronic: Mapped[bool] = mapped_column(default=False)
    """Voluntary (WM-03): whether the decision may be sent electronically."""
    revisions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Per part of the form: how often it was saved; a second tab that saves an older one is told so."""
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    receipt_tries: Mapped[int] = mapped_column(default=0)
    """How often the copy for the applicant could not be made."""
    receipt_try_at: Mapped[Moment | None]
    """When the copy is tried again, after a try that failed."""

    call: Mapped[Call] = relationship()
    organisation: Mapped[Organisation] = relationship()
    line: Mapped[DevelopmentLine | None] = relationship()
    created_by: Mapped[Person] = relationship(foreign_keys=[created_by_id])
    submitted_by: Mapped[Person | None] = relationship(foreign_keys=[submitted_by_id])
    handler: Mapped[Person | None] = relationship(foreign_keys=[handler_id])
    receipt: Mapped[Document | None] = relationship(foreign_keys=[receipt_id])
    task_links: Mapped[list[TaskLink]] = relationship(
        back_populates="application", order_by="TaskLink.position", cascade="all, delete-orphan"
    )
    places: Mapped[list[Place]] = relationship(
        back_populates="application", order_by="Place.id", cascade="all, delete-orphan"
    )
    partners: Mapped[list[Partner]] = relationship(
        back_populates="application", order_by="Partner.id", cascade="all, delete-orphan"
    )
    budget_lines: Mapped[list[BudgetLine]] = relationship(
        back_populates="application", order_by="BudgetLine.position", cascade="all, delete-orphan"
    )
    financing_lines: Mapped[list[FinancingLine]] = relationship(
        back_populates="application", order_by="FinancingLine.position", cascade="all, delete-orphan"
    )
    attachments: Mapped[list[Attachment]] = relationship(back_populates="application", order_by="Attachment.id")

    @property
    def case_id(self) -> int:
        """The case that everything belongs to that follows from this application."""
        return self.id

    @property
    def copy_is_stuck(self) -> bool:
        """Whether staff should know that the copy for the applicant cannot be made."""
        return self.receipt_id is None and self.receipt_tries >= TRIES_UNSEEN


class TaskLink(Model):
    """How the plan helps one societal task: for whom, what is different, how much and when, how seen (F13)."""

    __tablename__ = "task_link"
    __table_args__ = (
        UniqueConstraint("application_id", "task_id"),
        Index("ix_task_link_task_id_application_id", "task_id", "application_id"),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("societal_task.id"))
    position: Mapped[int]
    is_main: Mapped[bool] = mapped_column(default=False)
    how: Mapped[str] = mapped_column(Prose, default="")
    for_whom: Mapped[Line] = mapped_column(default="")
    what_changes: Mapped[Line] = mapped_column(default="")
    how_much: Mapped[Line] = mapped_column(default="")
    by_when: Mapped[Line] = mapped_column(default="")
    how_seen: Mapped[Line] = mapped_column(default="")

    application: Mapped[Application] = relationship(back_populates="task_links")
    task: Mapped[SocietalTask] = relationship()


class Place(Model):
    """Where the plan happens; `is_main` is the place that counts in totals (NB-03)."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("application_id", "municipality_id"),)

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    is_main: Mapped[bool] = mapped_column(default=False)
    neighbourhood: Mapped[Line] = mapped_column(default="")

    application: Mapped[Application] = relationship(back_populates="places")
    municipality: Mapped[Municipality] = relationship()


class Partner(Model):
    """Somebody who does the plan together with the applicant."""

    __tablename__ = "partner"

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    name: Mapped[Line]
    kvk_number: Mapped[str] = mapped_column(String(8), default="")
    role: Mapped[Line] = mapped_column(default="")
    is_municipality: Mapped[bool] = mapped_column(default=False)

    application: Mapped[Application] = relationship(back_populates="partners")


class CostType(StrEnum):
    """Kinds of cost in a budget."""

    STAFF = "staff"
    THIRD_PARTIES = "third_parties"
    MATERIALS = "materials"
    HOUSING = "housing"
    COMMUNICATION = "communication"
    VOLUNTEERS = "volunteers"
    OTHER = "other"


class BudgetLine(Model):
    """One cost of the plan."""

    __tablename__ = "budget_line"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_is_positive"),)

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    position: Mapped[int]
    cost_type: Mapped[CostType]
    description: Mapped[Line]
    amount: Mapped[Cents]

    application: Mapped[Application] = relationship(back_populates="budget_lines")


class FinancingSource(StrEnum):
    """Who pays. What is asked of this fund stands in `Application.requested`, never here."""

    OWN = "own"
    OTHER_GRANT = "other_grant"
    LOAN = "loan"
    INCOME = "income"
    GIFT = "gift"
    IN_KIND = "in_kind"


class FinancingStatus(StrEnum):
    """How sure the money is."""

    CERTAIN = "certain"
    PLEDGED = "pledged"
    ASKED = "asked"


class FinancingLine(Model):
    """One source of money beside this fund."""

    __tablename__ = "financing_line"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_is_positive"),)

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    position: Mapped[int]
    source: Mapped[FinancingSource]
    description: Mapped[Line]
    status: Mapped[FinancingStatus]
    amount: Mapped[Cents]

    application: Mapped[Application] = relationship(back_populates="financing_lines")


class Attachment(Model):
    """A document that the applicant sent with the application; removed ones keep their row."""

    __tablename__ = "attachment"

    id: Mapped[Id]
    key: Mapped[Key]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    required_document_id: Mapped[int | None] = mapped_column(ForeignKey("required_document.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[Moment]
    removed_at: Mapped[Moment | None]

    application: Mapped[Application] = relationship(back_populates="attachments")
    required_document: Mapped[RequiredDocument | None] = relationship()
    document: Mapped[Document] = relationship()
