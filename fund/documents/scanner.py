"""Ask clamd whether a file is clean. Off unless an address is set; when set and silent, files are held."""

from __future__ import annotations

import logging
import socket
import struct
from typing import Final

from fund.core.errors import Refused
from fund.core.i18n import _
from fund.documents.models import Scan

log = logging.getLogger(__name__)

SECONDS: Final = 30.0
PART: Final = 64 * 2**10


class ScannerDown(Refused):
    """The scanner does not answer; the file is held back, never let through unseen."""

    def __init__(self) -> None:
        super().__init__(
            _("We could not check your file just now. It was not kept. Send it again in a few minutes."), field="file"
        )


def scan(content: bytes, address: str) -> Scan:
    """Let the scanner at `address` (`host:port`, or the path of a socket) look at `content`; no address, no look.

    Raises:
        ScannerDown: when it does not answer, or answers something else than clean or found.
    """
    if not address:
        return Scan.NOT_SCANNED
    try:
        with _connect(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PART):
                part = content[start : start + PART]
                connection.sendall(struct.pack("!L", len(part)) + part)
            connection.sendall(struct.pack("!L", 0))
            answer = _read(connection)
    except (OSError, ValueError) as problem:
        log.error("the virus scanner at %s does not answer: %s", address, problem)
        raise ScannerDown from problem
    if answer == "stream: OK":
        return Scan.CLEAN
    if answer.endswith(" FOUND"):
        log.warning("the virus scanner found: %s", answer)
        return Scan.INFECTED
    log.error("the virus scanner answers: %s", answer)
    raise ScannerDown


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _read(connection: socket.socket) -> str:
    """Read the answer: one line that ends with NUL."""
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < PART:
        part = connection.recv(4096)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
