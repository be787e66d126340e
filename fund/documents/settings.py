"""What this installation says about documents: who signs, where bytes are kept, how large a file may be, who scans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import current_app

from fund.core.i18n import local
from fund.documents.press import Sender
from fund.documents.store import Folder, Store


def sender(language: str) -> Sender:
    """Answer the letterhead, with the names of fund and authority in `language`."""
    settings: dict[str, Any] = current_app.config
    return Sender(
        fund=local(settings["FUND_NAME"], language),
        authority=local(settings["AUTHORITY_NAME"], language),
        address=tuple(settings["AUTHORITY_ADDRESS"]),
        phone=settings["AUTHORITY_PHONE"],
        signs_for=settings["AUTHORITY_SIGNS"],
        remedies_address=", ".join(settings["AUTHORITY_POST"]),
    )


def store() -> Store:
    """Answer the store of documents as they are served."""
    return Folder(Path(current_app.config["DOCUMENT_STORE"]) / "served")


def quarantine() -> Store:
    """Answer the store of files as they were received, before they were cleaned; nothing in it is ever served."""
    return Folder(Path(current_app.config["DOCUMENT_STORE"]) / "quarantine")


def upload_limit() -> int:
    """Answer the largest number of bytes of one file."""
    return int(current_app.config["UPLOAD_LIMIT"])


def scanner_address() -> str:
    """Answer where the virus scanner listens; empty when there is none."""
    return str(current_app.config.get("CLAMD", ""))


def payer() -> tuple[str, str, str]:
    """Answer who pays: the name of the account, its IBAN, and the code of its bank (empty when not needed)."""
    settings: dict[str, Any] = current_app.config
    return settings["PAYER_NAME"], settings["PAYER_IBAN"], settings["PAYER_BIC"]
