"""The desk: takes a file, lets a child process look into it, and answers what may be kept and shown."""

from __future__ import annotations

import atexit
import logging
from dataclasses import dataclass
from functools import lru_cache

from fund.core.errors import Refused
from fund.core.i18n import _
from fund.documents.apart import Apart, NotDone
from fund.documents.rules import Format, check_size, claimed_format, fault, shown_name

log = logging.getLogger(__name__)

SECONDS = 20
"""The longest one file may take to look into; an ordinary one takes some milliseconds."""

MEMORY = 768 * 2**20
FILES = 500

WAKE = b"wake\n"

FAULT = b"!"
SAME = b"="
CLEANED = b"+"
"""The first byte of an answer: refused, with the name of the fault; fit as it is; or followed by a cleaned copy."""


class IntakeDown(Refused):
    """The file could not be looked into, for a reason that lies with us; it was not kept."""

    def __init__(self) -> None:
        super().__init__(
            _("We could not check your file just now. It was not kept. Send it again in a few minutes."), field="file"
        )


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept: its kind, its name as text, and the bytes that may be shown."""

    format: Format
    filename: str
    content: bytes
    original: bytes | None
    """What was sent, when it had to be cleaned; kept apart and shown to nobody."""


class Desk:
    """Looks into files, one after another, in a child process."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.apart = Apart("fund.documents.intake.room", seconds=seconds, turns=FILES, memory=memory)

    def examine(self, filename: str, content: bytes, *, limit: int) -> Examined:
        """Check name, size and content of a file, and clean it where it could do something by itself.

        Raises:
            Invalid: with a sentence for the person who sent it, when we do not take the file.
            IntakeDown: when we could not look.
        """
        check_size(len(content), limit)
        kind = claimed_format(filename)
        answer = self._look(kind, content)
        if answer[:1] == FAULT:
            raise fault(answer[1:].decode("ascii"))
        cleaned = answer[:1] == CLEANED
        return Examined(
            format=kind,
            filename=shown_name(filename),
            content=answer[1:] if cleaned else content,
            original=content if cleaned else None,
        )

    def _look(self, kind: Format, content: bytes) -> bytes:
        """Let the child look; a file that makes it stumble is refused; when it does not even wake, the file is held."""
        try:
            return self.apart.ask(kind.name.encode("ascii") + b"\n" + content)
        except NotDone as problem:
            log.warning("a file of kind %s was not looked into: %s", kind.name, problem)
            self._wake()
            return FAULT + (b"bomb" if "too long" in str(problem) else b"broken")

    def _wake(self) -> None:
        try:
            self.apart.ask(WAKE)
        except NotDone as problem:
            log.error("the intake does not wake: %s", problem)
            raise IntakeDown from problem


@lru_cache(maxsize=1)
def the_desk() -> Desk:
    """Answer the desk of this process."""
    desk = Desk()
    atexit.register(desk.apart.stop)
    return desk


def examine(filename: str, content: bytes, *, limit: int) -> Examined:
    """Examine a file at the desk of this process; see `Desk.examine`."""
    return the_desk().examine(filename, content, limit=limit)
