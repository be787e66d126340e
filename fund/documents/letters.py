"""What every letter has, and the two sheets that every stage shares: the copy of answers and the statement.

A stage makes a frozen class of its own for each letter, with the facts that its template asks for:

    @dataclass(frozen=True, kw_only=True)
    class Award(Letter):
        template: ClassVar[str] = "decisions/letters/award"
        amount: Cents

The template is `templates/decisions/letters/award.nl.html` (and `.en.html`); it extends `documents/letter.nl.html`,
fills the block `text`, and finds the facts as `letter.amount`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, cast

from fund.core.errors import Refused
from fund.core.i18n import Message, _
from fund.core.money import Money
from fund.core.table import Closing, Column, Kind, Statement, Tally
from fund.documents.press import Plain, Sender, Sheet, plain
from fund.documents.press.sandbox import write_day, write_moment

CONCEPT = "concept"
"""The reference of a preview, in both languages."""

MOST_ROWS = 500
"""Rows of a statement on paper; they take about five seconds to lay out, on a busy machine fifteen."""


class Printable(Protocol):
    """Whatever can be drawn: a template without its language, a language, a title, and facts."""

    @property
    def template_file(self) -> str:
        """The template, with its language."""

    @property
    def language(self) -> str:
        """The language of the reader."""

    @property
    def title(self) -> str:
        """The heading, which is also the title of the document."""

    def facts(self) -> dict[str, Plain]:
        """Everything else, frozen."""


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who signs for the authority: name and function."""

    name: str
    function: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The facts that every letter has; without `signer` nobody signs.

    `object_until` prints the remedies box with that day. A letter that goes `by_post` is drawn before it is known on
    which day it is posted: the box then says how long one can object.
    """

    template: ClassVar[str]

    language: str
    title: str
    addressee: tuple[str, ...]
    salutation: str
    contact: str = ""
    signer: Signer | None = None
    object_until: date | None = None
    by_post: bool = False

    @property
    def template_file(self) -> str:
        """The template, with its language."""
        return f"{self.template}.{self.language}.html"

    def facts(self) -> dict[str, Plain]:
        """Freeze every fact of the letter but its language and title, which the sheet has itself."""
        own = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("language", "title")}
        return _table(own)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a plain letter. In `table` the columns numbered in `amounts` are cents."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: SectionTable | None = None


@dataclass(frozen=True, kw_only=True)
class SectionTable:
    """Rows of a plain letter, with a total when there is one."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    amounts: tuple[int, ...] = ()
    total: tuple[str | int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlainLetter(Letter):
    """A letter whose text is data: for questions and messages that have no template of their own."""

    template: ClassVar[str] = "documents/letters/plain"

    sections: tuple[Section, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A question and what was answered: text, a list, or a table (`heads`, `rows`, columns of cents in `amounts`)."""

    question: str
    text: str = ""
    points: tuple[str, ...] = ()
    table: SectionTable | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a form, with its answers."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The copy of everything that somebody sent: their proof of what they asked, and when we received it."""

    language: str
    title: str
    sent_by: str
    received_at: datetime
    parts: tuple[Part, ...]
    files: tuple[str, ...] = ()
    introduction: str = ""

    @property
    def template_file(self) -> str:
        """The one template, which speaks both languages."""
        return "documents/answers.html"

    def facts(self) -> dict[str, Plain]:
        """Freeze the answers."""
        names = ("sent_by", "received_at", "parts", "files", "introduction")
        return _table({name: getattr(self, name) for name in names})


def sheet(printable: Printable, *, sender: Sender, at: datetime, reference: str = CONCEPT) -> Sheet:
    """Put what is to be drawn on paper of `sender`, dated `at`; without a reference it is a preview."""
    return Sheet(
        template=printable.template_file,
        language=printable.language,
        title=printable.title,
        reference=reference,
        at=at,
        sender=sender,
        facts=printable.facts(),
    )


def statement_sheet(statement: Statement, *, sender: Sender, language: str, made_by: str, made_at: datetime) -> Sheet:
    """Put a statement on paper: its rows, the sums of its columns and the control totals.

    Words of its columns are in the language that is spoken at this moment, which should be `language`.

    Raises:
        Refused: when it has more rows than paper should have.
    """
    closing, tally = Closing(statement), Tally(statement.columns)
    rows: list[list[str]] = []
    for row in tally.follow(statement.rows):
        if len(rows) >= MOST_ROWS:
            raise Refused(_("A PDF holds at most %(most)s rows. Choose a spreadsheet or CSV.", most=MOST_ROWS))
        rows.append([_cell(column, value, language) for column, value in zip(statement.columns, row, strict=True)])
    facts = {
        "columns": [{"title": str(column.title), "number": _is_number(column)} for column in statement.columns],
        "rows": rows,
        "totals": [_cell(each, tally.sums.get(each.key), language, nothing="") for each in statement.columns],
        "count": tally.count,
        "filters": [
            {"label": str(label), "value": _write(Kind.DAY, value, language) if isinstance(value, date) else str(value)}
            for label, value in statement.filters.items()
        ],
        "moment": statement.moment,
        "made_by": made_by,
        "control": [
            {"label": line.label, "value": _write(line.kind, line.value, language), "remark": line.remark}
            for line in closing.lines(tally)
            if line.remark
        ],
        "hash": tally.digest,
    }
    title = str(statement.title)
    return Sheet(
        template="documents/statement.html",
        language=language,
        title=title,
        reference=title,
        at=made_at,
        sender=sender,
        facts=_table(facts),
    )


def _table(facts: dict[str, Any]) -> dict[str, Plain]:
    return cast("dict[str, Plain]", plain(facts))


def _is_number(column: Column) -> bool:
    return column.kind in (Kind.CENTS, Kind.NUMBER)


def _cell(column: Column, value: object, language: str, nothing: str = "–") -> str:
    """Write a value as its column wants it; a dash where there is nothing."""
    return nothing if value is None else _write(column.kind, value, language)


def _write(kind: Kind, value: Any, language: str) -> str:
    if isinstance(value, Message):
        return str(value)
    if kind is Kind.CENTS:
        return Money(value, sign=False).in_language(language)
    if kind is Kind.DAY:
        return write_day(value, "date", language)
    if kind is Kind.MOMENT:
        return write_moment(value, language)
    if kind is Kind.NUMBER and isinstance(value, int):
        grouped = f"{value:,}".replace("-", "−")
        return grouped.replace(",", ".") if language == "nl" else grouped
    return str(value)
