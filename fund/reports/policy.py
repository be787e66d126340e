"""Who files a report, and who reviews it."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message
from fund.people.roles import Actor, Role, acts_for, is_staff, needs


def may_file(person: Actor | None, report: Any) -> Message | None:
    """Let the grantee file."""
    return acts_for(person, report.award.application.organisation_id)


def may_read_report(person: Actor | None, report: Any) -> Message | None:
    """Let the fund in, and the grantee."""
    return None if is_staff(person) else may_file(person, report)


def may_review(person: Actor | None, _report: Any = None) -> Message | None:
    """Let case handlers review."""
    return needs(person, Role.CASE_HANDLER)


def may_see_reports(person: Actor | None, _subject: Any = None) -> Message | None:
    """Let those in who review, decide on, pay after or check reports."""
    return needs(person, Role.CASE_HANDLER, Role.DECISION_MAKER, Role.FINANCE, Role.PROGRAMME_MANAGER, Role.AUDITOR)
