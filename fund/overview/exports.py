"""The list of cases as a table to take along; the columns are data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from fund.applications.models import Application
from fund.applications.workflow import WORKFLOW
from fund.core.db import db
from fund.core.i18n import _
from fund.core.table import Column, Kind, Statement
from fund.overview.queries.cases import as_rows

COLUMNS = (
    Column("number", _("Number"), Kind.TEXT, 18),
    Column("title", _("Title"), Kind.TEXT, 40),
    Column("organisation", _("Organisation"), Kind.TEXT, 36),
    Column("municipality", _("Municipality"), Kind.TEXT, 20),
    Column("call", _("Call"), Kind.TEXT, 14),
    Column("state", _("State"), Kind.TEXT, 16),
    Column("requested", _("Requested"), Kind.CENTS, 14),
    Column("handler", _("Case handler"), Kind.TEXT, 24),
    Column("submitted_at", _("Submitted"), Kind.MOMENT, 18),
    Column("next_step_by", _("Next step before"), Kind.DAY, 14),
    Column("decide_by", _("Decision before"), Kind.DAY, 14),
)


def cases_statement(query: Select[Application], moment: datetime, filters: dict[str, str]) -> Statement:
    """Write the cases of `query` as a statement that is read row by row, so that memory stays flat."""
    return Statement(
        _("Cases"), moment, COLUMNS, _rows(query), filters={_(name): value for name, value in filters.items()}
    )


def _rows(query: Select[Application]) -> Iterator[tuple[Any, ...]]:
    rows = db.session.execute(
        as_rows(query).order_by(Application.submitted_at, Application.id).execution_options(yield_per=1000)
    )
    for row in rows:
        facts = row._asdict() | {"state": str(WORKFLOW.looks[row.state].staff)}
        yield tuple(facts[column.key] for column in COLUMNS)
