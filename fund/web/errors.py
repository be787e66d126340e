"""Errors in words: what went wrong, that nothing was lost, what to do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError, NotFound
from wtforms import Form

from fund.core.db import db, is_busy, only_reading
from fund.core.errors import Forbidden, Invalid, Refused
from fund.core.i18n import Message, _
from fund.web.guard import SIGN_IN, is_shut
from fund.web.transaction import keep_nothing

log = logging.getLogger(__name__)
PAGES = frozenset({400, 401, 403, 404, 409, 413, 429, 500, 503})

TO_SCRIPTS: dict[int, Message] = {
    400: _("Not saved: this page is too old. Copy what you typed last, and reload the page."),
    401: _("Not saved: you are signed out. Copy what you typed last, and sign in again."),
}
"""What a script that keeps a form in passing shows beside it."""


@contextmanager
def attempt(form: Form) -> Iterator[None]:
    """Try an action for a form: a refusal becomes an error at its field, and nothing is kept.

    Look at `form.errors` afterwards; the form shows what the person typed. A refusal for want of rights goes on to its
    own page, unless it is about one of the answers: then another answer may be given.
    """
    try:
        yield
    except Refused as refusal:
        if isinstance(refusal, Forbidden) and refusal.field is None:
            raise
        keep_nothing()
        add_error(form, refusal)


def add_error(form: Form, refusal: Refused) -> None:
    """Put the sentence at the field that it belongs to; without a field it belongs to the form as a whole."""
    if refusal.field is not None and refusal.field in form:
        field = form[refusal.field]
        field.errors = [*field.errors, str(refusal.reason)]
    else:
        form.form_errors.append(str(refusal.reason))


def page(code: int, reason: object = None) -> tuple[ResponseReturnValue, int]:
    """Render the page of an error; `reason` is the sentence of the rule that stood in the way, if there is one."""
    known = code if code in PAGES else 400 if code < 500 else 500
    with only_reading():  # the page says who reads it, and does not wait for a writer for that
        if known in TO_SCRIPTS and request.accept_mimetypes.best == "application/json":
            return jsonify(problem=str(TO_SCRIPTS[known])), code
        if known == 401:
            again = url_for(SIGN_IN, next=_came_from() or request.path)
            return render_template("errors/401.html", again=again, typed=_typed()), code
        typed = _typed() if known == 400 else []
        return render_template(f"errors/{known}.html", reason=reason, back=_came_from(), typed=typed), code


def _typed() -> list[str]:
    """List the texts of more than one word in a form that was sent from a page of this site and not kept, to copy them.

    Going back would ask for the page anew, without them. A form with a password in it is not repeated.
    """
    from_here = urlsplit(request.referrer or "").netloc == request.host
    if not from_here or any("password" in name for name in request.form):
        return []
    return [text for text in request.form.values() if len(text.split()) > 1]


def _came_from() -> str:
    """Answer the page of this site from which something was sent, to go back to; empty when nothing was sent."""
    came_from = urlsplit(request.referrer or "")
    if request.method != "POST" or came_from.netloc != request.host or came_from.path == request.path:
        return ""
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def _database(problem: DBAPIError) -> Any:
    """Say that it is busy when another writer stood in the way; anything else of the database is our mistake."""
    db.session.rollback()
    if not is_busy(problem):
        raise problem
    log.warning("%s %s met another writer", request.method, request.path)
    return (*page(503), {"Retry-After": "5"})


def show_errors(app: Flask) -> None:
    """Answer every error with a page in words; never a trace, never a bare status."""

    @app.errorhandler(Refused)
    def _refused(refusal: Refused) -> Any:
        db.session.rollback()
        code = 403 if isinstance(refusal, Forbidden) else 400 if isinstance(refusal, Invalid) else 409
        return page(code, refusal.reason)

    @app.errorhandler(CSRFError)
    def _csrf(_problem: CSRFError) -> Any:
        db.session.rollback()
        with only_reading():
            shut = is_shut()
        return page(401 if shut else 400)

    app.register_error_handler(DBAPIError, _database)

    @app.errorhandler(HTTPException)
    def _http(problem: HTTPException) -> Any:
        db.session.rollback()
        if isinstance(problem, InternalServerError):
            log.error("%s %s failed", request.method, request.path, exc_info=problem.original_exception)
        if problem.code is not None and problem.code < 400:
            return problem
        return page(problem.code or 500)

    @app.before_request
    def _readable_address() -> None:
        """Refuse an address with a NUL in it, which no name has and one of the databases cannot even be asked about."""
        if "\0" in request.path:
            raise NotFound
        if "\0" in "".join(request.args.values()):
            raise BadRequest
