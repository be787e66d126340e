"""Which documents there are, what they belong to, and their bytes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from fund.core.db import Base, db
from fund.core.errors import Refused
from fund.core.i18n import Message, _
from fund.core.numbering import coming_number
from fund.documents import rules, settings
from fund.documents.models import Document, Origin
from fund.documents.policy import CASE, CLOSED, READERS
from fund.documents.store import Altered, Missing

log = logging.getLogger(__name__)


def register_reader(model: type[Base], policy: Callable[[Any, Any], Message | None]) -> None:
    """Let `policy(person, subject)` decide who reads the documents of a `model`; called once, by one stage.

    Raises ValueError when somebody decides already: which of two answers holds must not depend on who is imported last.
    """
    if model.__tablename__ in READERS:
        raise ValueError(f"it is said already who reads the documents of {model.__tablename__}")

    def reader(person: Any, subject_id: int) -> Message | None:
        subject = db.session.get(model, subject_id)
        return CLOSED if subject is None else policy(person, subject)

    READERS[model.__tablename__] = reader


def register_case_reader(why_not: Callable[[Any, int], Message | None]) -> None:
    """Let `why_not(person, case_id)` decide who reads documents in a case; raises ValueError when somebody does."""
    if CASE in READERS:
        raise ValueError("it is said already who reads the documents in a case")
    READERS[CASE] = why_not


def document_by_reference(reference: str) -> Document | None:
    """Find the document that was kept for `reference`, if it was."""
    return db.session.scalars(select(Document).where(Document.reference == reference)).first()


def coming_letter_number(case_number: str, series: str = "B") -> str:
    """Answer the number that the next letter in a case gets, as it looks now: to draw it before it is kept."""
    return rules.letter_number(case_number, series, coming_number(rules.letter_series(case_number, series)))


def documents_in_case(case_id: int, origin: Origin | None = None) -> list[Document]:
    """List the documents of a whole case, newest first; show only those that `policy.may_read` lets through."""
    chosen = select(Document).where(Document.case_id == case_id)
    if origin is not None:
        chosen = chosen.where(Document.origin == origin)
    return list(db.session.scalars(chosen.order_by(Document.made_at.desc(), Document.id.desc())))


def content_of(document: Document) -> bytes:
    """Read the bytes as they were kept, checked against their hash.

    Raises:
        Refused: when they are gone or were changed; then nothing is handed out.
    """
    try:
        return settings.store().get(document.sha256)
    except (Missing, Altered) as problem:
        log.critical("document %s (%s): %s", document.id, document.sha256, type(problem).__name__)
        raise Refused(_("This document cannot be shown, because it is not as it was kept. Call us.")) from problem


@dataclass(frozen=True)
class StoreCheck:
    """What reading the whole store found: how many documents there are, and what is not as it was kept, in words."""

    documents: int
    wrong: tuple[str, ...]


def check_store() -> StoreCheck:
    """Read every document and hold it against its hash (P8)."""
    count, wrong = 0, []
    stores = {"sha256": settings.store(), "original_sha256": settings.quarantine()}
    for document in db.session.scalars(select(Document).order_by(Document.id).execution_options(yield_per=500)):
        count += 1
        for name, store in stores.items():
            digest = getattr(document, name)
            try:
                if digest:
                    store.get(digest)
            except (Missing, Altered) as problem:
                wrong.append(f"document {document.id} ({document.reference}): {name} {type(problem).__name__.lower()}")
    return StoreCheck(count, tuple(wrong))
