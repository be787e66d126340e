"""The machine: one long-lived child process per web process, watched by the clock, replaced when worn or stuck."""

import atexit
import contextlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog

import fund
from fund.core.errors import Refused
from fund.core.i18n import _
from fund.documents.press.sheets import Sheet, as_plain

log = structlog.get_logger(__name__)

SECONDS = 30
"""The longest one sheet may take; a letter takes a fifth of a second."""

SHEETS = 200
"""Sheets a child draws before it is replaced: the layout engine does not give its memory back."""

MEMORY = 2 * 2**30
"""Address space of the child, in bytes."""

ANSWER = struct.Struct("!BQ")
KEPT = ("PATH", "LANG", "LC_ALL", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "DYLD_FALLBACK_LIBRARY_PATH")


class PressDown(Refused):
    """The sheet could not be drawn. What was under way is undone: a letter is held, never skipped.

    `cause` is for the log; the sentence is for the person.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(_("We could not make the document. Nothing was changed. Try again in a few minutes."))
        self.cause = cause


class Press:
    """Draws sheets one after another in a child process."""

    def __init__(self, *, seconds: float = SECONDS, sheets: int = SHEETS, memory: int = MEMORY) -> None:
        self.seconds, self.sheets, self.memory = seconds, sheets, memory
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def draw(self, sheet: Sheet, *, seconds: float | None = None) -> bytes:
        """Draw `sheet` as a PDF that is PDF/A-3a and PDF/UA-1; the same sheet gives the same bytes.

        Raises:
            PressDown: when it takes longer than `seconds`, breaks off, or the template does not fit its facts.
        """
        return self.draw_plain(as_plain(sheet), seconds=seconds)

    def draw_plain(self, plain: dict[str, Any], *, seconds: float | None = None) -> bytes:
        """Draw a sheet that was frozen before, as it is kept beside an issued document."""
        order = json.dumps(plain, ensure_ascii=False, sort_keys=True).encode("utf-8")
        with self._lock:
            child = self._ready()
            try:
                drawn, answer = child.draw(order, seconds or self.seconds)
            except (OSError, EOFError) as problem:
                self.stop()
                self._report(plain, cause := child.ending(problem))
                raise PressDown(cause) from problem
        if not drawn:
            self._report(plain, cause := answer.decode("utf-8", "replace"))
            raise PressDown(cause)
        return answer

    def stop(self) -> None:
        """End the child, if there is one; the next sheet starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.stop()

    def _ready(self) -> "_Child":
        """Answer the child to draw with: the one at work, or a new one when it is worn, gone, or of another process."""
        child = self._child
        if child is not None and child.owner != os.getpid():  # forked: the child belongs to the other process
            child = self._child = None
        if child is not None and (child.drawn >= self.sheets or child.process.poll() is not None):
            self.stop()
            child = None
        if child is None:
            child = self._child = _Child(self.memory)
        return child

    @staticmethod
    def _report(plain: dict[str, Any], cause: str) -> None:
        log.error("press.down", template=plain.get("template"), reference=plain.get("reference"), cause=cause)


class _Child:
    """The process behind the press and its two pipes."""

    def __init__(self, memory: int) -> None:
        self.owner, self.drawn, self.late = os.getpid(), 0, False
        self.folder = tempfile.mkdtemp(prefix="press-")
        root = str(Path(fund.__file__).parents[1])
        settings = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.process = subprocess.Popen(  # noqa: S603 (our own interpreter and our own module)
            [sys.executable, "-m", "fund.documents.press.room", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=root,
            env={**settings, "TMPDIR": self.folder, "HOME": self.folder, "XDG_CACHE_HOME": _font_cache()},
        )

    def draw(self, order: bytes, seconds: float) -> tuple[bool, bytes]:
        """Send an order and wait for the answer; when the time is up the process is killed and the pipe breaks.

        Raises:
            OSError, EOFError: when the process ended before the answer was whole.
        """
        timer = threading.Timer(seconds, self._too_late)
        timer.daemon = True
        timer.start()
        try:
            into, out = self.process.stdin, self.process.stdout
            if into is None or out is None:  # pragma: no cover - both are pipes
                raise EOFError("no pipes")
            into.write(struct.pack("!Q", len(order)) + order)
            into.flush()
            header = out.read(ANSWER.size)
            if len(header) < ANSWER.size:
                raise EOFError("no answer")
            kind, size = ANSWER.unpack(header)
            answer = out.read(size)
            if len(answer) < size:
                raise EOFError("half an answer")
        finally:
            timer.cancel()
        self.drawn += 1
        return kind == 0, answer

    def _too_late(self) -> None:
        self.late = True
        self.process.kill()

    def ending(self, problem: Exception) -> str:
        """How it ended, for the log."""
        return "took too long" if self.late else f"ended with {self.process.poll()}: {problem}"

    def stop(self) -> None:
        """Kill the process, close the pipes and remove its temporary folder; in a forked process, only let go of it."""
        if self.owner != os.getpid():
            return
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not sent cannot be sent any more
                    pipe.close()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _font_cache() -> str:
    """Where fontconfig keeps its index between children; without one every start scans all fonts."""
    return os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")


@lru_cache(maxsize=1)
def the_press() -> Press:
    """Answer the press of this process."""
    press = Press()
    atexit.register(press.stop)
    return press


def draw(sheet: Sheet, *, seconds: float | None = None) -> bytes:
    """Draw `sheet` on the press of this process; see `Press.draw`."""
    return the_press().draw(sheet, seconds=seconds)
