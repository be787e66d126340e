"""Who may read a document: whoever may read what it belongs to, and the case that it is in; nobody when none says.

The stage that owns a kind of thing registers its reader with `queries.register_reader`, and who knows of declarations
registers that of a case with `queries.register_case_reader`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role, is_staff

Reader = Callable[[Actor | None, int], Message | None]
"""(person, id of the thing) -> why this person may not read what belongs to it, or None."""

READERS: Final[dict[str, Reader]] = {}
"""By the kind of thing that a document belongs to."""

CLOSED: Final = _("This document is not open to anybody.")

CASE: Final = "case"
"""The kind under which the reader of a whole case stands, beside that of the thing in it."""

FINANCIAL: Final = frozenset(
    {Role.CASE_HANDLER, Role.DECISION_MAKER, Role.FINANCE, Role.PROGRAMME_MANAGER, Role.AUDITOR}
)
"""Roles that read what is confidential for its figures; an assessor does not."""


def may_read(person: Actor | None, document: Any) -> Message | None:
    """Say why `person` may not read `document`: rights come from the stages, confidentiality narrows them."""
    return _why_not(person, document, {})


def readable(person: Actor | None, documents: Iterable[Any]) -> list[Any]:
    """Choose the documents that `person` may read; a reader is asked once for all that belong to one thing."""
    asked: dict[tuple[str, int], Message | None] = {}
    return [document for document in documents if _why_not(person, document, asked) is None]


def _why_not(person: Actor | None, document: Any, asked: dict[tuple[str, int], Message | None]) -> Message | None:
    if person is None:
        return _("Sign in first.")
    if document.scan == "infected":
        return CLOSED
    things = [(document.subject_kind, document.subject_id)]
    if document.case_id is not None:
        things.append((CASE, document.case_id))
    for thing in things:
        if thing not in asked:
            kind, number = thing
            asked[thing] = READERS[kind](person, number) if kind in READERS else CLOSED
        if reason := asked[thing]:
            return reason
    return _too_confidential(person, document)


def _too_confidential(person: Actor, document: Any) -> Message | None:
    if document.confidentiality == "staff" and not is_staff(person):
        return _("This document is for the people of the fund.")
    if document.confidentiality == "finance" and is_staff(person) and person.roles.isdisjoint(FINANCIAL):
        return _("This document is confidential because of its figures. Ask the case handler.")
    return None
