"""Who is at the other end: sign-ins kept on the server, so that signing out ends every copy of the cookie."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import update

from fund.core import clock
from fund.core.db import db
from fund.people import queries
from fund.people.models import Person, SignIn

LASTS = timedelta(hours=12)


class SignedIn(UserMixin):
    """A person who is signed in, by the token of the sign-in."""

    def __init__(self, person: Person, token: str) -> None:
        self.person = person
        self.token = token

    def get_id(self) -> str:
        """Answer the token, which is all that the cookie holds of the person."""
        return self.token


def hash_token(token: str) -> str:
    """Hash a token, so that reading the database does not let anybody in."""
    return hashlib.sha256(token.encode()).hexdigest()


def set_up(app: Flask) -> None:
    """Let the application know who is signed in; roles and memberships are read anew at every request."""
    manager = LoginManager(app)

    @manager.user_loader
    def _load(token: str) -> SignedIn | None:
        person = queries.signed_in_person(hash_token(token), clock.now())
        return SignedIn(person, token) if person is not None else None


def start(person: Person) -> None:
    """Sign a person in with a new token; what the anonymous visitor had in the cookie is dropped, but the language."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(SignIn(person_id=person.id, token_hash=hash_token(token), started_at=now, expires_at=now + LASTS))
    login_user(SignedIn(person, token))


def end(token: str) -> None:
    """Sign out: end the sign-in on the server and forget the cookie."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.token_hash == hash_token(token), SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    logout_user()
    session.clear()


def end_all(person: Person) -> None:
    """End every sign-in of a person: after a new password or a change of roles."""
    db.session.execute(
        update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None)).values(ended_at=clock.now())
    )
