"""One thing to do, and what it shows of its case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Date, Integer, Select, bindparam, select

from fund.applications.models import Application, Place
from fund.core.i18n import Message, _
from fund.core.planning import at_most, unindexed
from fund.core.workflow import Look
from fund.people.models import Organisation
from fund.programme.models import Municipality

MOST: Final = 50
"""Rows that are fetched from one source of work; who has more sees what is due first, and reads that more may be."""

READER: Final = bindparam("reader", type_=Integer)
TODAY: Final = bindparam("today", type_=Date)
"""Whose work it is, and the day: statements of this room are written once; that takes longer than running them."""
HANDLED: Final = unindexed(Application.handler_id) == READER
"""By the reader, compared without the index: few things wait, and a handler may have thousands of cases."""


@dataclass(frozen=True)
class Task:
    """One thing to do: what, where (endpoint and its values), before when, and for which case."""

    what: Message
    endpoint: str
    where: Mapping[str, Any]
    due: date | None
    look: Look
    number: str = ""
    title: str | Message = ""
    organisation: str = ""
    municipality: str = ""
    amount: int | None = None
    waits: bool = False
    kind: str = "check"


KINDS: dict[str, Message] = {
    "check": _("Checking"),
    "score": _("Assess"),
    "decide": _("Decide"),
    "report": _("Reports"),
    "settle": _("Determining"),
    "pay": _("Pay"),
    "object": _("Objections"),
    "call": _("To call"),
}


def main_place() -> Any:
    """Select the municipality where the plan of a case mainly happens: what `Municipality` is joined on."""
    return (
        select(Place.municipality_id)
        .where(Place.application_id == Application.id)
        .order_by(Place.is_main.desc(), Place.id)
        .limit(at_most(1))
        .correlate(Application)
        .scalar_subquery()
    )


def of_case(*columns: Any) -> Select[Any]:
    """Select from the cases, with what every piece of work shows of its case."""
    return (
        select(
            *columns,
            Application.number,
            Application.title,
            Organisation.name.label("organisation"),
            Municipality.name.label("municipality"),
            Application.requested,
        )
        .select_from(Application)
        .outerjoin(Municipality, Municipality.id == main_place())
    )


def case_of(row: Any) -> dict[str, Any]:
    """Read what every piece of work shows of its case."""
    return {
        "number": row.number,
        "title": row.title,
        "organisation": row.organisation,
        "municipality": row.municipality or "",
        "amount": row.requested,
    }
