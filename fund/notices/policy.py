"""Who may see what could not be delivered, and send it again. Pure."""

from __future__ import annotations

from fund.core.i18n import Message
from fund.people.roles import Actor, Role, needs


def may_see_mail(person: Actor | None, _subject: object = None) -> Message | None:
    """Let administrators and auditors see which mail goes to whom; what it says stands in its case."""
    return needs(person, Role.ADMINISTRATOR, Role.AUDITOR)


def may_try_again(person: Actor | None, _subject: object = None) -> Message | None:
    """Let administrators send again what was given up."""
    return needs(person, Role.ADMINISTRATOR)


def may_set_aside(person: Actor | None, _subject: object = None) -> Message | None:
    """Let case handlers say that they told it in another way."""
    return needs(person, Role.CASE_HANDLER)
