"""Who may do what with an application: its organisation writes and submits, the fund reads what was submitted."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role, acts_for, is_staff, needs, signed_in, signs_for


def may_start(person: Actor | None, call: Any) -> Message | None:
    """Let everybody who is signed in start an application in a published call; for whom is asked in the form."""
    if reason := signed_in(person):
        return reason
    if is_staff(person):
        return _("You work at the fund. With this account you cannot apply.")
    return _("This call is not published yet.") if call.published_at is None else None


def may_follow(person: Actor | None, application: Any) -> Message | None:
    """Let the members of the organisation follow what becomes of their application."""
    return acts_for(person, application.organisation_id)


def may_write(person: Actor | None, application: Any) -> Message | None:
    """Let the members of the organisation write."""
    return acts_for(person, application.organisation_id)


def may_change_file(person: Actor | None, attachment: Any) -> Message | None:
    """Let the members of the organisation take their files away."""
    return acts_for(person, attachment.application.organisation_id)


def may_submit(person: Actor | None, application: Any) -> Message | None:
    """Let those who may sign for the organisation submit."""
    return signs_for(person, application.organisation_id)


def may_withdraw(person: Actor | None, application: Any) -> Message | None:
    """Let those who may sign withdraw."""
    return signs_for(person, application.organisation_id)


def may_read(person: Actor | None, application: Any) -> Message | None:
    """Let the organisation read its own, and the fund what was submitted."""
    if is_staff(person):
        return None if application.submitted_at else _("This application was not submitted yet.")
    return acts_for(person, application.organisation_id)


def may_handle(person: Actor | None, _application: Any) -> Message | None:
    """Let case handlers handle."""
    return needs(person, Role.CASE_HANDLER)


def by_decision(person: Actor | None, _application: Any) -> Message | None:
    """Let the outcome come from a decision only, when its letter is sent: by the decision maker or the case handler."""
    return needs(person, Role.DECISION_MAKER, Role.CASE_HANDLER)
