"""What stands around every page: the menu of each person, the names of the fund, the footer.

What a role may not open is left out of the menu, never greyed out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask, current_app, request, url_for

from fund.core import clock
from fund.core.i18n import Message, _
from fund.overview.queries.menu import MOST, waiting_for
from fund.people.roles import Actor, Role
from fund.web import filters
from fund.web.guard import actor

STAFF = frozenset(Role)


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
    Item("objections.objections", _("Objections"), frozenset({Role.CASE_HANDLER, Role.DECISION_MAKER, Role.AUDITOR})),
    Item("payments.payments", _("Payments"), frozenset({Role.FINANCE, Role.AUDITOR}), "money"),
    Item("payments.bank", _("Bank"), frozenset({Role.FINANCE, Role.AUDITOR}), "money"),
    Item("payments.recoveries", _("Claims"), frozenset({Role.FINANCE, Role.AUDITOR}), "money"),
    Item(
        "statements.statements",
        _("Statements"),
        frozenset({Role.FINANCE, Role.PROGRAMME_MANAGER, Role.AUDITOR}),
        "money",
    ),
    Item("calls.manage", _("Calls"), frozenset({Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER}), "steer"),
    Item("people.persons", _("People"), frozenset({Role.ADMINISTRATOR, Role.AUDITOR}), "steer"),
    Item("decisions.mandates", _("Mandates"), frozenset({Role.ADMINISTRATOR, Role.AUDITOR}), "steer"),
    Item("overview.mail", _("Mail"), frozenset({Role.ADMINISTRATOR, Role.AUDITOR}), "steer"),
    Item("overview.record", _("Record"), frozenset({Role.AUDITOR}), "steer"),
)
GROUPS: dict[str, Message] = {"": _("Cases"), "money": _("Money"), "steer": _("Steer")}


def navigation(person: Actor | None) -> list[dict[str, Any]]:
    """Write the menu for a person as groups of items: endpoint, label, url, current."""
    if person is None:
        return [{"label": "", "items": _links(PUBLIC)}]
    if not person.roles:
        return [{"label": "", "items": _links(APPLICANT)}]
    groups = []
    for group, label in GROUPS.items():
        items = _links([item for item in STAFF_ITEMS if item.group == group and item.roles & person.roles])
        if items:
            groups.append({"label": str(label) if group else "", "items": items})
    return groups


def _links(items: Iterable[Item]) -> list[dict[str, Any]]:
    return [
        {
            "endpoint": item.endpoint,
            "label": str(item.label),
            "url": (url := url_for(item.endpoint)),
            "current": request.endpoint == item.endpoint or request.path.startswith(f"{url}/"),
        }
        for item in items
        if item.endpoint in current_app.view_functions
    ]


def dress(app: Flask) -> None:
    """Tell the templates what every page needs: who reads, in which language, the menu, the names of the fund."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")

    @app.context_processor
    def _around() -> dict[str, Any]:
        person = actor()
        return {
            "person": person,
            "person_name": person.name if person is not None else "",
            "language": filters.language(),
            "navigation": navigation(person),
            "beside_menu": _beside_menu(person),
            "footer": _footer(),
            "fund_name": filters.local(app.config["FUND_NAME"]),
            "authority_name": filters.local(app.config["AUTHORITY_NAME"]),
            "authority_mail": app.config["AUTHORITY_MAIL"],
            "authority_phone": app.config["AUTHORITY_PHONE"],
            "home_url": _home(person),
            "account_url": _address("people.account"),
            "sign_in_url": _address("people.sign_in"),
            "sign_out_url": _address("people.sign_out"),
            "search_url": _address("overview.cases") if person is not None and person.roles else "",
        }


def _beside_menu(person: Actor | None) -> Callable[[], dict[str, str]]:
    """Answer what the shell of the desk asks, and no other: how much waits behind each item of the menu.

    It is asked while the page is written, so that public pages, pages for applicants and errors never count anything.
    """

    @cache
    def beside_menu() -> dict[str, str]:
        counts = waiting_for(person, clock.today()) if person is not None else {}
        return {
            endpoint: f"{MOST - 1}+" if count >= MOST else str(count) for endpoint, count in counts.items() if count
        }

    return beside_menu


def _address(endpoint: str) -> str:
    """Answer the address of a page that need not be there."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def _home(person: Actor | None) -> str:
    if person is None:
        return "/"
    return _address("overview.my_work" if person.roles else "overview.home") or "/"


def _footer() -> list[dict[str, Any]]:
    """Write the footer: somebody to call, and what the site says about itself."""
    about = [(_("Accessibility"), "overview.accessibility"), (_("Privacy"), "overview.privacy")]
    call = _(
        "Call on working days from 9 to 17: %(phone)s. You will get somebody of the fund.",
        phone=current_app.config["AUTHORITY_PHONE"],
    )
    pages = [{"label": str(label), "url": url} for label, endpoint in about if (url := _address(endpoint))]
    return [
        {"label": str(_("Would you rather talk to somebody?")), "text": str(call), "items": []},
        {"label": str(_("About this site")), "items": pages},
    ]
