"""Who is who: persons by address, organisations of a person, duties in a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from fund.core.db import db
from fund.people.models import (
    AttemptKind,
    BankAccount,
    Duty,
    EmailPurpose,
    EmailToken,
    Membership,
    Organisation,
    Person,
    RoleGrant,
    SignIn,
    SignInAttempt,
)
from fund.people.roles import Role
from fund.people.rules import FAILURES_WINDOW, DutyKind, Failures


def person_by_email(email: str) -> Person | None:
    """Find a person by e-mail address, in any case."""
    return db.session.scalars(select(Person).where(Person.email == email.strip().lower())).first()


_SIGNED_IN: Final = (
    select(Person)
    .join(SignIn, SignIn.person_id == Person.id)
    .where(
        SignIn.token_hash == bindparam("token_hash", type_=SignIn.token_hash.type),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now", type_=SignIn.expires_at.type),
        Person.ended_at.is_(None),
    )
    .options(joinedload(Person.role_grants), joinedload(Person.memberships))
)
"""Written once, since every request asks it."""


def signed_in_person(token_hash: str, now: datetime) -> Person | None:
    """Find who is behind a sign-in that is still good, with roles and memberships, in one statement."""
    return db.session.scalars(_SIGNED_IN, {"token_hash": token_hash, "now": now}).unique().first()


def is_named(pattern: ColumnElement[str]) -> ColumnElement[bool]:
    """Compare a part of the name of an organisation, in capitals or not, by the `name_pattern` of what was typed."""
    return Organisation.name_lower.like(pattern, escape="/")


def name_pattern(typed: str) -> str:
    """Write what was typed as a pattern in which every character is itself."""
    return f"%{typed.lower().replace('/', '//').replace('%', '/%').replace('_', '/_')}%"


def organisations_of(person: Person) -> list[Organisation]:
    """List the organisations that a person acts for, by name."""
    return list(
        db.session.scalars(
            select(Organisation)
            .join(Membership, Membership.organisation_id == Organisation.id)
            .where(Membership.person_id == person.id, Membership.ended_at.is_(None))
            .order_by(Organisation.name)
        )
    )


def duties_of(person_id: int, case_ids: Iterable[int]) -> dict[int, set[DutyKind]]:
    """Answer what a person did in each of these cases."""
    found: dict[int, set[DutyKind]] = {}
    rows = db.session.execute(
        select(Duty.case_id, Duty.kind).where(Duty.person_id == person_id, Duty.case_id.in_(list(case_ids)))
    )
    for case_id, kind in rows:
        found.setdefault(case_id, set()).add(DutyKind(kind))
    return found


def live_token(token_hash: str, purpose: EmailPurpose, now: datetime) -> EmailToken | None:
    """Find a link that can still be used, with the person it was sent to."""
    return db.session.scalars(
        select(EmailToken)
        .join(EmailToken.person)
        .where(
            EmailToken.token_hash == token_hash,
            EmailToken.purpose == purpose,
            EmailToken.used_at.is_(None),
            EmailToken.expires_at > now,
            Person.ended_at.is_(None),
        )
        .options(joinedload(EmailToken.person))
    ).first()


def failures(email_hash: str, source: str, now: datetime) -> Failures:
    """Count the failed tries of the last minutes: on an address since it last succeeded, and from a source."""
    since = now - FAILURES_WINDOW
    succeeded = (
        select(func.max(SignInAttempt.id))
        .where(
            SignInAttempt.email_hash == email_hash,
            SignInAttempt.succeeded.is_(True),
            SignInAttempt.kind == AttemptKind.SIGN_IN,
            SignInAttempt.at > since,
        )
        .scalar_subquery()
    )
    failed = select(func.count(), func.min(SignInAttempt.at)).where(
        SignInAttempt.kind == AttemptKind.SIGN_IN, SignInAttempt.succeeded.is_(False), SignInAttempt.at > since
    )
    on_address, first = db.session.execute(
        failed.where(SignInAttempt.email_hash == email_hash, succeeded.is_(None) | (SignInAttempt.id > succeeded))
    ).one()
    from_source, first_there = db.session.execute(failed.where(SignInAttempt.source == source)).one()
    return Failures(on_address, from_source if source else 0, first if on_address else first_there)


def mails_asked(email_hash: str, source: str, since: datetime) -> tuple[int, int]:
    """Count the mails that were asked for since a moment: to an address, and from a source."""
    asked = select(func.count()).where(SignInAttempt.kind == AttemptKind.MAIL, SignInAttempt.at > since)
    to_address = db.session.scalar(asked.where(SignInAttempt.email_hash == email_hash)) or 0
    from_source = db.session.scalar(asked.where(SignInAttempt.source == source)) or 0
    return to_address, from_source


def organisation_by_kvk(kvk_number: str) -> Organisation:
    """Find the organisation with this KvK number; raises NoResultFound when there is none."""
    return db.session.scalars(select(Organisation).where(Organisation.kvk_number == kvk_number)).one()


def bank_account(organisation_id: int) -> BankAccount | None:
    """Find the account to pay to: the newest that was entered."""
    return db.session.scalars(
        select(BankAccount)
        .where(BankAccount.organisation_id == organisation_id)
        .order_by(BankAccount.id.desc())
        .limit(1)
    ).first()


def same_account(theirs: type[BankAccount], iban: Any, organisation_id: Any) -> ColumnElement[bool]:
    """Tell which of `theirs` have this number and were entered by another organisation than this one, now or before."""
    return and_(theirs.iban == iban, theirs.organisation_id != organisation_id)


def also_on(account: BankAccount) -> list[Organisation]:
    """List the other organisations that entered the number of this account, by name."""
    theirs = aliased(BankAccount)
    others = select(theirs.organisation_id).where(same_account(theirs, account.iban, account.organisation_id))
    return list(db.session.scalars(select(Organisation).where(Organisation.id.in_(others)).order_by(Organisation.name)))


def members(organisation_id: int) -> list[Membership]:
    """List who acts for an organisation now, who may sign first, with the persons."""
    return list(
        db.session.scalars(
            select(Membership)
            .join(Membership.person)
            .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
            .options(joinedload(Membership.person))
            .order_by(Membership.may_sign.desc(), Person.name, Membership.id)
        )
    )


def acting_for(organisation_id: int) -> list[Person]:
    """List who is told what concerns an organisation: who acts for it now, and has an account that is open."""
    return [member.person for member in members(organisation_id) if member.person.ended_at is None]


def signatories(organisation_id: int) -> list[Person]:
    """List who may sign for an organisation now."""
    return [member.person for member in members(organisation_id) if member.may_sign]


def at_work(role: Role, day: date) -> list[Person]:
    """List who does a job for the fund on `day`: the role holds and the account was not closed."""
    holds = (RoleGrant.from_on <= day) & (RoleGrant.until_on.is_(None) | (RoleGrant.until_on >= day))
    return list(
        db.session.scalars(
            select(Person)
            .where(Person.ended_at.is_(None), Person.role_grants.any((RoleGrant.role == role) & holds))
            .order_by(Person.name, Person.id)
        )
    )


def who_handles(handler_id: int | None, day: date) -> list[Person]:
    """List who is told what concerns a case: its handler; every case handler when that one works here no longer."""
    handlers = at_work(Role.CASE_HANDLER, day)
    return [person for person in handlers if person.id == handler_id] or handlers


def staff(*, role: Role | None = None, words: str = "") -> list[Person]:
    """List everybody who works or worked for the fund, by name, with their roles; `words` looks in name and address."""
    query = (
        select(Person)
        .where(Person.id.in_(select(RoleGrant.person_id)) | (Person.job_title != ""))
        .options(selectinload(Person.role_grants))
        .order_by(Person.name, Person.id)
    )
    if role is not None:
        query = query.where(Person.id.in_(select(RoleGrant.person_id).where(RoleGrant.role == role)))
    for word in words.lower().split()[:5]:
        query = query.where(
            func.lower(Person.name).contains(word, autoescape=True) | Person.email.contains(word, autoescape=True)
        )
    return list(db.session.scalars(query))
