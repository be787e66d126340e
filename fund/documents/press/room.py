"""The room where sheets are drawn: a child process that sees templates, fonts and one sheet at a time, nothing else.

It reads a sheet as JSON on its standard input and answers with a PDF; `machine` starts it and watches the clock. It has
no settings and no secrets, opens no connection and starts no program.
"""

import json
import logging
import os
import resource
import shutil
import struct
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from fund.documents.press.finish import both_profiles
from fund.documents.press.sandbox import STATIC, STYLE, compose

HEADER = struct.Struct("!BQ")
"""Before each answer: whether it was drawn (0) or not (1), and how many bytes follow."""

DRAWN, FAILED = 0, 1

SHIPPED = "https://shipped.invalid/"
"""Where shipped assets seem to live while a sheet is drawn; the name can never exist."""

TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".png": "image/png"}

BOX = "\u25a1"

FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.spawn",
    "os.posix_spawn",
    "os.fork",
    "urllib.Request",
)


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


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Draw what comes in until the other side closes; a sheet that fails is answered with the reason."""
    room = Room()
    while size := requests.read(8):
        sheet = requests.read(struct.unpack("!Q", size)[0])
        try:
            kind, answer = DRAWN, room.draw(json.loads(sheet))
        except (Exception, FatalURLFetchingError) as problem:  # noqa: BLE001 (whatever it was: it was not drawn)
            kind, answer = FAILED, f"{type(problem).__name__}: {problem}".encode("utf-8", "replace")[:2000]
        answers.write(HEADER.pack(kind, len(answer)) + answer)
        answers.flush()


def shut(memory: int) -> None:
    """Shut the room: a limit on memory, no files of weight, no crash dumps, no connections, no programs."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 2**20, 64 * 2**20))
    if sys.platform == "linux":  # elsewhere the limit on address space is not kept
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(f"not in the press: {event}")


def main() -> None:
    """Serve on the standard streams; what anything prints meanwhile goes to the error stream."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    shut(int(sys.argv[1]))
    try:
        serve(sys.stdin.buffer, answers)
    finally:
        shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)


if __name__ == "__main__":
    main()
