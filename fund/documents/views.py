"""Reading a document: always as a file to keep, never as a page of this site."""

from __future__ import annotations

import io

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from fund.documents import policy, queries
from fund.documents.models import Document
from fund.web.guard import requires

blueprint = Blueprint("documents", __name__)

ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""What a browser that opens the file all the same may do with it: nothing."""


@blueprint.get("/documents/<key>")
@requires(policy.may_read, Document)
def document(kept: Document) -> ResponseReturnValue:
    """Send the bytes as they were kept, under the name that the document has."""
    answer = send_file(
        io.BytesIO(queries.content_of(kept)),
        mimetype=kept.media_type,
        as_attachment=True,
        download_name=kept.filename,
        max_age=0,
        conditional=False,
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
