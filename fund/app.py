"""The one place where everything meets: `create_app`."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from fund import lifecycle, navigation
from fund.core.db import db, engine_options
from fund.people import signing_in
from fund.web import controls, errors, filters, guard, headers, health, language, showcase, static, transaction

ROOT = Path(__file__).parent.parent

STAGES = (
    "programme",
    "calls",
    "applications",
    "assessment",
    "decisions",
    "awards",
    "payments",
    "reports",
    "settlement",
    "objections",
)
"""The life of a grant, in order."""

PACKAGES = ("people", "ledger", "documents", "notices", *STAGES, "statements", "overview")
"""Everything that may have models and views, from the ground up."""

DEFAULTS: dict[str, Any] = {
    "PACKAGES": PACKAGES,
    "PRODUCTION": False,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "PERMANENT_SESSION_LIFETIME": 12 * 3600,
    "WTF_CSRF_TIME_LIMIT": None,
    "WTF_I18N_ENABLED": False,  # forms say what the library says in the language of `Form.Meta.locales`
    "TEMPLATES_AUTO_RELOAD": False,
}


def create_app(config: Mapping[str, Any], *, commands: bool = True) -> Flask:
    """Make the application from its settings; see `config.py` for what they are.

    A server does without `commands`, and without the memory of what only they use.
    """
    app = transaction.FundApp(
        "fund",
        root_path=str(Path(__file__).parent),
        template_folder=str(ROOT / "templates"),
    )
    app.config.from_mapping(DEFAULTS)
    app.config.from_mapping(config)
    _harden(app)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))
    for name in PACKAGES:
        _part(name, "models")
    importlib.import_module("fund.core.numbering")
    importlib.import_module("fund.core.jobs")
    db.init_app(app)
    language.speak(app, ["core", "web", *PACKAGES])  # before anything that refuses: it refuses in the reader's words
    CSRFProtect(app)
    guard.refuse_undeclared(app)
    signing_in.set_up(app)
    transaction.leave_session(app)
    errors.show_errors(app)
    headers.send_headers(app)
    filters.add_filters(app)
    static.init_app(app)
    controls.init_app(app)
    navigation.dress(app)
    health.init_app(app)
    lifecycle.wire()
    for name in PACKAGES:
        if (views := _part(name, "views")) is not None:
            app.register_blueprint(views.blueprint)
    if not app.config["PRODUCTION"]:
        app.add_url_rule("/components", "components", guard.public(showcase.components), methods=["GET", "POST"])
    if commands:
        importlib.import_module("fund.cli").add_commands(app, ROOT / "migrations")
    return app


def _part(package: str, room: str) -> Any:
    """Import a room of a package, if it has one."""
    name = f"fund.{package}.{room}"
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def _harden(app: Flask) -> None:
    """In production the site is behind TLS and a proxy: secure cookies that only this host can set."""
    if app.config["PRODUCTION"]:
        app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_NAME="__Host-session")
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
