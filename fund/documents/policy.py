"""Who may read a document: whoever may read what it belongs to, says the stage that owns that; nobody when none says.

A stage registers its reader with `queries.register_reader`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role, is_staff

Reader = Callable[[Actor | None, Any], Message | None]
"""(person, document) -> why this person may not read it, or None."""

READERS: Final[dict[str, Reader]] = {}
"""By the kind of thing that a document belongs to."""

FINANCIAL: Final = frozenset(
    {Role.CASE_HANDLER, Role.DECISION_MAKER, Role.FINANCE, Role.PROGRAMME_MANAGER, Role.AUDITOR}
)
"""Roles that read what is confidential for its figures; an assessor does not."""


def may_read(person: Actor | None, document: Any) -> Message | None:
    """Say why `person` may not read `document`: rights come from the stage, confidentiality narrows them."""
    if person is None:
        return _("Sign in first.")
    reader = READERS.get(document.subject_kind)
    if reader is None or document.scan == "infected":
        return _("This document is not open to anybody.")
    if reason := reader(person, document):
        return reason
    if document.confidentiality == "staff" and not is_staff(person):
        return _("This document is for the people of the fund.")
    if document.confidentiality == "finance" and is_staff(person) and person.roles.isdisjoint(FINANCIAL):
        return _("This document is confidential because of its figures. Ask the case handler.")
    return None
