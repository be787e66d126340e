"""Who works for the fund, in which roles, from when until when. A change ends every sign-in of the person."""

from __future__ import annotations

from datetime import date

from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Invalid, Refused
from fund.core.i18n import Message, _
from fund.people import policy, queries
from fund.people.actions.accounts import INVITATION_LASTS, person_for, send_link
from fund.people.actions.sign_ins import end_all_sign_ins
from fund.people.models import EmailPurpose, Person, RoleGrant
from fund.people.roles import ROLE_NAMES, Role, excluded_by


def create_staff(*, name: str, email: str, job_title: str = "", language: str = "nl", by: Person) -> Person:
    """Add somebody who will work for the fund, and mail them a link to choose a password.

    Raises Forbidden when `by` is no administrator, Refused (field `email`) when the address is in use.
    """
    _insist(policy.may_keep_persons(by, None))
    if queries.person_by_email(email) is not None:
        raise Refused(_("There is already an account with the address %(email)s.", email=email), "email")
    person = person_for(name, email, language=language, by=by, job_title=job_title)
    send_link(person, EmailPurpose.CONFIRM, "people/staff_invitation", INVITATION_LASTS, by_name=by.name)
    return person


def grant_role(
    person: Person,
    role: Role,
    *,
    by: Person | audit.TheClock,
    from_on: date | None = None,
    until_on: date | None = None,
) -> RoleGrant:
    """Appoint a person in a role, from a day (today) until a day (the last one included) or until it is ended.

    Raises Forbidden when `by` may not (nobody appoints themselves), Invalid when the days are in the wrong order,
    Refused when the person holds the role then already, or one that excludes it (NB-13), or acts for an organisation
    that applies.
    """
    if not isinstance(by, audit.TheClock):
        _insist(policy.may_appoint(by, person))
    from_on = from_on or clock.today()
    if until_on is not None and until_on < from_on:
        raise Invalid(_("The last day is before the first day. Choose a later last day."), "until_on")
    if person.organisation_ids:
        raise Refused(_("%(name)s acts for an organisation that can apply. End that first.", name=person.name))
    _check_other_roles(person, role, from_on, until_on)
    grant = RoleGrant(person=person, role=role, from_on=from_on, until_on=until_on)
    db.session.add(grant)
    audit.record("person.grant_role", person, by=by, role=role.value, from_on=from_on, until_on=until_on)
    end_all_sign_ins(person)
    return grant


def end_role(grant: RoleGrant, *, last_day: date, by: Person) -> None:
    """End an appointment: `last_day` is the last day on which it holds; a day before today ends it at once.

    Raises Forbidden when `by` may not, Refused when it ended earlier already.
    """
    _insist(policy.may_end_role(by, grant))
    if grant.until_on is not None and grant.until_on <= last_day:
        raise Refused(_("This role ends on %(day)s already.", day=grant.until_on), "last_day")
    grant.until_on = last_day
    audit.record("person.end_role", grant.person, by=by, role=grant.role.value, until_on=last_day)
    end_all_sign_ins(grant.person)


def end_person(person: Person, *, by: Person) -> None:
    """Close an account: nobody signs in with it any more; what the person did stays on the record."""
    _insist(policy.may_appoint(by, person))
    person.ended_at = person.ended_at or clock.now()
    audit.record("person.end", person, by=by)
    end_all_sign_ins(person)


def _check_other_roles(person: Person, role: Role, from_on: date, until_on: date | None) -> None:
    for grant in person.role_grants:
        overlaps = _overlap(grant, from_on, until_on)
        if grant.role is role and (overlaps or grant.from_on == from_on):
            raise Refused(_("%(name)s is %(role)s then already.", name=person.name, role=ROLE_NAMES[role]), "role")
        if overlaps and grant.role in excluded_by(role):
            raise Refused(
                _(
                    "%(name)s is %(held)s then. One person is never %(held)s and %(role)s at the same time.",
                    name=person.name,
                    held=ROLE_NAMES[grant.role],
                    role=ROLE_NAMES[role],
                ),
                "role",
            )


def _overlap(grant: RoleGrant, from_on: date, until_on: date | None) -> bool:
    starts_in_time = until_on is None or grant.from_on <= until_on
    ends_late = grant.until_on is None or grant.until_on >= from_on
    return starts_in_time and ends_late


def _insist(refusal: Message | None) -> None:
    if refusal is not None:
        raise Forbidden(refusal)
