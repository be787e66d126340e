"""The list of cases as a table to take along; the columns are data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import load_only

from fund.applications.models import Application, Place
from fund.applications.workflow import WORKFLOW
from fund.calls.models import Call
from fund.core.db import db
from fund.core.i18n import Message, _
from fund.core.table import Column, Kind, Statement
from fund.people.models import Organisation, Person
from fund.programme.models import Municipality

COLUMNS = (
    Column("number", _("Number"), Kind.TEXT, 18),
    Column("title", _("Title"), Kind.TEXT, 40),
    Column("organisation", _("Organisation"), Kind.TEXT, 36),
    Column("municipality", _("Municipality"), Kind.TEXT, 20),
    Column("call", _("Call"), Kind.TEXT, 14),
    Column("state", _("State"), Kind.TEXT, 16),
    Column("requested", _("Requested"), Kind.CENTS, 14),
    Column("handler", _("Case handler"), Kind.TEXT, 24),
    Column("submitted", _("Submitted"), Kind.MOMENT, 18),
    Column("next_step_by", _("Next step before"), Kind.DAY, 14),
    Column("decide_by", _("Decision before"), Kind.DAY, 14),
)


def cases_statement(query: Select[Application], moment: datetime, filters: dict[str, str]) -> Statement:
    """Write the cases of `query` as a statement that is read row by row, so that memory stays flat."""
    return Statement(
        _("Cases"), moment, COLUMNS, _rows(query), filters={_(name): value for name, value in filters.items()}
    )


def _rows(query: Select[Application]) -> Iterator[tuple[Any, ...]]:
    place = (
        select(Municipality.name)
        .join(Place, Place.municipality_id == Municipality.id)
        .where(Place.application_id == Application.id)
        .order_by(Place.is_main.desc(), Place.id)
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )
    rows = db.session.execute(
        query.options(load_only(Application.id))
        .with_only_columns(
            Application.number,
            Application.title,
            Organisation.name,
            place,
            Call.code,
            Application.state,
            Application.requested,
            Person.name,
            Application.submitted_at,
            Application.next_step_by,
            Application.decide_by,
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(Person, Person.id == Application.handler_id)
        .order_by(Application.submitted_at, Application.id)
        .execution_options(yield_per=1000)
    )
    for row in rows:
        values: list[Any] = list(row)
        look: Message = WORKFLOW.looks[values[5]].staff
        values[5] = str(look)
        yield tuple(values)
