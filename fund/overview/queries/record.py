"""The record of what happened, across all cases and people: by case, by person, by day, by kind."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Select, or_, select

from fund.applications.models import Application
from fund.core import clock
from fund.core.audit import AuditEntry
from fund.core.i18n import Message, _
from fund.people.models import Person
from fund.web.paging import Order

NEWEST: Final = Order((AuditEntry.id,), descending=True)
FEW: Final = 200
"""People of one name of whom the entries are looked up."""

SYSTEM: Final = _("the system")

KINDS: Final[dict[str, tuple[Message, tuple[str, ...]]]] = {
    "applications": (_("Applications"), ("application",)),
    "assessment": (_("Assessment"), ("assessment",)),
    "decisions": (_("Decisions"), ("decision", "mandate")),
    "awards": (_("Grants"), ("award",)),
    "payments": (
        _("Payments"),
        ("instalment", "payment_order", "payment_run", "bank_statement", "bank_match", "recovery"),
    ),
    "ledger": (_("Ledger"), ("ledger",)),
    "reports": (_("Reports"), ("report",)),
    "settlement": (_("Settlements"), ("settlement",)),
    "people": (_("People and organisations"), ("person", "organisation", "bank_account")),
    "calls": (_("Calls"), ("call", "programme")),
    "objections": (_("Objections"), ("objection",)),
    "documents": (_("Documents and mail"), ("document", "notice")),
}
"""What can be chosen by kind: the word, and the first words of the actions that it takes together."""


@dataclass(frozen=True)
class Sought:
    """What is looked for in the record; empty is everything. As it stands in the address bar."""

    case: str = ""
    who: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None

    def address(self) -> dict[str, Any]:
        """Answer what goes into the address; empty values are left out."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}

    @property
    def is_narrow(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.address())


def entries(sought: Sought, system: str) -> Select[AuditEntry]:
    """Select the entries that are looked for; `system` is the name of the clock in the language of the reader."""
    query = select(AuditEntry)
    if sought.case:
        cases = select(Application.id).where(Application.number == sought.case.upper())
        query = query.where(AuditEntry.case_id.in_(cases))
    if sought.who:
        named = select(Person.id).where(Person.name.icontains(sought.who, autoescape=True)).limit(FEW)
        did = AuditEntry.actor_id.in_(select(named.subquery().c.id))
        query = query.where(or_(did, AuditEntry.actor_id.is_(None)) if sought.who.lower() in system.lower() else did)
    if sought.kind in KINDS:
        query = query.where(
            or_(*(AuditEntry.action.startswith(f"{word}.", autoescape=True) for word in KINDS[sought.kind][1]))
        )
    if sought.since:
        query = query.where(AuditEntry.at >= clock.at(sought.since, 0))
    if sought.until:
        query = query.where(AuditEntry.at < clock.at(sought.until + timedelta(days=1), 0))
    return query


def as_rows(query: Select[AuditEntry]) -> Select[Any]:
    """Select of each entry everything that it says, with the number of its case."""
    shown: tuple[Any, ...] = (
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.actor_id,
        AuditEntry.actor_name,
        AuditEntry.action,
        AuditEntry.subject_kind,
        AuditEntry.subject_id,
        AuditEntry.from_state,
        AuditEntry.to_state,
        AuditEntry.detail,
        AuditEntry.previous,
        AuditEntry.hash,
        Application.number,
    )
    return query.with_only_columns(*shown).outerjoin(Application, Application.id == AuditEntry.case_id)
