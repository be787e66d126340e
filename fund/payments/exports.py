"""The list of claims as a table to take along; the columns are data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select

from fund.core.db import db
from fund.core.i18n import Message, _
from fund.core.table import Column, Kind, Statement
from fund.payments.models import Recovery
from fund.payments.queries import recoveries as queries
from fund.payments.queries.recoveries import SORTS, VIEWS, Wanted
from fund.payments.rules.recovering import is_late
from fund.payments.workflow import RECOVERY

COLUMNS = (
    Column("number", _("Claim"), Kind.TEXT, 22),
    Column("organisation", _("Grantee"), Kind.TEXT, 36),
    Column("state", _("State"), Kind.TEXT, 16),
    Column("claimed_on", _("Asked on"), Kind.DAY, 14),
    Column("due_on", _("At the latest"), Kind.DAY, 14),
    Column("received_on", _("Received on"), Kind.DAY, 14),
    Column("amount", _("Asked back"), Kind.CENTS, 14),
    Column("received", _("Received"), Kind.CENTS, 14),
    Column("left", _("Still open"), Kind.CENTS, 14),
)


def recoveries_statement(wanted: Wanted, moment: datetime, day: date) -> Statement:
    """Write the claims that are looked for as a statement, with the sums of the ledger as its control."""
    query = queries.wanted_recoveries(wanted, day)
    _count, amount, left = queries.totals_of(query)
    words = {state: str(look.staff) for state, look in RECOVERY.looks.items()} | {"late": str(_("Too late"))}
    chosen: dict[Message | str, Message | str] = {
        _("Saved view"): VIEWS[wanted.view],
        _("Sort by"): SORTS[wanted.sort][0],
    }
    if wanted.q:
        chosen[_("Searched for")] = wanted.q
    control = {"amount": amount, "received": amount - left, "left": left}
    return Statement(_("Claims"), moment, COLUMNS, _rows(query, wanted, day, words), filters=chosen, control=control)


def _rows(query: Select[Recovery], wanted: Wanted, day: date, words: Mapping[Any, str]) -> Iterator[tuple[Any, ...]]:
    order = SORTS[wanted.sort][1]
    ordered = (column.desc() if order.descending else column.asc() for column in order.columns)
    for row in db.session.execute(queries.as_rows(query).order_by(*ordered).execution_options(yield_per=1000)):
        late, left = is_late(row, day), int(row.left)
        facts = row._asdict() | {
            "state": words["late" if late else row.state],
            "due_on": row.due_on if row.made_known_on else None,
            "left": left,
            "received": row.amount - left,
        }
        yield tuple(facts[column.key] for column in COLUMNS)
