"""The machine: sheets go in, PDFs come out, one after another in a child process of each web process."""

import atexit
import json
import logging
from functools import lru_cache
from typing import Any

from fund.core.errors import Refused
from fund.core.i18n import _
from fund.documents.apart import MEMORY, TURNS, Apart, NotDone
from fund.documents.press.sheets import Sheet, as_plain

log = logging.getLogger(__name__)

SECONDS = 30
"""The longest one sheet may take; a letter takes a fifth of a second."""


class PressDown(Refused):
    """The sheet could not be drawn. What was under way is undone: a letter is held, never skipped.

    `cause` is for the log; the sentence is for the person.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(_("We could not make the document. Nothing was changed. Try again in a few minutes."))
        self.cause = cause


class Press:
    """Draws sheets one after another in a child process."""

    def __init__(self, *, seconds: float = SECONDS, sheets: int = TURNS, memory: int = MEMORY) -> None:
        self.apart = Apart("fund.documents.press.room", seconds=seconds, turns=sheets, memory=memory)

    def draw(self, sheet: Sheet, *, seconds: float | None = None) -> bytes:
        """Draw `sheet` as a PDF that is PDF/A-3a and PDF/UA-1; the same sheet gives the same bytes.

        Raises:
            PressDown: when it takes longer than `seconds`, breaks off, or the template does not fit its facts.
        """
        return self.draw_plain(as_plain(sheet), seconds=seconds)

    def draw_plain(self, plain: dict[str, Any], *, seconds: float | None = None) -> bytes:
        """Draw a sheet that was frozen before, as it is kept beside an issued document."""
        order = json.dumps(plain, ensure_ascii=False, sort_keys=True).encode("utf-8")
        try:
            return self.apart.ask(order, seconds=seconds)
        except NotDone as problem:
            cause = str(problem)
            log.error("%s was not drawn from %s: %s", plain["reference"], plain["template"], cause)
            raise PressDown(cause) from problem

    def stop(self) -> None:
        """End the child process, if there is one."""
        self.apart.stop()


@lru_cache(maxsize=1)
def the_press() -> Press:
    """Answer the press of this process."""
    press = Press()
    atexit.register(press.stop)
    return press


def draw(sheet: Sheet, *, seconds: float | None = None) -> bytes:
    """Draw `sheet` on the press of this process; see `Press.draw`."""
    return the_press().draw(sheet, seconds=seconds)
