"""Who proposes a determination and who takes it."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role, acts_for, is_staff, needs


def may_propose(person: Actor | None, _subject: Any = None) -> Message | None:
    """Let case handlers propose."""
    return needs(person, Role.CASE_HANDLER)


def may_determine(person: Actor | None, settlement: Any) -> Message | None:
    """Let a decision maker determine what somebody else proposed (NB-13)."""
    if refused := needs(person, Role.DECISION_MAKER):
        return refused
    if person is not None and settlement.proposed_by_id == person.id:
        return _("You proposed this yourself. Somebody else decides.")
    return None


def may_post(person: Actor | None, _settlement: Any = None) -> Message | None:
    """Let the decision maker or the case handler post the letter."""
    return needs(person, Role.DECISION_MAKER, Role.CASE_HANDLER)


def may_see_settlements(person: Actor | None, _subject: Any = None) -> Message | None:
    """Let those in who prepare, take, pay or check determinations."""
    return needs(person, Role.DECISION_MAKER, Role.CASE_HANDLER, Role.FINANCE, Role.AUDITOR)


def may_read_letter(person: Actor | None, settlement: Any) -> Message | None:
    """Let the grantee read the letter of a determination, and the fund what it works with."""
    if is_staff(person):
        return may_see_settlements(person)
    if settlement.served_on is None:
        return _("This decision was not made known yet.")
    return acts_for(person, settlement.award.application.organisation_id)
