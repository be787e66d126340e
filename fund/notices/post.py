"""The way out: a notice becomes a mail, and a mail server takes it, or does not."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import Any, Self

from flask import current_app
from sqlalchemy import select

from fund.core.db import db
from fund.core.seals import SEALED, secret_of
from fund.documents.models import Document
from fund.documents.queries import content_of
from fund.notices.models import Notice

PATIENCE = 30  # seconds for one answer of the server


class ServerDown(Exception):
    """The mail server cannot be reached or will not deal with us now; this says nothing of the notice."""


class NotTaken(Exception):
    """The server did not take this mail; `refused` when it said never, not later."""

    def __init__(self, why: str, *, refused: bool) -> None:
        super().__init__(why)
        self.refused = refused


def message_id(notice: Notice) -> str:
    """Name the mail by the key of its notice: sent again, it is the same mail."""
    domain = parseaddr(current_app.config["MAIL_FROM"])[1].partition("@")[2]
    return f"<{notice.key}@{domain}>"


def letter(notice: Notice, at: datetime) -> EmailMessage:
    """Write the mail, with its documents."""
    mail = EmailMessage(policy=SMTP)
    name, address = parseaddr(current_app.config["MAIL_FROM"])
    mail["From"] = Address(name, addr_spec=address)
    mail["To"] = Address(notice.to_name, addr_spec=notice.to_email)
    mail["Subject"] = notice.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(notice)
    mail["Content-Language"] = notice.language
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_opened(notice))
    for document in _documents(notice.document_keys):
        kind, _slash, subtype = document.media_type.partition("/")
        mail.add_attachment(content_of(document), maintype=kind, subtype=subtype, filename=document.filename)
    return mail


def _opened(notice: Notice) -> str:
    """Answer the text with the secret in the place of its seed."""
    seed: str | None = notice.facts.get(SEALED)
    return notice.body.replace(seed, secret_of(seed)) if seed else notice.body


def _documents(keys: list[str]) -> list[Document]:
    if not keys:
        return []
    found = {each.key: each for each in db.session.scalars(select(Document).where(Document.key.in_(keys)))}
    return [found[key] for key in keys]


class Counter:
    """The counter of the mail server: opened when the first mail is handed in, closed at the end."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()

    def hand_in(self, mail: EmailMessage) -> None:
        """Give one mail to the server. Raises ServerDown, or NotTaken; then it was not taken."""
        try:
            self._server = self._server or _open(current_app.config)
            self._server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as problem:
            code, why = next(iter(problem.recipients.values()))
            raise _not_taken(code, why) from problem
        except smtplib.SMTPDataError as problem:
            raise _not_taken(problem.smtp_code, problem.smtp_error) from problem
        except smtplib.SMTPNotSupportedError as problem:
            raise NotTaken(str(problem), refused=True) from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise ServerDown(f"{type(problem).__name__}: {problem}") from problem


def _not_taken(code: int, why: bytes | str) -> NotTaken | ServerDown:
    text = f"{code} {why.decode('utf-8', 'replace') if isinstance(why, bytes) else why}"
    return ServerDown(text) if code == 421 else NotTaken(text, refused=code >= 500)


def _open(settings: Mapping[str, Any]) -> smtplib.SMTP:
    server = smtplib.SMTP(settings["MAIL_HOST"], settings["MAIL_PORT"], timeout=PATIENCE)
    try:
        if settings.get("MAIL_STARTTLS"):
            server.starttls(context=ssl.create_default_context())
        if settings.get("MAIL_USER"):
            server.login(settings["MAIL_USER"], settings["MAIL_PASSWORD"])
    except BaseException:
        server.close()
        raise
    return server
