"""What each person finds in the menu: what a role may not open is left out, never greyed out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from fund.core.i18n import Message, _
from fund.people.roles import Actor, Role

STAFF = frozenset(Role)
HANDLING = frozenset({Role.CASE_HANDLER, Role.ASSESSOR, Role.DECISION_MAKER, Role.PROGRAMME_MANAGER, Role.AUDITOR})


@dataclass(frozen=True)
class Item:
    """A place in the menu: its endpoint, its label, and the roles that find it there."""

    endpoint: str
    label: Message
    roles: frozenset[Role] = STAFF
    group: str = ""


PUBLIC = (Item("calls.calls", _("Grant schemes")),)
APPLICANT = (
    Item("overview.home", _("My overview")),
    Item("people.organisations", _("Organisation")),
    Item("calls.calls", _("Grant schemes")),
)
STAFF_ITEMS = (
    Item("overview.my_work", _("Work")),
    Item("overview.cases", _("Cases")),
    Item("assessment.assess", _("Assess"), frozenset({Role.ASSESSOR, Role.CASE_HANDLER})),
    Item("decisions.decide", _("Decisions"), frozenset({Role.CASE_HANDLER, Role.DECISION_MAKER, Role.AUDITOR})),
    Item("reports.reports", _("Reports"), frozenset({Role.CASE_HANDLER, Role.AUDITOR})),
    Item("settlement.settlements", _("Settlements"), frozenset({Role.CASE_HANDLER, Role.DECISION_MAKER, Role.AUDITOR})),
    Item("payments.payments", _("Payments"), frozenset({Role.FINANCE, Role.AUDITOR}), "money"),
    Item("payments.bank", _("Bank"), frozenset({Role.FINANCE, Role.AUDITOR}), "money"),
    Item(
        "statements.statements",
        _("Statements"),
        frozenset({Role.FINANCE, Role.PROGRAMME_MANAGER, Role.AUDITOR}),
        "money",
    ),
    Item("calls.manage", _("Calls"), frozenset({Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER}), "steer"),
)
GROUPS: dict[str, Message] = {"": _("Cases"), "money": _("Money"), "steer": _("Steer")}


def navigation(
    person: Actor | None, counts: Callable[[str], int | None] = lambda _endpoint: None
) -> list[dict[str, Any]]:
    """Write the menu for a person as groups of items: label, url, current, count."""
    if person is None:
        return [{"label": "", "items": _links(PUBLIC, counts)}]
    if not person.roles:
        return [{"label": "", "items": _links(APPLICANT, counts)}]
    groups = []
    for group, label in GROUPS.items():
        items = _links([item for item in STAFF_ITEMS if item.group == group and item.roles & person.roles], counts)
        if items:
            groups.append({"label": str(label) if group else "", "items": items})
    return groups


def _links(items: Any, counts: Callable[[str], int | None]) -> list[dict[str, Any]]:
    return [
        {
            "label": str(item.label),
            "url": url_for(item.endpoint),
            "current": request.endpoint == item.endpoint,
            "count": counts(item.endpoint),
        }
        for item in items
        if item.endpoint in current_app.view_functions
    ]
