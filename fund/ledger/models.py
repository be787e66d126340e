"""Accounts, and movements between them. Balances are sums; nothing stores a total."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.core.append_only import AppendOnly
from fund.core.db import Cents, Id, Line, Model, Moment, Sha256
from fund.ledger.rules import AccountKind, MovementKind


class Account(Model):
    """A heap of money: a kind and what it is kept for (a call's code, a case's number)."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("kind", "key"), Index(None, "key"))

    id: Mapped[Id]
    kind: Mapped[AccountKind]
    key: Mapped[str] = mapped_column(String(40), default="")


class Movement(AppendOnly, Model):
    """Money that went from one account to another, in whole cents. Corrections are reversals."""

    __tablename__ = "movement"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("source_id <> target_id", name="goes_somewhere"),
        Index("ix_movement_source_cover", "source_id", "booked_on", "amount"),
        Index("ix_movement_target_cover", "target_id", "booked_on", "amount"),
        Index(None, "booked_on", "id"),
    )

    id: Mapped[Id]
    at: Mapped[Moment]
    booked_on: Mapped[date]
    kind: Mapped[MovementKind]
    source_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    amount: Mapped[Cents]
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    content_hash: Mapped[Sha256]
    """Of what it does: the same reference with other content is refused."""
    seal: Mapped[Sha256]
    """Of every fact of the row: `ledger check` finds a row that was changed behind its back."""
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("movement.id"), unique=True)
    memo: Mapped[Line] = mapped_column(default="")
    by_id: Mapped[int | None]
    by_name: Mapped[Line]

    source: Mapped[Account] = relationship(foreign_keys=[source_id], lazy="joined")
    target: Mapped[Account] = relationship(foreign_keys=[target_id], lazy="joined")
