"""What came of it so far: reports that are due, what is filled in, questions about them, and the reminders."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.applications.models import BudgetLine, TaskLink
from fund.awards.models import Award, Obligation
from fund.core.db import Cents, Id, Key, Line, Model, Moment
from fund.documents.models import Document
from fund.people.models import Person
from fund.reports.workflow import State


class ReportKind(StrEnum):
    """Which report."""

    INTERIM = "interim"
    FINAL = "final"


class Report(Model):
    """A progress report: it exists from the award on, so that its due date can be reminded of."""

    __tablename__ = "report"
    __table_args__ = (
        Index(None, "award_id"),
        Index("ix_report_state_due_on_award_id", "state", "due_on", "award_id"),
        CheckConstraint("state NOT IN ('submitted', 'accepted') OR submitted_at IS NOT NULL", name="submitted_moment"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), unique=True)
    kind: Mapped[ReportKind]
    state: Mapped[State] = mapped_column(default=State.EXPECTED)
    due_on: Mapped[date]
    activities: Mapped[str] = mapped_column(Text, default="")
    deviations: Mapped[str] = mapped_column(Text, default="")
    lesson: Mapped[str] = mapped_column(Text, default="")
    people_reached: Mapped[int | None]
    saved_at: Mapped[Moment | None]
    submitted_at: Mapped[Moment | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[Moment | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    remark: Mapped[str] = mapped_column(Text, default="")
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    award: Mapped[Award] = relationship()
    obligation: Mapped[Obligation] = relationship()
    submitted_by: Mapped[Person | None] = relationship(foreign_keys=[submitted_by_id])
    accepted_by: Mapped[Person | None] = relationship(foreign_keys=[accepted_by_id])
    receipt: Mapped[Document | None] = relationship()
    spending: Mapped[list[Spending]] = relationship(back_populates="report", order_by="Spending.budget_line_id")
    outcomes: Mapped[list[Outcome]] = relationship(back_populates="report", order_by="Outcome.task_link_id")
    questions: Mapped[list[ReportQuestion]] = relationship(back_populates="report", order_by="ReportQuestion.id")
    reminders: Mapped[list[Reminder]] = relationship(back_populates="report", order_by="Reminder.due_at")

    @property
    def case_id(self) -> int:
        """The case."""
        return self.award.application_id


class Spending(Model):
    """What was spent so far on one line of the budget."""

    __tablename__ = "spending"
    __table_args__ = (
        UniqueConstraint("report_id", "budget_line_id"),
        CheckConstraint("spent IS NULL OR spent >= 0", name="spent_not_negative"),
    )

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    budget_line_id: Mapped[int] = mapped_column(ForeignKey("budget_line.id"))
    spent: Mapped[Cents | None]
    explanation: Mapped[str] = mapped_column(Text, default="")

    report: Mapped[Report] = relationship(back_populates="spending")
    budget_line: Mapped[BudgetLine] = relationship()


class Outcome(Model):
    """What was reached for one link to a task: beside the expected effect, the actual one (F65, F95)."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("report_id", "task_link_id"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    task_link_id: Mapped[int] = mapped_column(ForeignKey("task_link.id"))
    reached: Mapped[Line] = mapped_column(default="")
    explanation: Mapped[str] = mapped_column(Text, default="")

    report: Mapped[Report] = relationship(back_populates="outcomes")
    task_link: Mapped[TaskLink] = relationship()


class ReportQuestion(Model):
    """A question of the handler about a report, and the answer (F67)."""

    __tablename__ = "report_question"
    __table_args__ = (CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answered_has_a_moment"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    about: Mapped[Line]
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[Moment]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answer_by: Mapped[date]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[Moment | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    report: Mapped[Report] = relationship(back_populates="questions")
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])


class ReminderKind(StrEnum):
    """When and to whom a reminder goes."""

    MONTH_BEFORE = "month_before"
    WEEK_BEFORE = "week_before"
    ON_THE_DAY = "on_the_day"
    WEEK_AFTER = "week_after"
    ESCALATION = "escalation"
    ANSWER_BEFORE = "answer_before"
    ANSWER_LATE = "answer_late"
    ANSWER_ESCALATION = "answer_escalation"

    @property
    def escalates(self) -> bool:
        """Whether it goes to who handles the case, and no longer to the grantee."""
        return self in (ReminderKind.ESCALATION, ReminderKind.ANSWER_ESCALATION)


class Reminded(StrEnum):
    """What became of a reminder that was due."""

    SENT = "sent"
    EARLIER = "sent or dropped before"
    DROPPED = "no longer needed"
    NOBODY = "without anybody to tell"


class Reminder(Model):
    """A reminder with the moment it is due and the moment it was sent; never found by equality with today (F66).

    With a `question` it is about the answer to that, else about the report itself.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("question_id", "kind"),
        Index(
            "ix_reminder_once",
            "report_id",
            "kind",
            unique=True,
            sqlite_where=text("question_id IS NULL"),
            postgresql_where=text("question_id IS NULL"),
        ),
        CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name="sent_or_dropped"),
        Index("ix_reminder_open", "sent_at", "dropped_at", "due_at"),
    )

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("report_question.id"))
    kind: Mapped[ReminderKind]
    due_at: Mapped[Moment]
    sent_at: Mapped[Moment | None]
    dropped_at: Mapped[Moment | None]
    """The report or the answer came in first, so the reminder is no longer needed."""

    report: Mapped[Report] = relationship(back_populates="reminders")
    question: Mapped[ReportQuestion | None] = relationship()

    @property
    def waits_for(self) -> date:
        """The day on which what it reminds of must be there."""
        return self.report.due_on if self.question is None else self.question.answer_by

    @property
    def is_needed(self) -> bool:
        """Whether what it reminds of is still to come."""
        if self.question is None:
            return self.report.state is State.EXPECTED
        return self.question.answered_at is None
