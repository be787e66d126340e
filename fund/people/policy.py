"""Who may see and change accounts, organisations and appointments. Pure."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role, acts_for, is_staff, needs, signs_for


def has_account(person: Actor | None, _subject: object = None) -> Message | None:
    """Let everybody in who is signed in."""
    return None if person is not None else _("Sign in first.")


def may_register(person: Actor | None, _subject: object = None) -> Message | None:
    """Let applicants register an organisation; who works for the fund cannot apply to it."""
    if is_staff(person):
        return _("You work for the fund, so you cannot act for an organisation that applies.")
    return has_account(person)


def may_see(person: Actor | None, organisation: Any) -> Message | None:
    """Let its members see an organisation, and the people of the fund."""
    return None if is_staff(person) else acts_for(person, organisation.id)


def may_change(person: Actor | None, organisation: Any) -> Message | None:
    """Let those who may sign change the organisation, its bank account and who acts for it."""
    return signs_for(person, organisation.id)


def may_change_member(person: Actor | None, membership: Any) -> Message | None:
    """Let those who may sign for the organisation change who acts for it."""
    return signs_for(person, membership.organisation_id)


def may_see_persons(person: Actor | None, _subject: object = None) -> Message | None:
    """Let administrators and auditors see who works for the fund."""
    return needs(person, Role.ADMINISTRATOR, Role.AUDITOR)


def may_see_staff(person: Actor | None, other: Any) -> Message | None:
    """Let administrators and auditors see somebody of the fund; applicants are seen with their organisation."""
    if refused := may_see_persons(person):
        return refused
    return None if other.role_grants or other.job_title else _("This person does not work for the fund.")


def may_keep_persons(person: Actor | None, _subject: object = None) -> Message | None:
    """Let administrators add people of the fund."""
    return needs(person, Role.ADMINISTRATOR)


def may_appoint(person: Actor | None, other: Any) -> Message | None:
    """Let administrators appoint others, never themselves (P4)."""
    if refused := needs(person, Role.ADMINISTRATOR):
        return refused
    if person is not None and person.id == other.id:
        return _("You cannot change your own roles. Another administrator does it.")
    return None


def may_end_role(person: Actor | None, grant: Any) -> Message | None:
    """Let administrators end the appointments of others."""
    return may_appoint(person, grant.person)
