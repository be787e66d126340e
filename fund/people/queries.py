"""Who is who: persons by address, organisations of a person, duties in a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fund.core.db import db
from fund.people.models import Duty, Membership, Organisation, Person, SignIn
from fund.people.rules import DutyKind


def person_by_email(email: str) -> Person | None:
    """Find a person by e-mail address, in any case."""
    return db.session.scalars(select(Person).where(Person.email == email.strip().lower())).first()


def signed_in_person(token_hash: str, now: datetime) -> Person | None:
    """Find who is behind a sign-in that is still good, with roles and memberships, in one statement."""
    return (
        db.session.scalars(
            select(Person)
            .join(SignIn, SignIn.person_id == Person.id)
            .where(
                SignIn.token_hash == token_hash,
                SignIn.ended_at.is_(None),
                SignIn.expires_at > now,
                Person.ended_at.is_(None),
            )
            .options(joinedload(Person.role_grants), joinedload(Person.memberships))
        )
        .unique()
        .first()
    )


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
