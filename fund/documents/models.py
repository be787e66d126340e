"""Documents: letters that were issued and files that were received. The bytes lie in the store, named by their hash."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fund.core.append_only import AppendOnly
from fund.core.db import Id, Key, Line, Model, Moment, Sha256, Word
from fund.people.models import Person


class Origin(StrEnum):
    """Whether the fund drew the document or somebody sent it."""

    ISSUED = "issued"
    RECEIVED = "received"


class Scan(StrEnum):
    """What is known about viruses in a received file."""

    NOT_SCANNED = "not_scanned"
    CLEAN = "clean"
    INFECTED = "infected"


class Confidentiality(StrEnum):
    """Who may read a document besides the people who handle the case."""

    CASE = "case"
    FINANCE = "finance"
    STAFF = "staff"


class Document(AppendOnly, Model):
    """One document as it was issued or received; never changed, never deleted.

    `reference` is unique: drawing the same letter twice gives the same document. `facts` are the frozen data of an
    issued document, `template` and `template_hash` what it was drawn with, so that it can be drawn again and compared.
    """

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_subject", "subject_kind", "subject_id"),
        Index(None, "case_id"),
        Index(
            "uq_document_number",
            "number",
            unique=True,
            sqlite_where=text("number <> ''"),
            postgresql_where=text("number <> ''"),
        ),
        CheckConstraint("size >= 0", name="size_not_negative"),
        CheckConstraint("origin = 'received' OR template <> ''", name="issued_from_a_template"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    reference: Mapped[str] = mapped_column(String(160), unique=True)
    number: Mapped[Word] = mapped_column(default="")
    origin: Mapped[Origin]
    title: Mapped[Line]
    language: Mapped[str] = mapped_column(String(2), default="nl")
    subject_kind: Mapped[Word]
    subject_id: Mapped[int]
    case_id: Mapped[int | None]
    confidentiality: Mapped[Confidentiality] = mapped_column(default=Confidentiality.CASE)
    filename: Mapped[Line]
    media_type: Mapped[Word]
    size: Mapped[int]
    sha256: Mapped[Sha256] = mapped_column(index=True)
    """Of the bytes that are served, which is also their name in the store."""
    original_sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of a received file before it was cleaned; the original is kept in quarantine under this name."""
    template: Mapped[Word] = mapped_column(default="")
    template_hash: Mapped[str] = mapped_column(String(64), default="")
    facts: Mapped[dict[str, Any] | None]
    scan: Mapped[Scan] = mapped_column(default=Scan.NOT_SCANNED)
    made_at: Mapped[Moment]
    """When it was issued or received."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    made_by: Mapped[Person | None] = relationship()
