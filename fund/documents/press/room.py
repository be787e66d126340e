"""The room where sheets are drawn: a child process that sees templates, fonts and one sheet at a time, nothing else.

A sheet comes in as JSON and leaves as a PDF; `fund.documents.apart` says what the process may not do.
"""

import json
import logging
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from fund.documents.apart import serve
from fund.documents.press.finish import both_profiles
from fund.documents.press.sandbox import STATIC, STYLE, compose

SHIPPED = "https://shipped.invalid/"
"""Where shipped assets seem to live while a sheet is drawn; the name can never exist."""

TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".png": "image/png"}

BOX = "\u25a1"


class Shelf(URLFetcher):
    """Serves the style sheet, fonts and icons that ship with the house; any other address stops the drawing."""

    def __init__(self) -> None:
        super().__init__(fail_on_errors=True)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """Answer with a shipped asset.

        Raises:
            FatalURLFetchingError: for any other address, so that a sheet is never drawn with a hole in it.
        """
        wanted = (STATIC / url.removeprefix(SHIPPED)).resolve()
        inside = (url.startswith(SHIPPED) and wanted.is_relative_to(STATIC.resolve())) or _is_vendor(url, wanted)
        if not inside or wanted.suffix not in TYPES or not wanted.is_file():
            raise FatalURLFetchingError(f"the press fetches shipped assets only, not {url[:200]}")
        return URLFetcherResponse(url, wanted.read_bytes(), {"Content-Type": TYPES[wanted.suffix]})


def _is_vendor(url: str, wanted: Path) -> bool:
    """Whether it is a built asset; the folder of those may be a link to where they were built."""
    vendor = (STATIC / "vendor").resolve()
    return url.startswith(f"{SHIPPED}vendor/") and wanted.is_relative_to(vendor)


class Room:
    """Fonts and style sheet, read once; then any number of sheets."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.fonts = FontConfiguration()
        self.style = CSS(
            string=STYLE.read_text(encoding="utf-8"), base_url=SHIPPED, font_config=self.fonts, url_fetcher=self.shelf
        )

    def draw(self, plain: Mapping[str, Any]) -> bytes:
        """Draw a frozen sheet; everything that could differ between two runs is taken from the sheet itself."""
        os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime.fromisoformat(plain["at"]).timestamp()))
        text = compose(plain)
        content, unknown = self._lay_out(text)
        if unknown:
            content, unknown = self._lay_out(text.translate(dict.fromkeys(unknown, self._stand_in(unknown))))
        if unknown:
            raise ValueError(f"no font has {sorted(unknown)}")
        return both_profiles(content)

    def _lay_out(self, text: str) -> tuple[bytes, set[int]]:
        """Answer the page as PDF/A-3a, and the characters in it that no font has: neither profile allows those."""
        document = HTML(string=text, base_url=SHIPPED, url_fetcher=self.shelf).render(
            stylesheets=[self.style], font_config=self.fonts, pdf_variant="pdf/a-3a"
        )
        content = document.write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True, pdf_identifier=b"veerkracht-sheet")
        return content, {code for font in document.fonts.values() for code in font.missing}

    @staticmethod
    def _stand_in(unknown: set[int]) -> str:
        """Choose an empty box for a character that cannot be drawn, or a question mark where there is no box either."""
        return "?" if ord(BOX) in unknown else BOX


def prepare() -> Callable[[bytes], bytes]:
    """Read fonts and style sheet, and answer what draws a sheet from its JSON."""
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    room = Room()

    def draw(order: bytes) -> bytes:
        try:
            return room.draw(json.loads(order))
        except FatalURLFetchingError as problem:  # not an Exception, so that the layout engine lets it through
            raise PermissionError(str(problem)) from None

    return draw


if __name__ == "__main__":
    serve(prepare)
