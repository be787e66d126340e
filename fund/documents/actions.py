"""What happens to documents: a letter is issued, a file is received. Each once; the same reference, the same document.

The bytes are durable before the row is; a transaction that fails leaves bytes that nothing names, which do no harm.
"""

from __future__ import annotations

from typing import Any

from fund.core import audit, clock
from fund.core.db import db, insert_once, new_key
from fund.core.numbering import next_number
from fund.documents import letters, press, rules, settings
from fund.documents.drawings import Drawn, draw
from fund.documents.models import Confidentiality, Document, Origin
from fund.documents.queries import document_by_reference
from fund.documents.uploads import Upload

PDF = "application/pdf"


def issue_letter(
    letter: letters.Printable,
    *,
    drawn: Drawn | None = None,
    subject: Any,
    reference: str,
    by: audit.Acting,
    case_number: str = "",
    series: str = "B",
    translation_of: Document | None = None,
    confidentiality: Confidentiality = Confidentiality.CASE,
) -> Document:
    """Draw, number and keep a letter that belongs to `subject`; the same `reference` again gives the same document.

    It is numbered after the case: `FSV-2026-000123/B1`. The translation of an issued letter is kept under the number of
    that letter and its own language, and names the number of that letter, by which its reader writes to us. Without
    `case_number` the number is the reference itself. What was `drawn` ahead is taken when it fits.

    Raises:
        PressDown: when it cannot be drawn; then nothing was kept and the number is not used.
    """
    if (kept := document_by_reference(reference)) is not None:
        return kept
    with db.session.begin_nested() as numbering:
        number = _number(letter, case_number, series, translation_of) or reference
        if (kept := document_by_reference(reference)) is not None:  # while we waited for our number
            numbering.rollback()
            return kept
    named = number if translation_of is None else translation_of.number
    if drawn is None or not drawn.fits(letter, named):
        drawn = draw(letter, reference=named)
    return _keep(
        drawn.content,
        subject=subject,
        by=by,
        reference=reference,
        number=number,
        origin=Origin.ISSUED,
        title=letter.title[:300],
        language=letter.language,
        confidentiality=confidentiality,
        filename=f"{number.replace('/', '-')}.pdf",
        media_type=PDF,
        template=drawn.paper.template,
        template_hash=press.version(drawn.paper.template),
        facts=press.as_plain(drawn.paper),
    )


def _number(letter: letters.Printable, case_number: str, series: str, translation_of: Document | None) -> str:
    if translation_of is not None:
        return rules.translation_number(translation_of.number, letter.language)
    if not case_number:
        return ""
    return rules.letter_number(case_number, series, next_number(rules.letter_series(case_number, series)))


def issue_file(
    content: bytes,
    *,
    subject: Any,
    reference: str,
    by: audit.Acting,
    filename: str,
    media_type: str,
    made_with: str,
    title: str = "",
    confidentiality: Confidentiality = Confidentiality.STAFF,
) -> Document:
    """Keep a file that the house made itself, such as a payment file; `made_with` says what it was made with."""
    if (kept := document_by_reference(reference)) is not None:
        return kept
    return _keep(
        content,
        subject=subject,
        by=by,
        reference=reference,
        origin=Origin.ISSUED,
        title=title or filename,
        confidentiality=confidentiality,
        filename=rules.shown_name(filename),
        media_type=media_type,
        template=made_with,
    )


def keep_received(
    content: bytes,
    *,
    subject: Any,
    reference: str,
    by: audit.Acting,
    filename: str,
    media_type: str,
    title: str = "",
    confidentiality: Confidentiality = Confidentiality.STAFF,
) -> Document:
    """Keep what another system sent and a stage has read and checked itself, such as a bank statement."""
    if (kept := document_by_reference(reference)) is not None:
        return kept
    return _keep(
        content,
        subject=subject,
        by=by,
        reference=reference,
        origin=Origin.RECEIVED,
        title=title or rules.shown_name(filename),
        confidentiality=confidentiality,
        filename=rules.shown_name(filename),
        media_type=media_type,
    )


def keep_upload(
    upload: Upload,
    *,
    subject: Any,
    by: audit.Acting,
    reference: str = "",
    title: str = "",
    confidentiality: Confidentiality = Confidentiality.CASE,
) -> Document:
    """Keep a file that was looked at; give the idempotency token of the form as `reference`."""
    reference = f"upload:{by.id}:{reference or new_key()}"
    if (kept := document_by_reference(reference)) is not None:
        return kept
    examined = upload.examined
    return _keep(
        examined.content,
        subject=subject,
        by=by,
        reference=reference,
        origin=Origin.RECEIVED,
        title=title or examined.filename,
        confidentiality=confidentiality,
        filename=examined.filename,
        media_type=examined.format.media_type,
        original_sha256=settings.quarantine().put(examined.original) if examined.original is not None else "",
        scan=upload.scan,
    )


def _keep(content: bytes, *, subject: Any, by: audit.Acting, reference: str, **facts: Any) -> Document:
    """Put the bytes in the store, then the row in the database, and write down that it happened.

    When another transaction kept something under this reference meanwhile, that is the document.
    """
    db.session.flush()  # the subject has its id
    fresh = insert_once(
        Document,
        reference=reference,
        sha256=settings.store().put(content),
        size=len(content),
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        case_id=getattr(subject, "case_id", None),
        made_at=clock.now(),
        made_by_id=by.id,
        **facts,
    )
    document = document_by_reference(reference)
    if document is None:
        raise LookupError(f"the number of {reference} belongs to another document")
    if fresh:
        _write_down(document, by)
    return document


def _write_down(document: Document, by: audit.Acting) -> None:
    audit.record(
        f"document.{document.origin.value}",
        document,
        by=by,
        reference=document.reference,
        number=document.number,
        sha256=document.sha256,
        original_sha256=document.original_sha256,
        filename=document.filename,
    )
