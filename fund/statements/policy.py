"""Who may see what is awarded and paid: finance, those who steer, and those who check."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message
from fund.people.roles import Actor, Role, needs, staff_only


def may_see_statements(person: Actor | None, _subject: Any = None) -> Message | None:
    """Let in who accounts for the money, steers by it or checks it."""
    return needs(person, Role.FINANCE, Role.PROGRAMME_MANAGER, Role.AUDITOR)


def may_see_movements(person: Actor | None, application: Any = None) -> Message | None:
    """Let the people of the fund see the bookings of a case."""
    return staff_only(person, application)
