"""Accounts: sign up, confirm by a link in a mail, passwords. Links are good once and for a while."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from sqlalchemy import update

from fund.core import audit, clock
from fund.core.db import db, insert_once
from fund.core.errors import Invalid, Refused
from fund.core.i18n import _
from fund.core.seals import SEALED, new_seed, secret_of
from fund.people import queries
from fund.people.actions.post import tell
from fund.people.actions.sign_ins import end_all_sign_ins, hash_password, write_attempt
from fund.people.models import AttemptKind, EmailPurpose, EmailToken, Person
from fund.people.rules import (
    MAILS_AN_HOUR,
    MAILS_AN_HOUR_FROM_ONE_SOURCE,
    hash_address,
    hash_token,
    password_problem,
)

CONFIRM_LASTS: Final = timedelta(days=2)
INVITATION_LASTS: Final = timedelta(days=14)
RESET_LASTS: Final = timedelta(hours=2)

GONE: Final = _("This link was used already, or it is too old. Ask for a new one.")


def sign_up(*, name: str, email: str, language: str = "nl", source: str = "") -> None:
    """Begin an account and mail a link to confirm it; who has one already is mailed a way back in.

    The visitor is told the same in both cases; the password is chosen by who holds the mail, so nobody can prepare an
    account for the address of somebody else. Raises Refused when one source asks for too many mails.
    """
    email = email.strip().lower()
    if not _may_mail(email, source):
        return
    person = queries.person_by_email(email) or _add_person(name, email, language)
    if person.confirmed_at is None:
        send_link(person, EmailPurpose.CONFIRM, "people/confirm", CONFIRM_LASTS)
    else:
        send_link(person, EmailPurpose.RESET, "people/known_address", RESET_LASTS)


def request_reset(*, email: str, language: str = "nl", source: str = "") -> None:
    """Mail a link to choose a new password; an address that has no account is told so, by mail only.

    Raises Refused when one source asks for too many mails.
    """
    email = email.strip().lower()
    if not _may_mail(email, source):
        return
    person = queries.person_by_email(email)
    if person is None or person.ended_at is not None:
        tell(("", email, language), "people/no_account", f"people/no_account:{secrets.token_hex(16)}")
    elif person.confirmed_at is None:
        send_link(person, EmailPurpose.CONFIRM, "people/confirm", CONFIRM_LASTS)
    else:
        send_link(person, EmailPurpose.RESET, "people/reset", RESET_LASTS)


def confirm(token: str, *, password: str) -> Person:
    """Confirm an account by the link in the mail, with the password that its holder chooses.

    Raises Refused when the link is gone, Invalid (field `password`) when the password is too short.
    """
    person = _use_link(token, EmailPurpose.CONFIRM, password)
    person.confirmed_at = person.confirmed_at or clock.now()
    audit.record("person.confirm", person, by=person)
    _keep_password(person, password)
    return person


def reset_password(token: str, *, password: str) -> Person:
    """Choose a new password by the link in the mail; ends every sign-in. Raises as `confirm` does."""
    person = _use_link(token, EmailPurpose.RESET, password)
    set_password(person, password=password, by=person)
    return person


def set_password(person: Person, *, password: str, by: Person) -> None:
    """Give a person a new password and end every sign-in; they are told by mail.

    Raises Invalid (field `password`) when the password is too short.
    """
    _check_password(password, person)
    _keep_password(person, password)
    audit.record("person.set_password", person, by=by)
    tell(person, "people/password_changed", f"people/password_changed:{secrets.token_hex(16)}")


def change_profile(person: Person, *, name: str, language: str, phone: str = "", by: Person) -> None:
    """Change what a person is called and in which language we write to them."""
    before = {"name": person.name, "language": person.language}
    person.name, person.language, person.phone = name, language, phone
    audit.record("person.change", person, by=by, before=before, after={"name": name, "language": language})


def enrol(
    *, name: str, email: str, by: audit.Acting, language: str = "nl", job_title: str = "", password: str | None = None
) -> Person:
    """Add somebody with a confirmed account and without any mail: for the first administrator and the demo.

    Raises Refused (field `email`) when the address is in use.
    """
    email = email.strip().lower()
    if queries.person_by_email(email) is not None:
        raise Refused(_("There is already an account with the address %(email)s.", email=email), "email")
    person = _add_person(name, email, language, job_title=job_title, by=by)
    person.confirmed_at = clock.now()
    if password is not None:
        _check_password(password, person)
        person.password_hash = hash_password(password)
    db.session.flush()
    return person


def person_for(name: str, email: str, *, language: str, by: audit.Acting, job_title: str = "") -> Person:
    """Find the person with this address, or add them without a password: they are invited by mail."""
    email = email.strip().lower()
    return queries.person_by_email(email) or _add_person(name, email, language, job_title=job_title, by=by)


def send_link(person: Person, purpose: EmailPurpose, template: str, lasts: timedelta, **facts: object) -> None:
    """Mail a person a link that is good once, until `lasts` from now; a newer link leaves older ones good.

    What opens the door stands in the mail only: the outbox keeps its seed, and we keep its hash.
    """
    seed = new_seed()
    token_hash, expires_at = hash_token(secret_of(seed)), clock.now() + lasts
    db.session.add(EmailToken(person_id=person.id, purpose=purpose, token_hash=token_hash, expires_at=expires_at))
    tell(person, template, f"{template}:{token_hash[:32]}", **{SEALED: seed}, **facts)


def _add_person(name: str, email: str, language: str, *, job_title: str = "", by: audit.Acting | None = None) -> Person:
    insert_once(
        Person, name=name, email=email, language=language, job_title=job_title, phone="", created_at=clock.now()
    )
    person = queries.person_by_email(email)
    assert person is not None, "just inserted, or by somebody who was first"  # noqa: S101 (for the type checker)
    audit.record("person.sign_up", person, by=by or person)
    return person


def _may_mail(email: str, source: str) -> bool:
    """Answer whether this address may get one more mail; a source that asks for very many is refused in words."""
    now = clock.now()
    address = hash_address(email)
    to_address, from_source = queries.mails_asked(address, source, now - timedelta(hours=1))
    if source and from_source >= MAILS_AN_HOUR_FROM_ONE_SOURCE:
        raise Refused(_("We received many requests from your connection. Wait an hour and try again, or call us."))
    write_attempt(address, source, succeeded=True, kind=AttemptKind.MAIL)
    return to_address < MAILS_AN_HOUR


def _use_link(token: str, purpose: EmailPurpose, password: str) -> Person:
    """Use a link up: of two at the same time one wins. A password that will not do leaves the link good."""
    now = clock.now()
    found = queries.live_token(hash_token(token), purpose, now)
    if found is None:
        raise Refused(GONE)
    _check_password(password, found.person)
    used = db.session.execute(
        update(EmailToken).where(EmailToken.id == found.id, EmailToken.used_at.is_(None)).values(used_at=now)
    )
    if getattr(used, "rowcount", 0) != 1:
        raise Refused(GONE)
    db.session.execute(
        update(EmailToken)
        .where(EmailToken.person_id == found.person_id, EmailToken.used_at.is_(None))
        .values(used_at=now)
    )
    write_attempt(hash_address(found.person.email), "", succeeded=True)
    return found.person


def _check_password(password: str, person: Person) -> None:
    if problem := password_problem(password, person.email):
        raise Invalid(problem, "password")


def _keep_password(person: Person, password: str) -> None:
    person.password_hash = hash_password(password)
    end_all_sign_ins(person)
