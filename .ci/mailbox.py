"""A mail box for one machine: every mail becomes a file that a mail program opens, and a line that says so."""

from __future__ import annotations

import asyncio
import itertools
import re
import signal
import sys
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """Keep every mail in a folder, numbered in order of arrival."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.numbers = itertools.count(1 + len(list(folder.glob("*.eml"))))

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd)
        """Write one mail."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else bytes(content or b"")
        recipient = ", ".join(envelope.rcpt_tos)
        name = re.sub(r"[^a-z0-9]+", "-", recipient.lower()).strip("-")[:60]
        file = self.folder / f"{next(self.numbers):05d}-{name}.eml"
        file.write_bytes(raw)
        subject = message_from_bytes(raw, policy=policy.default)["Subject"]
        sys.stdout.write(f"mail for {recipient}: {subject} ({file})\n")
        sys.stdout.flush()
        return "250 taken"


async def main(host: str, port: int, folder: Path) -> None:
    """Take mail until told to stop."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    controller = UnthreadedController(Mailbox(folder), hostname=host, port=port, loop=loop)
    server = await controller._create_server()  # noqa: SLF001 (its begin() runs a loop of its own)
    await stopped.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
