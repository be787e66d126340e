"""Settings of this installation. Everything that differs between funds or machines is here or in the environment.

Amounts of law, texts of calls, mandates and roles are data in the database, not settings.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

HERE = Path(__file__).parent
INSTANCE = Path(os.environ.get("FUND_INSTANCE", HERE / "instance"))
INSTANCE.mkdir(parents=True, exist_ok=True)


def _secret() -> str:
    """Take the secret from the environment, or keep one of our own beside the embedded database."""
    if secret := os.environ.get("FUND_SECRET_KEY"):
        return secret
    file = INSTANCE / "secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


SECRET_KEY = _secret()
SQLALCHEMY_DATABASE_URI = os.environ.get("FUND_DATABASE", f"sqlite:///{INSTANCE / 'fund.db'}")
DOCUMENT_STORE = os.environ.get("FUND_DOCUMENT_STORE", str(INSTANCE / "documents"))

FUND_NAME = {"nl": "Fonds Sociale Veerkracht", "en": "Social Resilience Fund"}
FUND_PROMISE = {
    "nl": "Geld om te beginnen, voor ondernemers die Brabant sterker maken",
    "en": "Money to begin with, for entrepreneurs who make Brabant stronger",
}
AUTHORITY_NAME = {"nl": "Provincie Noord-Brabant", "en": "Province of North Brabant"}
AUTHORITY_SIGNS = "Gedeputeerde Staten van Noord-Brabant"
AUTHORITY_ADDRESS = ["Brabantlaan 1", "5216 TV 's-Hertogenbosch"]
AUTHORITY_POST = ["Postbus 90151", "5200 MC 's-Hertogenbosch"]
AUTHORITY_PHONE = "073 000 00 00"
AUTHORITY_MAIL = "fonds@veerkracht.example"
PAYER_NAME = "Provincie Noord-Brabant"
PAYER_IBAN = os.environ.get("FUND_PAYER_IBAN", "NL65TEST0000000073")
PAYER_BIC = os.environ.get("FUND_PAYER_BIC", "")

SITE_URL = os.environ.get("FUND_SITE_URL", "http://127.0.0.1:8000")
MAIL_HOST = os.environ.get("FUND_MAIL_HOST", "127.0.0.1")
MAIL_PORT = int(os.environ.get("FUND_MAIL_PORT", "8025"))
MAIL_STARTTLS = os.environ.get("FUND_MAIL_STARTTLS", "") == "1"
MAIL_USER = os.environ.get("FUND_MAIL_USER", "")
MAIL_PASSWORD = os.environ.get("FUND_MAIL_PASSWORD", "")
MAIL_FROM = os.environ.get("FUND_MAIL_FROM", "Fonds Sociale Veerkracht <fonds@veerkracht.example>")

AUDIT_ANCHORS = os.environ.get("FUND_AUDIT_ANCHORS", str(INSTANCE / "audit-heads.log"))
"""Where the end of the audit chain is written down every day; best on a disk that the database server cannot write."""

PG_BIN = os.environ.get("FUND_PG_BIN", "")
"""Folder of pg_dump and pg_restore, for `backup` and `restore`; empty: they are found on the PATH."""

PRODUCTION = os.environ.get("FUND_PRODUCTION", "") == "1"
"""Behind TLS: secure `__Host-` cookies and HSTS. Off for the site on this machine at http://127.0.0.1:8000."""

UPLOAD_LIMIT = 10 * 1024 * 1024
"""Bytes of one file."""
MAX_CONTENT_LENGTH = 32 * 1024 * 1024
"""Bytes of one request; a file over UPLOAD_LIMIT is refused in words, a body over this is cut off."""
MAX_FORM_MEMORY_SIZE = 4 * 1024 * 1024
MAX_FORM_PARTS = 5000
CLAMD = os.environ.get("FUND_CLAMD", "")
"""Address of a clamd (`host:port`) that scans received files; empty: files are marked “not scanned”."""
