"""What is handed over: statements and the bookings behind them, as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from fund.calls.models import Call
from fund.core import clock
from fund.core.i18n import Message, _, local
from fund.core.table import Column, Kind, Row, Statement
from fund.statements import queries
from fund.statements.queries import Choice
from fund.statements.rules import ACCOUNTS, FIGURES, HEADS, MOVEMENTS, TITLES, Figures, View


def position_moment(on: date) -> datetime:
    """Answer the moment of a position: now for today, the end of the day for a day that has passed."""
    return clock.now() if on == clock.today() else clock.at(on, 23, 59)


def filters_of(on: date, call: Call | None, language: str) -> Mapping[Message | str, Message | str | date]:
    """Say by what the rows were chosen."""
    return {
        _("Position on"): on,
        _("Scheme"): local(call.title, language) if call is not None else _("all schemes"),
    }


def statement_of(choice: Choice, control: Figures, *, language: str) -> Statement:
    """Make the statement that is handed over: every line, with the control totals of the ledger."""
    return Statement(
        title=TITLES[choice.view],
        moment=position_moment(choice.on),
        columns=_columns(choice.view),
        rows=_rows(choice, language),
        filters=filters_of(choice.on, choice.call, language),
        control={name: getattr(control, name) for name in FIGURES},
    )


def _columns(view: View) -> tuple[Column, ...]:
    names = {
        View.CASE: (
            Column("number", HEADS[view]),
            Column("name", _("Grantee"), width=34),
            Column("kvk", _("KvK number")),
        ),
        View.GRANTEE: (Column("name", HEADS[view], width=34), Column("kvk", _("KvK number"))),
    }.get(view, (Column("name", HEADS[view], width=34),))
    many = () if view is View.CASE else (Column("cases", _("Cases"), Kind.NUMBER, total=True),)
    return (*names, *many, *(Column(name, word, Kind.CENTS) for name, word in FIGURES.items()))


def _rows(choice: Choice, language: str) -> Iterator[Row]:
    lines = queries.rows_of(choice, language=language)
    return (_cells(choice.view, line) for line in lines)


def _cells(view: View, line: queries.Row) -> Row:
    figures = tuple(getattr(line.figures, name) for name in FIGURES)
    if view is View.CASE:
        return (line.number, line.name, line.kvk_number, *figures)
    if view is View.GRANTEE:
        return (line.name, line.kvk_number, line.cases, *figures)
    return (line.name or _("not given"), line.cases, *figures)


def movements_of(on: date, call: Call | None, *, language: str) -> Statement:
    """Make the list of every movement up to a day; the total of the amounts is counted apart."""
    kinds = {kind: str(word) for kind, word in MOVEMENTS.items()}
    places = {kind: str(word) for kind, word in ACCOUNTS.items()}
    rows = queries.movements(on, call)
    return Statement(
        title=_("Movements"),
        moment=position_moment(on),
        columns=(
            Column("id", _("Row"), Kind.NUMBER),
            Column("booked_on", _("Booked on"), Kind.DAY),
            Column("at", _("Written at"), Kind.MOMENT),
            Column("kind", _("What"), width=28),
            Column("source", _("From"), width=22),
            Column("target", _("To"), width=22),
            Column("number", _("Case or scheme")),
            Column("amount", _("Amount"), Kind.CENTS),
            Column("reference", _("Reference"), width=34),
            Column("memo", _("Description"), width=34),
            Column("by", _("By"), width=24),
        ),
        rows=((row[0], row[1], row[2], kinds[row[3]], places[row[4]], places[row[5]], *row[6:]) for row in rows),
        filters=filters_of(on, call, language),
        control={"amount": queries.moved_until(on, call)},
    )
