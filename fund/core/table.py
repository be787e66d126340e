"""Hand over tables as CSV, spreadsheet or JSON: columns are data, rows a stream, and totals prove that all of it came.

A ``Statement`` says what is shown, at which moment and with which filter. Its rows are read once and never held in
memory together. While they pass, a ``Tally`` counts them, adds up the amounts and hashes the lines; each writer ends
with these control totals, so that two files of one statement can be compared and a cut-off file is noticed.

The hash is the SHA-256 of the rows as CSV writes them (UTF-8, ``;`` between cells, CRLF after each row; neither heading
nor closing lines), whichever format the file has.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from typing import Any, BinaryIO, Final, TypeAlias

from fund.core.calendar import AMSTERDAM
from fund.core.errors import Refused
from fund.core.i18n import Message, _
from fund.core.money import Cents

Row: TypeAlias = Sequence[Any]
"""One value for each column, in their order; None where there is nothing."""

BATCH: Final = 1_000
MOST_SHEET_ROWS: Final = 1_048_575
MOST_CELL_CHARACTERS: Final = 32_767
BYTE_ORDER_MARK: Final = "\ufeff".encode()

_FORMULA_SIGNS: Final = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


class Kind(StrEnum):
    """What the values of a column are, and so how each format writes them."""

    TEXT = "text"
    CENTS = "cents"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """A column: its key, the heading above it and what its values are; ``width`` in characters.

    Amounts are added up unless ``total`` says otherwise; other columns only when it says so.
    """

    key: str
    title: Message | str
    kind: Kind = Kind.TEXT
    width: int = 16
    total: bool | None = None

    @property
    def adds_up(self) -> bool:
        """Whether the sum of this column is one of the control totals."""
        return self.kind is Kind.CENTS if self.total is None else self.total


@dataclass(frozen=True)
class Statement:
    """A table to be handed over, with what it takes to trust it.

    ``filters`` tells what the rows were chosen by. ``control`` holds, by column key, the total that another source (the
    ledger) gives for the same choice; the closing lines compare it with the sum of the rows.
    """

    title: Message | str
    moment: datetime
    columns: Sequence[Column]
    rows: Iterable[Row]
    filters: Mapping[Message | str, Message | str | date] = field(default_factory=dict)
    control: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ClosingLine:
    """One of the lines under or beside a table: what it is called, its value, and a remark."""

    label: str
    value: Any
    kind: Kind = Kind.TEXT
    remark: str = ""


class Tally:
    """What passed: the number of rows, the sums by column key, and the hash of the lines."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.count = 0
        self.sums: dict[str, Any] = {column.key: 0 for column in columns if column.adds_up}
        self._summed = [(place, column.key) for place, column in enumerate(columns) if column.adds_up]
        self._formats = [_FORMATS[column.kind] for column in columns]
        self._hash = hashlib.sha256()
        self._buffer = io.StringIO()
        self._writer = csv.writer(self._buffer, delimiter=";", lineterminator="\r\n")

    def take(self, rows: Sequence[Row]) -> bytes:
        """Count, add up and hash some rows; return them as lines of CSV."""
        columns = tuple(zip(*rows, strict=True))
        written = (map(write, column) for write, column in zip(self._formats, columns, strict=True))
        self._writer.writerows(zip(*written, strict=True))
        lines = self._buffer.getvalue().encode()
        self._buffer.seek(0)
        self._buffer.truncate()
        self._hash.update(lines)
        self.count += len(rows)
        for place, key in self._summed:
            self.sums[key] += sum(value for value in columns[place] if value is not None)
        return lines

    def follow(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Let rows pass one by one, and tally them; for a writer that makes something else than CSV of them."""
        for batch in _batches(rows):
            self.take(batch)
            yield from batch

    @property
    def digest(self) -> str:
        """The SHA-256 of the rows that passed, in hexadecimal digits."""
        return self._hash.hexdigest()


class Closing:
    """The lines that close a table: what it is and what proves it.

    Made before the rows are read: its words are in the language of that moment, also when a stream is read after the
    request that asked for it has ended.
    """

    def __init__(self, statement: Statement) -> None:
        self._opening = [
            ClosingLine(str(_("Statement")), str(statement.title)),
            ClosingLine(str(_("Position at")), statement.moment, Kind.MOMENT),
            *(ClosingLine(str(label), str(value)) for label, value in statement.filters.items()),
        ]
        self._control = statement.control
        self._totals = [
            (
                column,
                str(_("Total %(column)s", column=column.title)),
                str(_("%(column)s according to the ledger", column=column.title)),
            )
            for column in statement.columns
            if column.adds_up
        ]
        self._rows, self._hash = str(_("Number of rows")), str(_("SHA-256 of the rows"))
        self._remarks = {True: str(_("agrees")), False: str(_("does not agree"))}

    def lines(self, tally: Tally) -> list[ClosingLine]:
        """Tell moment, filters, count, sums, the comparison with the ledger, and the hash."""
        lines = [*self._opening, ClosingLine(self._rows, tally.count, Kind.NUMBER)]
        for column, label, by_ledger in self._totals:
            total = tally.sums[column.key]
            lines.append(ClosingLine(label, total, column.kind))
            if column.key in self._control:
                control = self._control[column.key]
                lines.append(ClosingLine(by_ledger, control, column.kind, self._remarks[control == total]))
        return [*lines, ClosingLine(self._hash, tally.digest)]


def csv_chunks(statement: Statement) -> Iterator[bytes]:
    """Write CSV as spreadsheets in the Netherlands open it: ``;``, decimal comma, a byte order mark, no formulas."""
    heading = _csv_lines([[_write_text(column.title) for column in statement.columns]])
    return _csv(statement, heading, Closing(statement))


def _csv(statement: Statement, heading: bytes, closing: Closing) -> Iterator[bytes]:
    tally = Tally(statement.columns)
    yield BYTE_ORDER_MARK + heading
    for batch in _batches(statement.rows):
        yield tally.take(batch)
    yield _csv_lines(
        [
            [],
            *([_write_text(line.label), _FORMATS[line.kind](line.value), line.remark] for line in closing.lines(tally)),
        ]
    )


def json_chunks(statement: Statement) -> Iterator[bytes]:
    """Write JSON: what the statement is, its rows as objects by column key, the closing lines; amounts as "1234.50"."""
    opening = {
        "title": str(statement.title),
        "moment": statement.moment.isoformat(),
        "filters": {str(label): str(value) for label, value in statement.filters.items()},
        "columns": [{"key": each.key, "title": str(each.title), "kind": each.kind} for each in statement.columns],
    }
    return _json(statement, json.dumps(opening, ensure_ascii=False))


def _json(statement: Statement, opening: str) -> Iterator[bytes]:
    tally = Tally(statement.columns)
    yield f'{opening[:-1]}, "rows": ['.encode()
    between = "\n"
    for row in tally.follow(statement.rows):
        values = {
            column.key: _PLAIN[column.kind](value) if value is not None else None
            for column, value in zip(statement.columns, row, strict=True)
        }
        yield f"{between}{json.dumps(values, ensure_ascii=False)}".encode()
        between = ",\n"
    kinds = {column.key: column.kind for column in statement.columns}
    sums = {key: _PLAIN[kinds[key]](total) for key, total in tally.sums.items()}
    totals = {"count": tally.count, "sums": sums, "sha256": tally.digest}
    yield f'\n], "totals": {json.dumps(totals, ensure_ascii=False)}}}\n'.encode()


def write_xlsx(statement: Statement, target: BinaryIO) -> Tally:
    """Write a spreadsheet: the rows under a heading that stays in view, and the closing lines on a second sheet.

    Text is never a formula or a link; amounts are numbers in euros. One row is in memory at a time.

    Raises:
        Refused: when a sheet cannot hold all rows.
    """
    import xlsxwriter  # noqa: PLC0415 (thirteen megabytes in every worker, for who asks for a spreadsheet)

    closing = Closing(statement)
    with xlsxwriter.Workbook(target, _WORKBOOK) as book:
        created = statement.moment.astimezone(AMSTERDAM).replace(tzinfo=None)
        book.set_properties({"title": str(statement.title), "created": created})
        sheet = _Sheet(book, statement.columns)
        tally = Tally(statement.columns)
        for row in tally.follow(statement.rows):
            if sheet.row >= MOST_SHEET_ROWS:
                raise Refused(_("A spreadsheet holds at most %(most)s rows. Choose CSV.", most=MOST_SHEET_ROWS))
            sheet.add(row)
        _write_closing(book, closing.lines(tally))
    return tally


class _Sheet:
    """A sheet that grows row by row under a frozen heading."""

    def __init__(self, book: Any, columns: Sequence[Column]) -> None:
        self._sheet = book.add_worksheet(str(_("Rows")))
        self._columns = [_cell_writer(book, self._sheet, column.kind) for column in columns]
        self._sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, column.width)
            self._sheet.write_string(0, place, str(column.title), bold)
        self.row = 0

    def add(self, row: Row) -> None:
        self.row += 1
        for place, (write, value) in enumerate(zip(self._columns, row, strict=True)):
            if value is not None:
                write(self.row, place, value)


def _cell_writer(book: Any, sheet: Any, kind: Kind) -> Callable[[int, int, Any], object]:
    """Return what writes a value of this kind into a cell, as a number wherever it is one."""
    shape = book.add_format({"num_format": _NUMBER_FORMATS[kind]}) if kind in _NUMBER_FORMATS else None

    def write_text(row: int, place: int, value: Any) -> object:
        text = str(value)
        if len(text) > MOST_CELL_CHARACTERS:
            text = f"{text[: MOST_CELL_CHARACTERS - 1]}…"
        return sheet.write_string(row, place, text)

    def write_date(row: int, place: int, value: date) -> object:
        if value.year < 1900:  # spreadsheets count days from there
            return write_text(row, place, _FORMATS[kind](value))
        if isinstance(value, datetime):
            value = value.astimezone(AMSTERDAM).replace(tzinfo=None)
        return sheet.write_datetime(row, place, value, shape)

    def write_cents(row: int, place: int, value: Cents) -> object:
        return sheet.write_number(row, place, value / 100, shape)

    def write_number(row: int, place: int, value: float | Decimal) -> object:
        return sheet.write_number(row, place, value)

    writers: dict[Kind, Callable[[int, int, Any], object]] = {
        Kind.TEXT: write_text,
        Kind.CENTS: write_cents,
        Kind.DAY: write_date,
        Kind.MOMENT: write_date,
        Kind.NUMBER: write_number,
    }
    return writers[kind]


def _write_closing(book: Any, lines: Iterable[ClosingLine]) -> None:
    """Write the closing lines on a sheet of their own: they are known when the rows have passed."""
    sheet = book.add_worksheet(str(_("Control")))
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 70)
    text = _cell_writer(book, sheet, Kind.TEXT)
    writers = {kind: _cell_writer(book, sheet, kind) for kind in Kind}
    for row, line in enumerate(lines):
        text(row, 0, line.label)
        writers[line.kind](row, 1, line.value)
        if line.remark:
            text(row, 2, line.remark)


def _batches(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    """Cut a stream of rows in lists that are short in memory and long enough to be quick."""
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _csv_lines(rows: Iterable[Iterable[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()


def _write_text(value: object) -> str:
    """Write text; what a spreadsheet would take for a formula gets an apostrophe in front."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if text[:1] in _FORMULA_SIGNS else text


def _write_cents(value: Cents | None) -> str:
    if value is None:
        return ""
    digits = f"{value:03d}" if value >= 0 else f"{value:04d}"
    return f"{digits[:-2]},{digits[-2:]}"


def _write_day(value: date | None) -> str:
    return "" if value is None else value.isoformat()


def _write_moment(value: datetime | None) -> str:
    return "" if value is None else value.astimezone(AMSTERDAM).isoformat(" ", "seconds")[:19]


def _write_number(value: float | Decimal | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else format(Decimal(str(value)), "f").replace(".", ",")


_FORMATS: Final[Mapping[Kind, Callable[[Any], str]]] = {
    Kind.TEXT: _write_text,
    Kind.CENTS: _write_cents,
    Kind.DAY: _write_day,
    Kind.MOMENT: _write_moment,
    Kind.NUMBER: _write_number,
}
_PLAIN: Final[Mapping[Kind, Callable[[Any], object]]] = {
    Kind.TEXT: str,
    Kind.CENTS: lambda value: _write_cents(value).replace(",", "."),
    Kind.DAY: _write_day,
    Kind.MOMENT: datetime.isoformat,
    Kind.NUMBER: lambda value: value if isinstance(value, int) else float(value),
}
_NUMBER_FORMATS: Final = {
    Kind.CENTS: "€ #,##0.00;€ -#,##0.00",
    Kind.DAY: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
}
_WORKBOOK: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
