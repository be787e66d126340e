"""A browser without a screen: it fills in the forms that a page really has, and watches every request.

Cross-site request forgery is guarded in tests as it is in production. `fill` sends the token that stands in the form;
a bare `post` gets a valid one unless it says `token=False`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

from flask import Flask, Response, request, request_finished
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.test import Client, TestResponse

from fund.core.db import db
from fund.people.actions import sign_ins
from fund.people.models import Person
from tests.bed.watching import statements, unsaved

READING = {"GET", "HEAD", "OPTIONS"}


class FillsForms(Client):
    """A client that fills in the forms that a page really has."""

    def fill(self, path: str, fields: Mapping[str, Any] | None = None, *, press: str = "", **more: Any) -> TestResponse:
        """Open the page, fill in a form that stands on it, press a button, and follow to the page after it.

        A list chooses several boxes, `(BytesIO, name)` is a file, True and False tick a box. Fails when the page has no
        form with all these fields (and a button with the words `press`), so a journey cannot send what nobody could.
        """
        method, action, data = self.filled_in(path, {**(fields or {}), **more}, press=press)
        if method == "GET":
            return self.get(action, query_string=data, follow_redirects=True)
        return self.post(action, data=data, follow_redirects=True, token=False)

    def filled_in(
        self, path: str, fields: Mapping[str, Any], *, press: str = ""
    ) -> tuple[str, str, MultiDict[str, Any]]:
        """Fill in a form as `fill` does, and keep it: its method, its address and what it would send."""
        page = self.get(path, follow_redirects=True)
        if page.status_code != 200:
            raise AssertionError(f"GET {path} answered {page.status_code}")
        form = _find_form(page.text, set(fields), press)
        data = _fill_in(form, fields)
        if press and (button := _find_button(form, press)) is not None and button.get("name"):
            data.add(button.get("name"), button.get("value", ""))
        return str(form.method), form.get("action") or page.request.full_path.rstrip("?"), data


class Browser(FillsForms, FlaskClient):
    """A client whose every request has a context of its own, is committed or refused, and writes only when it may.

    The test's own session gives up its transaction first (SQLite has one writer) and its memory, so that what the test
    looks at afterwards is what the request left in the database.
    """

    def open(self, *args: Any, token: bool = True, **kwargs: Any) -> TestResponse:
        """Send one request and read the whole answer; with `follow_redirects=True` the page after it."""
        if left := unsaved(db.session()):
            raise AssertionError(f"the test holds unsaved changes before a request: {left}; commit them first")
        db.session.rollback()
        kwargs["buffered"] = True
        if token and kwargs.get("method", "GET") not in READING:
            kwargs["headers"] = [*dict(kwargs.get("headers") or {}).items(), ("X-CSRFToken", self._csrf_token())]
        # In a context of its own: the language that the request speaks must not go on in the test.
        return copy_context().run(self._send, *args, **kwargs)

    def _send(self, *args: Any, **kwargs: Any) -> TestResponse:
        with _watched(self.application), self.application.app_context():
            answer = super().open(*args, **kwargs)
        answer.request.environ["wsgi.input"].close()  # a large body waits in a file that nobody else closes
        return answer

    def _csrf_token(self) -> str:
        """Make the token that the forms of this browser's session would carry."""
        with self.session_transaction() as cookie:
            secret = cookie.setdefault("csrf_token", secrets.token_hex(20))
        signer = URLSafeTimedSerializer(str(self.application.secret_key), salt="wtf-csrf-token")
        return str(signer.dumps(secret))

    def sign_in(self, person: Person) -> Browser:
        """Sign in as `person` without typing a password; the door itself has tests of its own."""
        token = sign_ins.begin_sign_in(person)
        db.session.commit()
        with self.session_transaction() as cookie:
            cookie.clear()
            cookie.update({"_user_id": token, "_fresh": True})
        return self


def _buttons(form: html.FormElement) -> list[Any]:
    own = form.xpath(".//button[not(@type) or @type='submit'] | .//input[@type='submit']")
    if form.get("id"):
        own += form.getroottree().xpath("//button[@form=$name]", name=form.get("id"))
    return list(own)


def _find_button(form: html.FormElement, words: str) -> Any:
    for button in _buttons(form):
        if words in (" ".join(button.text_content().split()), button.get("value"), button.get("name")):
            return button
    return None


def _find_form(page: str, names: set[str], press: str) -> html.FormElement:
    document: Any = html.document_fromstring(page)
    forms = list(document.forms)
    for form in forms:
        here = {element.get("name") for element in form.inputs if element.get("name")}
        if names <= here and (not press or _find_button(form, press) is not None):
            return form
    seen = [
        (sorted({e.get("name") or "" for e in f.inputs}), [b.text_content().strip() for b in _buttons(f)])
        for f in forms
    ]
    raise AssertionError(f"no form with {sorted(names)} and button {press!r}; the page has {seen}")


def _fill_in(form: html.FormElement, values: Mapping[str, Any]) -> MultiDict[str, Any]:
    data: MultiDict[str, Any] = MultiDict()
    none = {each.get("name") for each in form.xpath('.//input[@type="radio"][@checked][@value=""]')}
    for name, value in form.form_values():
        if name not in values:
            data.add(name, "" if name in none else value)  # lxml says "on" of a choice with nothing as its value
    for name, value in values.items():
        elements = [element for element in form.inputs if element.get("name") == name]
        for one in value if isinstance(value, list) else [value]:
            if one is True:
                data.add(name, elements[0].get("value", "on"))
            elif one is not False and one is not None:
                _check_choice(elements, one)
                data.add(name, one if isinstance(one, tuple) else str(one))
    return data


def _check_choice(elements: list[Any], value: object) -> None:
    """Refuse to choose what the page does not offer."""
    choices: list[str] = []
    for element in elements:
        if element.tag == "select":
            choices += [option.get("value", option.text) for option in element.iter("option")]
        elif element.get("type") in ("radio", "checkbox"):
            choices.append(element.get("value", "on"))
        else:
            return
    if str(value) not in choices:
        raise AssertionError(f"{elements[0].get('name')} does not offer {value!r} but {choices}")


@contextmanager
def _watched(app: Flask) -> Iterator[None]:
    """Fail when a request answered well but left changes unsaved, or when reading wrote."""
    complaints: list[str] = []

    def look(_app: Flask, response: Response, **_more: Any) -> None:
        place = f"{request.method} {request.path}"
        if response.status_code < 400 and (left := unsaved(db.session())):
            complaints.append(f"{place} answered {response.status_code} and left unsaved: {left}")
        if request.method in READING and seen.written:
            complaints.append(f"{place} only reads, yet wrote to: {sorted(set(seen.written))}")
        seen.clear()

    with statements() as seen, request_finished.connected_to(look, app):
        yield
    if complaints:
        raise AssertionError("; ".join(complaints))
