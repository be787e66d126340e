"""The outbox: what is told to whom, once; and the messages that stand in a case."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.core.append_only import AppendOnly
from fund.core.db import Id, Key, Line, Model, Moment, Word
from fund.people.models import Person


class NoticeStatus(StrEnum):
    """Where a notice is on its way; the post moves it on, nobody decides about it."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    GIVEN_UP = "given_up"
    SET_ASIDE = "set_aside"
    """Given up, and told in another way."""


class Notice(AppendOnly, Model):
    """A mail to one person. `reason` is unique, so the same thing is never told twice (P5); sent ones never change."""

    __tablename__ = "notice"
    __table_args__ = (
        Index(None, "status", "next_try_at"),
        Index(None, "case_id"),
        CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent_has_a_moment"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    reason: Mapped[str] = mapped_column(String(160), unique=True)
    template: Mapped[Word]
    language: Mapped[str] = mapped_column(String(2))
    to_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    to_name: Mapped[Line]
    to_email: Mapped[str] = mapped_column(String(254))
    subject: Mapped[Line]
    body: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]]
    document_keys: Mapped[list[str]]
    case_id: Mapped[int | None]
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[Moment]
    due_at: Mapped[Moment]
    status: Mapped[NoticeStatus] = mapped_column(default=NoticeStatus.WAITING)
    next_try_at: Mapped[Moment]
    """When it is sent, or tried again; at first the moment it is due."""
    claimed_at: Mapped[Moment | None]
    claimed_by: Mapped[Word] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    last_problem: Mapped[Line] = mapped_column(default="")
    sent_at: Mapped[Moment | None]

    to_person: Mapped[Person | None] = relationship(foreign_keys=[to_person_id])

    @classmethod
    def settled(cls, record: Any) -> bool:
        """Close a notice to changes once it was sent."""
        return record.sent_at is not None
