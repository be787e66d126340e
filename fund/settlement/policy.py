"""Who proposes a determination and who takes it."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role, needs


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
