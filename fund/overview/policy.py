"""Who may see what stands across all cases."""

from __future__ import annotations

from fund.core.i18n import Message, _
from fund.people.roles import Actor


def may_see_home(person: Actor | None, _subject: object = None) -> Message | None:
    """Let everybody in who is signed in: an applicant sees what is theirs, staff are sent on to their work."""
    return None if person is not None else _("Sign in first.")
