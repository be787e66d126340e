"""Who may assess: whoever the case was given to, and nobody who declared an interest."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role, needs


def may_assess(person: Actor | None, _application: Any) -> Message | None:
    """Let assessors and case handlers in."""
    return needs(person, Role.ASSESSOR, Role.CASE_HANDLER)


def is_own_assessment(person: Actor | None, assessment: Any) -> Message | None:
    """Let a person write their own scores only."""
    if person is None or assessment.person_id != person.id:
        return _("These are the scores of somebody else.")
    return may_assess(person, assessment.application)


def may_handle_assessment(person: Actor | None, _assessment: Any) -> Message | None:
    """Let case handlers hand scores back."""
    return needs(person, Role.CASE_HANDLER)
