"""Who may see a running grant, and by what its state changes."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message
from fund.people.roles import Actor, Role, acts_for, is_staff, needs


def may_read_award(person: Actor | None, award: Any) -> Message | None:
    """Let the fund in, and the grantee."""
    return None if is_staff(person) else acts_for(person, award.application.organisation_id)


def by_settlement(person: Actor | None, _award: Any) -> Message | None:
    """Let a grant be settled by a determination only, taken by a decision maker."""
    return needs(person, Role.DECISION_MAKER)


def by_the_books(person: Actor | None, _award: Any) -> Message | None:
    """Let finance, or the decision that leaves nothing to pay, close a grant."""
    return needs(person, Role.FINANCE, Role.DECISION_MAKER)
