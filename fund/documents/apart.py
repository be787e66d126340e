"""Work that is done apart: in a child process without settings, secrets or network, under a limit of time and memory.

Laying out letters and opening files of strangers both happen there. A child is asked one thing after another over two
pipes; it is replaced when worn, stuck or gone. `Apart` is the side of the house, `serve` the side of the child.
"""

import contextlib
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import fund

MEMORY = 2 * 2**30
"""Address space of a child, in bytes."""

TURNS = 200
"""What a child does before it is replaced: the layout engine does not give its memory back."""

SIZE = struct.Struct("!Q")
ANSWER = struct.Struct("!BQ")
"""Before each answer: whether it was done (0) or not (1), and how many bytes follow."""

DONE, FAILED = 0, 1
KEPT = ("PATH", "LANG", "LC_ALL", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
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


class NotDone(Exception):
    """What was asked was not done; the text says why, for the log."""


class Apart:
    """Asks a child that runs `module`, and starts another one when needed. Threads wait for their turn."""

    def __init__(self, module: str, *, seconds: float, turns: int = TURNS, memory: int = MEMORY) -> None:
        self.module, self.seconds, self.turns, self.memory = module, seconds, turns, memory
        self._lock = threading.Lock()
        self.child: _Child | None = None

    def ask(self, order: bytes, *, seconds: float | None = None) -> bytes:
        """Let the child do one thing, within `seconds`.

        Raises:
            NotDone: when it failed, took too long or too much memory, or could not be started.
        """
        with self._lock:
            try:
                child = self._ready()
            except OSError as problem:
                raise NotDone(f"cannot be started: {problem}") from problem
            try:
                done, answer = child.ask(order, seconds or self.seconds)
            except (OSError, EOFError) as problem:
                ending = child.ending(problem)
                self.stop()
                raise NotDone(ending) from problem
        if not done:
            raise NotDone(answer.decode("utf-8", "replace"))
        return answer

    def stop(self) -> None:
        """End the child, if there is one; the next order starts another."""
        child, self.child = self.child, None
        if child is not None:
            child.stop()

    def _ready(self) -> "_Child":
        """Answer the child to ask: the one at work, or a new one when it is worn, gone, or of another process."""
        child = self.child
        if child is not None and (child.turns >= self.turns or child.owner != os.getpid() or child.gone()):
            self.stop()
            child = None
        if child is None:
            child = self.child = _Child(self.module, self.memory)
        return child


class _Child:
    """The process and its two pipes."""

    def __init__(self, module: str, memory: int) -> None:
        self.owner, self.turns, self.late = os.getpid(), 0, False
        self.folder = tempfile.mkdtemp(prefix="apart-")
        settings = {name: os.environ[name] for name in KEPT if name in os.environ}
        own = {"TMPDIR": self.folder, "HOME": self.folder, "XDG_CACHE_HOME": _font_cache()}
        self.process = subprocess.Popen(  # noqa: S603 (our own interpreter and our own module)
            [sys.executable, "-m", module, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=str(Path(fund.__file__).parents[1]),
            env={**settings, **own},
        )

    def ask(self, order: bytes, seconds: float) -> tuple[bool, bytes]:
        """Send an order and wait for the answer; when the time is up the process is killed and the pipe breaks.

        Raises:
            OSError, EOFError: when the process ended before the answer was whole.
        """
        timer = threading.Timer(seconds, self._too_late)
        timer.daemon = True
        timer.start()
        try:
            return self._exchange(order)
        finally:
            timer.cancel()
            self.turns += 1

    def _exchange(self, order: bytes) -> tuple[bool, bytes]:
        into, out = self.process.stdin, self.process.stdout
        if into is None or out is None:  # pragma: no cover - both are pipes
            raise EOFError("no pipes")
        into.write(SIZE.pack(len(order)) + order)
        into.flush()
        header = out.read(ANSWER.size)
        if len(header) < ANSWER.size:
            raise EOFError("no answer")
        kind, size = ANSWER.unpack(header)
        answer = out.read(size)
        if len(answer) < size:
            raise EOFError("half an answer")
        return kind == DONE, answer

    def _too_late(self) -> None:
        self.late = True
        self.process.kill()

    def gone(self) -> bool:
        """Whether the process has ended."""
        return self.process.poll() is not None

    def ending(self, problem: Exception) -> str:
        """Tell how it ended, for the log."""
        return "took too long" if self.late else f"broke off: {problem}"

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
    """Answer where fontconfig keeps its index between children; without one every start scans all fonts."""
    return os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")


def serve(prepare: Callable[[], Callable[[bytes], bytes]]) -> None:
    """Be the child: make ready with `prepare`, then answer orders on the standard streams until the other side closes.

    What anything prints meanwhile goes to the error stream. `prepare` runs before the room is shut.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    work = prepare()
    shut(int(sys.argv[1]))
    try:
        while size := sys.stdin.buffer.read(SIZE.size):
            order = sys.stdin.buffer.read(SIZE.unpack(size)[0])
            try:
                kind, answer = DONE, work(order)
            except MemoryError:
                raise  # whatever follows would fail too: the house starts another child
            except Exception as problem:  # noqa: BLE001 (whatever it was: it was not done)
                kind, answer = FAILED, f"{type(problem).__name__}: {problem}".encode("utf-8", "replace")[:2000]
            answers.write(ANSWER.pack(kind, len(answer)) + answer)
            answers.flush()
    finally:
        shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)


def shut(memory: int) -> None:
    """Shut the room: a limit on memory, no files of weight, no crash dumps, no connections, no programs."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 2**20, 64 * 2**20))
    if sys.platform == "linux":  # elsewhere the limit on address space is not kept
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    sys.addaudithook(refuse)


def refuse(event: str, _arguments: tuple[object, ...]) -> None:
    """Refuse connections and programs, whoever asks."""
    if event.startswith(FORBIDDEN):
        raise PermissionError(f"not in here: {event}")
