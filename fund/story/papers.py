"""Papers that invented applicants send along: small real PDFs that say what they are."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pikepdf


@cache
def a_paper(title: str) -> bytes:
    """Make a one-page PDF with a title."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        plain = title.encode("ascii", "replace").decode().replace("(", "").replace(")", "").replace("\\", "")
        page.Contents = pdf.make_stream(f"BT /F1 16 Tf 60 760 Td ({plain}) Tj ET".encode())
        buffer = BytesIO()
        pdf.save(buffer, deterministic_id=True)
    return buffer.getvalue()
