"""Who somebody is to the fund. Pure: policies ask here, nobody else reads roles."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Protocol

from fund.core.i18n import Message, _


class Role(StrEnum):
    """What a member of staff is appointed to do. Applicants have no role; they are members of an organisation."""

    CASE_HANDLER = "case_handler"
    ASSESSOR = "assessor"
    DECISION_MAKER = "decision_maker"
    FINANCE = "finance"
    PROGRAMME_MANAGER = "programme_manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


ROLE_NAMES: dict[Role, Message] = {
    Role.CASE_HANDLER: _("case handler"),
    Role.ASSESSOR: _("assessor"),
    Role.DECISION_MAKER: _("decision maker"),
    Role.FINANCE: _("finance officer"),
    Role.PROGRAMME_MANAGER: _("programme manager"),
    Role.ADMINISTRATOR: _("administrator"),
    Role.AUDITOR: _("auditor"),
}


EXCLUDING: Final[tuple[tuple[frozenset[Role], frozenset[Role]], ...]] = (
    (frozenset({Role.ADMINISTRATOR}), frozenset({Role.FINANCE, Role.DECISION_MAKER})),
    (
        frozenset({Role.AUDITOR}),
        frozenset({Role.CASE_HANDLER, Role.ASSESSOR, Role.DECISION_MAKER, Role.FINANCE, Role.ADMINISTRATOR}),
    ),
)
"""Roles that one person never holds at the same time: who gives out roles commits and pays no money, and who checks
does nothing of what is checked (NB-13(6)). What else must not go together is kept apart case by case."""


def excluded_by(wanted: Role) -> frozenset[Role]:
    """Answer the roles that do not go together with `wanted`."""
    return frozenset().union(
        *(other for one, other in EXCLUDING if wanted in one), *(one for one, other in EXCLUDING if wanted in other)
    )


class Actor(Protocol):
    """What a policy may know of a person: their roles today, and the organisations they act for."""

    id: int
    name: str

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that hold today."""

    @property
    def organisation_ids(self) -> frozenset[int]:
        """Organisations this person writes for."""

    @property
    def signatory_ids(self) -> frozenset[int]:
        """Organisations this person may commit: submit for, change the bank account of."""


def is_staff(person: Actor | None) -> bool:
    """Answer whether the person works for the fund."""
    return person is not None and bool(person.roles)


def needs(person: Actor | None, *roles: Role) -> Message | None:
    """Say what is missing when the person holds none of `roles`; None when one of them is held."""
    if person is None:
        return _("Sign in first.")
    if person.roles.isdisjoint(roles):
        return _("This is for another role (%(role)s). Ask your coordinator.", role=ROLE_NAMES[roles[0]])
    return None


def signed_in(person: Actor | None, _subject: object = None) -> Message | None:
    """Let everybody in who is signed in."""
    return None if person is not None else _("Sign in first.")


def staff_only(person: Actor | None, _subject: object = None) -> Message | None:
    """Let the people of the fund in."""
    if person is None:
        return _("Sign in first.")
    return None if person.roles else _("This page is for the people of the fund.")


def acts_for(person: Actor | None, organisation_id: int) -> Message | None:
    """Let the members of an organisation in."""
    if person is None:
        return _("Sign in first.")
    if organisation_id not in person.organisation_ids:
        return _("You do not act for this organisation.")
    return None


def signs_for(person: Actor | None, organisation_id: int) -> Message | None:
    """Let those in who may commit the organisation."""
    if refused := acts_for(person, organisation_id):
        return refused
    if person is not None and organisation_id not in person.signatory_ids:
        return _("Only somebody who may sign for the organisation can do this.")
    return None
