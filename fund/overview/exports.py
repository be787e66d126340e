"""The list of cases, and the record, as tables to take along; the columns are data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select

from fund.applications.workflow import WORKFLOW
from fund.awards.workflow import WORKFLOW as AWARD
from fund.core.audit import AuditEntry
from fund.core.db import db
from fund.core.i18n import Message, _
from fund.core.table import Column, Kind, Statement
from fund.overview.queries import record

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
    Column("award", _("Course of the grant"), Kind.TEXT, 14),
    Column("report_due", _("Report before"), Kind.DAY, 14),
)


FILTERS: Final[dict[str, Message]] = {
    "view": _("Saved view"),
    "q": _("Searched for"),
    "call": _("Call"),
    "state": _("State"),
    "task": _("Task"),
    "handler": _("Case handler"),
    "sort": _("Sort by"),
}
"""What the control lines call that by which the cases were chosen."""


def cases_statement(
    query: Select[Any], values: Mapping[str, Any], moment: datetime, filters: Mapping[str, Message | str]
) -> Statement:
    """Write the rows of `query` as a statement that is read row by row, so that memory stays flat.

    `values` are the parameters of the query, and `filters` says by what was chosen, by the names of `Wanted`, in words.
    The states are put in the reader's language now, because the rows are read when the request has ended.
    """
    states = {state: str(look.staff) for state, look in (*WORKFLOW.looks.items(), *AWARD.looks.items())}
    chosen: dict[Message | str, Message | str] = {FILTERS[name]: value for name, value in filters.items()}
    return Statement(_("Cases"), moment, COLUMNS, _rows(query, values, states), filters=chosen)


def _rows(query: Select[Any], values: Mapping[str, Any], states: Mapping[Any, str]) -> Iterator[tuple[Any, ...]]:
    rows = db.session.execute(query.execution_options(yield_per=1000), values)
    for row in rows:
        facts = row._asdict() | {"state": states[row.state], "award": states.get(row.award)}
        yield tuple(facts[column.key] for column in COLUMNS)


RECORD = (
    Column("id", _("Entry"), Kind.NUMBER, 10, total=False),
    Column("at", _("When"), Kind.MOMENT, 18),
    Column("actor_name", _("Who"), Kind.TEXT, 24),
    Column("action", _("What"), Kind.TEXT, 30),
    Column("number", _("Case"), Kind.TEXT, 18),
    Column("subject_kind", _("Kind of thing"), Kind.TEXT, 18),
    Column("subject_id", _("Number of the thing"), Kind.NUMBER, 12, total=False),
    Column("from_state", _("State before"), Kind.TEXT, 16),
    Column("to_state", _("State after"), Kind.TEXT, 16),
    Column("detail", _("Details"), Kind.TEXT, 60),
    Column("previous", _("Hash before"), Kind.TEXT, 64),
    Column("hash", _("Hash"), Kind.TEXT, 64),
)
"""What an entry says, as it is kept: the words of the program, so that its hash can be computed again."""

SOUGHT: Final[dict[str, Message]] = {
    "case": _("Case"),
    "who": _("Who"),
    "kind": _("Kind"),
    "since": _("From day"),
    "until": _("Until day"),
}


def record_statement(query: Select[AuditEntry], moment: datetime, filters: Mapping[str, Message | str]) -> Statement:
    """Write entries of the record as a statement that is read row by row, the oldest first."""
    chosen: dict[Message | str, Message | str] = {SOUGHT[name]: value for name, value in filters.items()}
    return Statement(_("The record"), moment, RECORD, _entries(query), filters=chosen)


def _entries(query: Select[AuditEntry]) -> Iterator[tuple[Any, ...]]:
    rows = db.session.execute(record.as_rows(query).order_by(AuditEntry.id).execution_options(yield_per=1000))
    for row in rows:
        facts = row._asdict() | {"detail": json.dumps(row.detail, ensure_ascii=False, sort_keys=True)}
        yield tuple(facts[column.key] for column in RECORD)
