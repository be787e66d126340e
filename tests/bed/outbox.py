"""A mail server that keeps what it is given, so that a test can read the mail as the recipient would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Outbox(list[EmailMessage]):
    """The mail that was received, in order; `refusing` answers every sender as a server in trouble does."""

    host = "127.0.0.1"
    port = 0
    refusing = False

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd)
        """Take one mail, or refuse it for now."""
        if self.refusing:
            return "451 try again later"
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else bytes(content or b"")
        self.append(message_from_bytes(raw, policy=policy.default))
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        """Select the mail to one address."""
        return [mail for mail in self if address in str(mail["To"])]

    def empty(self) -> None:
        """Forget everything, and take mail again."""
        self.clear()
        self.refusing = False


class FreePort(Controller):
    """Listens at a port that the system chose."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def listening() -> Iterator[Outbox]:
    """Listen at a free port of this machine while the block runs."""
    outbox = Outbox()
    controller: Any = FreePort(outbox, hostname=outbox.host, port=0)
    controller.start()
    outbox.port = controller.port
    try:
        yield outbox
    finally:
        controller.stop()
