"""Who may see what stands across all cases."""

from __future__ import annotations

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role, needs, staff_only


def may_see_home(person: Actor | None, _subject: object = None) -> Message | None:
    """Let everybody in who is signed in: an applicant sees what is theirs, staff are sent on to their work."""
    return None if person is not None else _("Sign in first.")


def may_see_work(person: Actor | None, _subject: object = None) -> Message | None:
    """Let the people of the fund see what waits for them."""
    return staff_only(person)


def may_see_cases(person: Actor | None, _subject: object = None) -> Message | None:
    """Let the people of the fund see which cases there are; what was answered in them is another door."""
    return staff_only(person)


def may_open_case(person: Actor | None, _application: object = None) -> Message | None:
    """Let the people of the fund see the head of a case; the rest only to who may read it (`assessment.policy`)."""
    return staff_only(person)


def may_see_record(person: Actor | None, _subject: object = None) -> Message | None:
    """Let auditors read the record across all cases and people; nobody who acts in it themselves (NB-13(6))."""
    return needs(person, Role.AUDITOR)
