"""In which language a page is shown, and how amounts and days are written in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from babel.support import Translations
from flask import Blueprint, Flask, current_app, redirect, request, session
from flask.typing import ResponseReturnValue

from fund.core import i18n
from fund.core.i18n import Language, Voice, voice
from fund.core.money import Money
from fund.web import filters
from fund.web.guard import actor, public
from fund.web.paths import safe_next

TRANSLATIONS = Path(__file__).parents[1] / "translations"
VOICES = "voices"

blueprint = Blueprint("language", __name__)


def _chosen() -> Voice:
    """Answer the voice of this request: the language that was chosen, or the person's own, or Dutch."""
    chosen = session.get("language")
    if chosen not in i18n.LANGUAGES:
        person = actor()
        chosen = person.language if person is not None else None
    return _speaker(chosen)


def _speaker(language: str | None) -> Voice:
    voices: dict[str | None, Voice] = current_app.extensions[VOICES]
    return voices.get(language, voices[i18n.LEGAL_LANGUAGE])


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
    """Let the application speak the languages that it has catalogues for, each read once."""
    catalogues = {language: _catalogue(language, domains) for language in i18n.LANGUAGES}
    app.extensions[VOICES] = {
        language: Voice(language, catalogue.gettext, write_value) for language, catalogue in catalogues.items()
    }

    def _ngettext(one: str, many: str, count: int) -> str:
        return catalogues[voice().language].ngettext(one, many, count)

    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # comes with the extension
        gettext=lambda text: voice().translate(text),
        ngettext=_ngettext,
        newstyle=True,
    )
    app.register_blueprint(blueprint)

    @app.before_request
    def _speak() -> None:
        i18n.speak(_chosen)

    @app.teardown_request
    def _hush(_problem: BaseException | None) -> None:
        i18n.hush()


def _catalogue(language: Language, domains: list[str]) -> Translations:
    together = Translations()
    for domain in domains:
        found = Translations.load(TRANSLATIONS, [language], domain)
        if isinstance(found, Translations):  # English is what the code says; it needs no catalogue
            together.merge(found)
            together.plural = found.plural
    return together


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Speak `language` inside the block: for letters and notices to somebody else than the reader of the page."""
    with i18n.speaking(_speaker(language)):
        yield


def switch(code: str | None) -> bool:
    """Go on in this language from the next sentence on; answer whether it is one that we speak.

    For a form that keeps what was typed before its page is read in another language.
    """
    if code not in i18n.LANGUAGES:
        return False
    session["language"] = code
    i18n.speak(_chosen)
    return True


@blueprint.get("/language/<code>")
@public
def choose(code: str) -> ResponseReturnValue:
    """Switch the language and go back to the page."""
    switch(code)
    return redirect(safe_next(request.args.get("next")))
