"""Files are added to a draft, and taken away again; a removed one keeps its row."""

from __future__ import annotations

from fund.applications.actions.saving import hold_draft
from fund.applications.models import Application, Attachment
from fund.applications.rules.papers import kept
from fund.calls.models import RequiredDocument
from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Refused
from fund.core.i18n import _
from fund.documents.actions import keep_upload
from fund.documents.uploads import Upload
from fund.people.models import Person

MOST_FILES = 25
"""Files with one application; more of them say less."""


def attach(
    application: Application,
    wanted: RequiredDocument | None = None,
    *,
    upload: Upload,
    by: Person,
    idempotency_key: str = "",
) -> Attachment:
    """Keep a file with a draft, as the document that the call asks for or as an extra one; the same key adds it once.

    Raises:
        Refused: when there are too many.
    """
    hold_draft(application, by=by)
    if len(kept(application)) >= MOST_FILES:
        raise Refused(_("There are %(most)s files already. Remove one first.", most=MOST_FILES), field="file")
    document = keep_upload(upload, subject=application, by=by, reference=idempotency_key)
    db.session.flush()
    for there in application.attachments:
        if there.document_id == document.id:
            return there
    attachment = Attachment(
        application=application, required_document=wanted, document=document, added_by_id=by.id, added_at=clock.now()
    )
    db.session.add(attachment)
    application.saved_at = clock.now()
    audit.record("application.attach", application, by=by, filename=document.filename, sha256=document.sha256)
    return attachment


def remove_attachment(attachment: Attachment, *, by: Person) -> None:
    """Take a file away from a draft; it stays in the record."""
    application = attachment.application
    hold_draft(application, by=by)
    if attachment.removed_at is not None:
        return
    attachment.removed_at = application.saved_at = clock.now()
    audit.record("application.remove_attachment", application, by=by, filename=attachment.document.filename)
