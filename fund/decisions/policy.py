"""Who may propose and who may decide. The mandate and four eyes are asked on top of this, in the action."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role, acts_for, is_staff, needs


def may_propose(person: Actor | None, _subject: Any = None) -> Message | None:
    """Let case handlers propose."""
    return needs(person, Role.CASE_HANDLER)


def may_decide(person: Actor | None, decision: Any) -> Message | None:
    """Let decision makers decide what somebody else proposed (NB-13)."""
    if refused := needs(person, Role.DECISION_MAKER):
        return refused
    if person is not None and decision is not None and decision.proposed_by_id == person.id:
        return _("You proposed this yourself. Somebody else decides.")
    return None


def may_serve(person: Actor | None, _decision: Any = None) -> Message | None:
    """Let the decision maker or the case handler send the letter."""
    return needs(person, Role.DECISION_MAKER, Role.CASE_HANDLER)


def may_see_decisions(person: Actor | None, _subject: Any = None) -> Message | None:
    """Let those in who prepare, take, pay or check decisions."""
    return needs(person, Role.DECISION_MAKER, Role.CASE_HANDLER, Role.FINANCE, Role.AUDITOR)


def may_see_mandates(person: Actor | None, _subject: Any = None) -> Message | None:
    """Let administrators and the auditor see who may sign for how much."""
    return needs(person, Role.ADMINISTRATOR, Role.AUDITOR)


def may_give_mandates(person: Actor | None, _subject: Any = None) -> Message | None:
    """Let administrators write down mandates; the action lets nobody give one to themselves."""
    return needs(person, Role.ADMINISTRATOR)


def may_read_letters(person: Actor | None, decision: Any) -> Message | None:
    """Let the applicant read the letters of a decision that was made known, and the fund those it works with."""
    if is_staff(person):
        return may_see_decisions(person, decision)
    if decision.served_on is None:
        return _("This decision was not made known yet.")
    return acts_for(person, decision.application.organisation_id)
