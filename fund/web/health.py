"""What machines ask: whether we are alive, whether we can work, and where to report a weakness."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from fund.core import clock
from fund.core.db import db
from fund.core.i18n import local
from fund.web.guard import public

log = logging.getLogger(__name__)


def _plain(body: str, status: int = 200) -> Response:
    return Response(body, status=status, mimetype="text/plain")


@public
def alive() -> Response:
    """Answer that this process answers."""
    return _plain("alive\n")


@public
def ready() -> Response:
    """Answer whether the database can be read; 503 when it cannot, without saying why to whoever asks."""
    try:
        db.session.execute(text("SELECT version_num FROM alembic_version")).one()
    except SQLAlchemyError:
        log.exception("not ready")
        return _plain("not ready\n", 503)
    return _plain("ready\n")


@public
def security() -> Response:
    """Say where to report a weakness (RFC 9116)."""
    settings: dict[str, Any] = current_app.config
    expires = (clock.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = (
        f"Contact: mailto:{settings['AUTHORITY_MAIL']}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings['SITE_URL'].rstrip('/')}/.well-known/security.txt",
        f"# {local(settings['FUND_NAME'], 'nl')}, {local(settings['AUTHORITY_NAME'], 'nl')}",
    )
    return _plain("\n".join(lines) + "\n")


def init_app(app: Flask) -> None:
    """Open the three addresses."""
    app.add_url_rule("/healthz", "healthz", alive)
    app.add_url_rule("/readyz", "readyz", ready)
    app.add_url_rule("/.well-known/security.txt", "security_txt", security)
