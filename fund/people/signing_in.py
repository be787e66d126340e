"""Who is at the other end: sign-ins kept on the server, so that signing out ends every copy of the cookie."""

from __future__ import annotations

from flask import Flask, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from fund.core import clock
from fund.people import queries
from fund.people.actions import sign_ins
from fund.people.models import Person
from fund.people.rules import hash_token


class SignedIn(UserMixin):
    """A person who is signed in, by the token of the sign-in."""

    def __init__(self, person: Person, token: str) -> None:
        self.person = person
        self.token = token

    def get_id(self) -> str:
        """Answer the token, which is all that the cookie holds of the person."""
        return self.token


def set_up(app: Flask) -> None:
    """Let the application know who is signed in; roles and memberships are read anew at every request."""
    manager = LoginManager(app)

    @manager.user_loader
    def _load(token: str) -> SignedIn | None:
        person = queries.signed_in_person(hash_token(token), clock.now())
        return SignedIn(person, token) if person is not None else None


def start(person: Person) -> None:
    """Sign a person in with a new token, whatever the cookie held before; only the chosen language is kept."""
    if current_user.is_authenticated:
        sign_ins.end_sign_in(current_user.token)
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    login_user(SignedIn(person, sign_ins.begin_sign_in(person)))


def end() -> None:
    """Sign out: end the sign-in on the server and forget the cookie."""
    if current_user.is_authenticated:
        sign_ins.end_sign_in(current_user.token)
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language
