"""In which language a page is shown, and how amounts and days are written in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from flask import Blueprint, Flask, has_request_context, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel, force_locale, gettext

from fund.core import i18n
from fund.core.money import Money
from fund.web import filters
from fund.web.guard import actor, public
from fund.web.paths import safe_next

babel = Babel()
blueprint = Blueprint("language", __name__)


def current() -> i18n.Language:
    """Answer the language of this request: chosen, or the person's own, or Dutch."""
    chosen = session.get("language") if has_request_context() else None
    if chosen not in i18n.LANGUAGES:
        person = actor() if has_request_context() else None
        chosen = person.language if person is not None else None
    return "en" if chosen == "en" else "nl"


def write_value(value: object) -> object:
    """Write a value inside a sentence in the reader's notation."""
    if isinstance(value, Money):
        return filters.write_money(value)
    if isinstance(value, datetime):
        return filters.moment(value)
    if isinstance(value, date):
        return filters.day(value)
    if isinstance(value, Mapping):  # a name that is data
        return filters.local(value)
    return value


def speak(app: Flask, domains: list[str]) -> None:
    """Let the application speak the languages that it has catalogues for."""
    app.config["BABEL_DEFAULT_LOCALE"] = "nl"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Amsterdam"
    app.config["BABEL_DOMAIN"] = ";".join(domains)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(["translations"] * len(domains))
    babel.init_app(app, locale_selector=current)
    app.register_blueprint(blueprint)

    @app.before_request
    def _speak() -> None:
        i18n.speak(gettext, write_value)

    @app.teardown_request
    def _hush(_problem: BaseException | None) -> None:
        i18n.hush()


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Speak `language` inside the block: for letters and notices to somebody else than the reader of the page."""
    with force_locale(language), i18n.speaking(gettext, write_value):
        yield


@blueprint.get("/language/<code>")
@public
def choose(code: str) -> ResponseReturnValue:
    """Switch the language and go back to the page."""
    if code in i18n.LANGUAGES:
        session["language"] = code
    return redirect(safe_next(request.args.get("next")))
