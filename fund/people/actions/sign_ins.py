"""Passwords and sign-ins. Known and unknown addresses are answered alike, in words and in work (trust: traps)."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import update

from fund.core import audit, clock
from fund.core.db import db
from fund.core.i18n import Message, _
from fund.people import queries
from fund.people.models import AttemptKind, Person, SignIn, SignInAttempt
from fund.people.rules import SIGN_IN_LASTS, hash_address, hash_token, wait_for

HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
"""Argon2id as OWASP asks at least: 19 MiB, two passes."""

NOBODY: Final = HASHER.hash(secrets.token_urlsafe(32))
"""What a password is held against when nobody has the address, so that the answer takes as long."""

WRONG: Final = _("This e-mail address and password do not go together. Look at both, or choose a new password.")


def check_password(email: str, password: str, *, source: str) -> Person | Message:
    """Answer the person whose password this is, or the sentence why not; every try is written down.

    It answers instead of raising, because the try must be kept also when it failed.
    """
    now = clock.now()
    address = hash_address(email)
    if wait := wait_for(queries.failures(address, source, now), now):
        return wait
    person = queries.person_by_email(email)
    good = person is not None and person.confirmed_at is not None and person.ended_at is None
    kept = person.password_hash if person is not None and good else None
    matches = verify(kept or NOBODY, password)
    succeeded = person is not None and kept is not None and matches
    write_attempt(address, source, succeeded=succeeded)
    if person is None or not succeeded:
        return WRONG
    if HASHER.check_needs_rehash(kept or ""):
        person.password_hash = hash_password(password)
    return person


def hash_password(password: str) -> str:
    """Hash a password; the same letters typed on another machine are the same password."""
    return HASHER.hash(unicodedata.normalize("NFC", password))


def verify(kept: str, password: str) -> bool:
    """Hold a password against a hash; a hash that cannot be read matches nothing."""
    try:
        return HASHER.verify(kept, unicodedata.normalize("NFC", password))
    except (VerificationError, InvalidHashError):
        return False


def write_attempt(
    address: str, source: str, *, succeeded: bool, kind: AttemptKind = AttemptKind.SIGN_IN, at: datetime | None = None
) -> None:
    """Write down a try to sign in, or a mail that was asked for."""
    db.session.add(
        SignInAttempt(email_hash=address, source=source[:80], at=at or clock.now(), succeeded=succeeded, kind=kind)
    )


def begin_sign_in(person: Person) -> str:
    """Begin a sign-in and answer its token, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        SignIn(person_id=person.id, token_hash=hash_token(token), started_at=now, expires_at=now + SIGN_IN_LASTS)
    )
    audit.record("person.sign_in", person, by=person)
    return token


def end_sign_in(token: str) -> None:
    """End one sign-in: every copy of its cookie is worth nothing from now on."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.token_hash == hash_token(token), SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_all_sign_ins(person: Person) -> None:
    """End every sign-in of a person: after a new password or a change of roles."""
    db.session.execute(
        update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None)).values(ended_at=clock.now())
    )
