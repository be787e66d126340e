"""What happens to documents: a letter is issued, a file is received. Each once; the same reference, the same document.

The bytes are durable before the row is; a transaction that fails leaves bytes that nothing names, which do no harm.
"""

from __future__ import annotations

from typing import Any

from fund.core import audit, clock
from fund.core.db import db, new_key
from fund.core.errors import Refused
from fund.core.numbering import next_number
from fund.documents import intake, letters, press, rules, scanner, settings
from fund.documents.models import Confidentiality, Document, Origin, Scan
from fund.documents.queries import document_by_reference

PDF = "application/pdf"


def issue_letter(
    letter: letters.Printable,
    *,
    subject: Any,
    reference: str,
    by: audit.Acting,
    case_number: str = "",
    series: str = "B",
    translation_of: Document | None = None,
    confidentiality: Confidentiality = Confidentiality.CASE,
) -> Document:
    """Draw, number and keep a letter that belongs to `subject`; the same `reference` again gives the same document.

    It is numbered after the case: `FSV-2026-000123/B1`. The translation of an issued letter carries the number of that
    letter and its own language; without `case_number` the number is the reference itself.

    Raises:
        PressDown: when it cannot be drawn; then nothing was kept and the number is not used.
    """
    if (kept := document_by_reference(reference)) is not None:
        return kept
    number = _number(letter, case_number, series, translation_of) or reference
    paper = letters.sheet(letter, sender=settings.sender(letter.language), at=clock.now(), reference=number)
    frozen = press.as_plain(paper)
    return _keep(
        press.draw(paper),
        Document(
            reference=reference,
            number=number,
            origin=Origin.ISSUED,
            title=letter.title[:300],
            language=letter.language,
            confidentiality=confidentiality,
            filename=f"{number.replace('/', '-')}.pdf",
            media_type=PDF,
            template=paper.template,
            template_hash=press.version(paper.template),
            facts=frozen,
        ),
        subject=subject,
        by=by,
    )


def _number(letter: letters.Printable, case_number: str, series: str, translation_of: Document | None) -> str:
    if translation_of is not None:
        return f"{translation_of.number}-{letter.language}"
    return f"{case_number}/{series}{next_number(f'letter:{case_number}/{series}')}" if case_number else ""


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
    document = Document(
        reference=reference,
        origin=Origin.ISSUED,
        title=title or filename,
        confidentiality=confidentiality,
        filename=rules.shown_name(filename),
        media_type=media_type,
        template=made_with,
    )
    return _keep(content, document, subject=subject, by=by)


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
    document = Document(
        reference=reference,
        origin=Origin.RECEIVED,
        title=title or rules.shown_name(filename),
        confidentiality=confidentiality,
        filename=rules.shown_name(filename),
        media_type=media_type,
    )
    return _keep(content, document, subject=subject, by=by)


def keep_upload(
    content: bytes,
    *,
    filename: str,
    subject: Any,
    by: audit.Acting,
    reference: str = "",
    title: str = "",
    field: str = "file",
    confidentiality: Confidentiality = Confidentiality.CASE,
) -> Document:
    """Examine, scan and keep a file that a person sent; give the idempotency token of the form as `reference`.

    Raises:
        Invalid: when we do not take the file, with a sentence at `field`.
        Refused: when it could not be checked now; it was not kept.
    """
    reference = f"upload:{by.id}:{reference or new_key()}"
    if (kept := document_by_reference(reference)) is not None:
        return kept
    try:
        examined = intake.examine(filename, content, limit=settings.upload_limit())
        scan = scanner.scan(content, settings.scanner_address())
        if scan is Scan.INFECTED:
            raise rules.fault("infected")
    except Refused as refusal:
        refusal.field = field
        raise
    document = Document(
        reference=reference,
        origin=Origin.RECEIVED,
        title=title or examined.filename,
        confidentiality=confidentiality,
        filename=examined.filename,
        media_type=examined.format.media_type,
        original_sha256=settings.quarantine().put(examined.original) if examined.original is not None else "",
        scan=scan,
    )
    return _keep(examined.content, document, subject=subject, by=by)


def _keep(content: bytes, document: Document, *, subject: Any, by: audit.Acting) -> Document:
    """Put the bytes in the store, then the row in the database, and write down that it happened."""
    db.session.flush()  # the subject has its id
    document.sha256, document.size = settings.store().put(content), len(content)
    document.subject_kind, document.subject_id = subject.__tablename__, subject.id
    document.case_id = getattr(subject, "case_id", None)
    document.made_at, document.made_by_id = clock.now(), by.id
    db.session.add(document)
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
    return document
