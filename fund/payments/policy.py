"""Who may pay: finance, and never one person alone."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role, needs


def may_pay(person: Actor | None, _subject: Any = None) -> Message | None:
    """Let finance officers work with payments."""
    return needs(person, Role.FINANCE)


def may_release(person: Actor | None, run: Any) -> Message | None:
    """Let a finance officer release what somebody else made (NB-13)."""
    if refused := needs(person, Role.FINANCE):
        return refused
    if person is not None and run.made_by_id == person.id:
        return _("You made this run yourself. Somebody else releases it.")
    return None


def may_confirm_match(person: Actor | None, match: Any) -> Message | None:
    """Let a finance officer book by hand what somebody else proposed (P4)."""
    if refused := needs(person, Role.FINANCE):
        return refused
    if person is not None and match.proposed_by_id == person.id:
        return _("You proposed this yourself. Somebody else confirms it.")
    return None


def by_settlement(person: Actor | None, _instalment: Any) -> Message | None:
    """Let an instalment be cancelled by a determination only."""
    return needs(person, Role.DECISION_MAKER)


def may_see_payments(person: Actor | None, _subject: Any = None) -> Message | None:
    """Let finance and the auditor look."""
    return needs(person, Role.FINANCE, Role.AUDITOR)


def may_check_account(person: Actor | None, bank_account: Any = None) -> Message | None:
    """Let a finance officer check an account that somebody else entered (PM-08)."""
    if refused := needs(person, Role.FINANCE):
        return refused
    if person is not None and bank_account is not None and bank_account.entered_by_id == person.id:
        return _("You entered this bank account yourself. Somebody else checks it.")
    return None
