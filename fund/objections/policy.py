"""Who may object to a decision, and who reads an objection."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role, acts_for, is_staff, needs, signs_for

READERS = (Role.CASE_HANDLER, Role.DECISION_MAKER, Role.AUDITOR)


def may_object_to_decision(person: Actor | None, decision: Any) -> Message | None:
    """Let those who sign for the applicant object to a decision on the application, once it was made known."""
    return _may_object(person, decision, decision.application.organisation_id)


def may_object_to_settlement(person: Actor | None, settlement: Any) -> Message | None:
    """Let those who sign for the grantee object to the determination of a grant, once it was made known."""
    return _may_object(person, settlement, settlement.award.application.organisation_id)


def _may_object(person: Actor | None, against: Any, organisation_id: int) -> Message | None:
    if refused := signs_for(person, organisation_id):
        return refused
    return None if against.served_on is not None else _("This decision was not made known yet.")


def may_see_objections(person: Actor | None, _subject: Any = None) -> Message | None:
    """Let those in who prepare and take decisions, and who checks them."""
    return needs(person, *READERS)


def may_end_objection(person: Actor | None, _objection: Any = None) -> Message | None:
    """Let case handlers write down how an objection ended; whoever decided on it, did that elsewhere."""
    return needs(person, Role.CASE_HANDLER)


def may_read_objection(person: Actor | None, objection: Any) -> Message | None:
    """Let those in who act for the applicant, and in the fund those who prepare, take and check decisions."""
    return may_see_objections(person) if is_staff(person) else acts_for(person, objection.application.organisation_id)
