"""A table is handed over as a file: written while it is sent, so that memory stays flat."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import Final

from flask import Response, send_file, stream_with_context

from fund.core.table import Statement, csv_chunks, json_chunks, write_xlsx

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def hand_over(statement: Statement, form: str, name: str) -> Response:
    """Send a statement as csv, json or xlsx, under a name without its ending."""
    if form != "xlsx":
        return as_file(csv_chunks(statement) if form == "csv" else json_chunks(statement), form, name)
    target = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the answer that sends it)
    write_xlsx(statement, target)
    target.seek(0)
    answer = send_file(target, TYPES[form], as_attachment=True, download_name=f"{name}.xlsx", max_age=0)
    answer.call_on_close(target.close)
    return answer


def as_file(chunks: Iterable[bytes], form: str, name: str) -> Response:
    """Send a file while it is being written; the first piece is asked for now, so that a refusal is a page in words."""
    pieces = iter(chunks)
    first = next(pieces, b"")
    answer = Response(stream_with_context(_rest(first, pieces)), content_type=TYPES[form])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form}")
    return answer


def _rest(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces
