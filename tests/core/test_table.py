"""Exports: every row, nothing that runs, totals that prove it, memory that stays flat."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.core import table
from fund.core.errors import Refused
from fund.core.i18n import Voice, _, speaking
from fund.core.table import Closing, Column, Kind, Statement, Tally, csv_chunks, json_chunks, write_xlsx

MOMENT = datetime(2026, 11, 24, 11, 30, 5, tzinfo=UTC)
COLUMNS = (
    Column("case", _("Case"), width=14),
    Column("booked_on", "Booked on", Kind.DAY),
    Column("at", "Moment", Kind.MOMENT),
    Column("amount", "Amount", Kind.CENTS),
    Column("score", "Score", Kind.NUMBER),
)
ROWS = (
    ("SV-2026-001", date(2026, 11, 24), MOMENT, 123_456, 7),
    ("Café; “Het” \n1", date(2026, 12, 31), datetime(2026, 7, 1, 22, tzinfo=UTC), -5, Decimal("7.50")),
    (None, None, None, None, None),
)
LINES = (
    "SV-2026-001;2026-11-24;2026-11-24 12:30:05;1234,56;7\r\n"
    '"Café; “Het” \n1";2026-12-31;2026-07-02 00:00:00;-0,05;7,50\r\n'
    ";;;;\r\n"
)


def statement(rows=ROWS, columns=COLUMNS, **more) -> Statement:
    return Statement("Movements", MOMENT, columns, iter(rows), **more)


def as_csv(table: Statement) -> str:
    return b"".join(csv_chunks(table)).decode("utf-8-sig")


def as_sheets(table: Statement) -> openpyxl.Workbook:
    target = io.BytesIO()
    write_xlsx(table, target)
    return openpyxl.load_workbook(io.BytesIO(target.getvalue()))


def test_csv_has_a_heading_the_rows_and_closing_lines():
    written = as_csv(statement(filters={"Call": "Crossovers"}, control={"amount": 123_451}))
    digest = hashlib.sha256(LINES.encode()).hexdigest()
    assert written == (
        "Case;Booked on;Moment;Amount;Score\r\n"
        + LINES
        + "\r\nStatement;Movements;\r\nPosition at;2026-11-24 12:30:05;\r\nCall;Crossovers;\r\n"
        + "Number of rows;3;\r\nTotal Amount;1234,51;\r\nAmount according to the ledger;1234,51;agrees\r\n"
        + f"SHA-256 of the rows;{digest};\r\n"
    )


def test_csv_starts_with_a_byte_order_mark_so_that_accents_survive():
    assert b"".join(csv_chunks(statement())).startswith(b"\xef\xbb\xbfCase;")


def test_a_total_that_differs_from_the_ledger_is_named():
    assert "Amount according to the ledger;1,00;does not agree\r\n" in as_csv(statement(control={"amount": 100}))


def test_columns_add_up_when_they_are_amounts_or_say_so():
    columns = (Column("a", "A", Kind.CENTS, total=False), Column("n", "N", Kind.NUMBER, total=True))
    written = as_csv(statement([(100, 2), (200, Decimal("0.5"))], columns))
    assert "Total A" not in written
    assert "Total N;2,5;" in written


def test_an_empty_statement_says_so():
    written = as_csv(statement([]))
    assert "Number of rows;0;\r\nTotal Amount;0,00;\r\n" in written
    assert hashlib.sha256(b"").hexdigest() in written


HOSTILE = ["=1+1", "+31 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_csv_is_a_formula(text: str):
    columns = (Column("t", text),)
    written = as_csv(statement([(text,)], columns, filters={text: text}))
    cells = [cell for line in csv.reader(io.StringIO(written, newline=""), delimiter=";") for cell in line]
    assert cells.count(f"'{text}") == 4
    assert text not in cells


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_stays_in_its_cell(text: str):
    written = as_csv(statement([(text, "next")], (Column("a", "A"), Column("b", "B"))))
    cells = list(csv.reader(io.StringIO(written, newline=""), delimiter=";"))[1]
    assert cells[0].removeprefix("'") == text.removeprefix("'")
    assert cells[1:] == ["next"]


@given(st.integers(-(10**15), 10**15))
def test_cents_are_written_exactly(cents: int):
    line = as_csv(statement([(cents,)], (Column("a", "A", Kind.CENTS),))).splitlines()[1]
    assert Decimal(line.replace(",", ".")) * 100 == cents
    assert len(line.partition(",")[2]) == 2


@pytest.mark.parametrize(
    ("value", "written"), [(1e-7, "0,0000001"), (0.1, "0,1"), (-3, "-3"), (Decimal("1E3"), "1000")]
)
def test_numbers_have_a_decimal_comma_and_no_exponent(value, written: str):
    assert as_csv(statement([(value,)], (Column("n", "N", Kind.NUMBER),))).splitlines()[1] == written


def test_words_are_in_the_language_of_who_asked_although_the_stream_is_read_later():
    dutch = {"Case": "Zaak", "Number of rows": "Aantal regels", "Total %(column)s": "Totaal %(column)s"}
    with speaking(Voice("nl", lambda text: dutch.get(text, text))):
        chunks = csv_chunks(statement())
    written = b"".join(chunks).decode("utf-8-sig")
    assert written.startswith("Zaak;")
    assert "Aantal regels;3;" in written
    assert "Totaal Amount;1234,51;" in written


def many(count: int) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        yield (f"SV-2026-{number:06d}", date(2026, 11, 24), MOMENT, number, number)


def peak(count: int) -> int:
    """Return the most memory that was in use while that many rows were written."""
    tracemalloc.start()
    try:
        for _chunk in csv_chunks(Statement("Many", MOMENT, COLUMNS, many(count))):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_stays_flat_however_many_rows_pass():
    assert peak(20_000) < 1.5 * peak(2_000)


def test_the_first_chunk_comes_before_the_rows_are_read():
    def never() -> Iterator[tuple[object, ...]]:
        yield from pytest.fail("read too early")

    assert next(csv_chunks(Statement("Early", MOMENT, COLUMNS, never()))).endswith(b"Score\r\n")


def test_batches_do_not_show_in_the_file(monkeypatch: pytest.MonkeyPatch):
    whole = as_csv(statement(many(25)))
    monkeypatch.setattr(table, "BATCH", 4)
    assert as_csv(statement(many(25))) == whole


def test_a_row_of_the_wrong_length_is_no_row():
    with pytest.raises(ValueError, match="zip"):
        as_csv(statement([("a",)]))


def test_a_spreadsheet_holds_numbers_days_and_a_frozen_heading():
    book = as_sheets(statement(filters={"Call": "Crossovers"}, control={"amount": 123_451}))
    sheet = book["Rows"]
    assert [cell.value for cell in sheet[1]] == ["Case", "Booked on", "Moment", "Amount", "Score"]
    assert [cell.value for cell in sheet[2]] == [
        "SV-2026-001",
        datetime.fromisoformat("2026-11-24"),
        datetime.fromisoformat("2026-11-24T12:30:05"),
        1234.56,
        7,
    ]
    assert sheet["D2"].number_format == "€ #,##0.00;€ -#,##0.00"
    assert sheet["D3"].value == -0.05
    assert sheet["E3"].value == 7.5
    assert sheet.freeze_panes == "A2"
    closing = [tuple(cell.value for cell in row[:3]) for row in book["Control"].iter_rows()]
    assert closing == [
        ("Statement", "Movements", None),
        ("Position at", datetime.fromisoformat("2026-11-24T12:30:05"), None),
        ("Call", "Crossovers", None),
        ("Number of rows", 3, None),
        ("Total Amount", 1234.51, None),
        ("Amount according to the ledger", 1234.51, "agrees"),
        ("SHA-256 of the rows", hashlib.sha256(LINES.encode()).hexdigest(), None),
    ]


@pytest.mark.parametrize("text", [*HOSTILE, "https://example.org", "mailto:a@b.nl", "12345678", "{=1+1}"])
def test_text_in_a_spreadsheet_is_text(text: str):
    target = io.BytesIO()
    write_xlsx(statement([(text,)], (Column("t", text),), filters={text: text}), target)
    with zipfile.ZipFile(target) as book:
        for name in book.namelist():
            assert b"<f>" not in book.read(name), name
            assert b"hyperlink" not in book.read(name), name
    cell = as_sheets(statement([(text,)], (Column("t", "T"),))).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r") == text


def test_a_day_before_spreadsheets_began_is_text_and_a_long_text_is_cut():
    columns = (Column("d", "D", Kind.DAY), Column("t", "T"))
    sheet = as_sheets(statement([(date(1899, 12, 31), "x" * 40_000)], columns)).worksheets[0]
    assert sheet["A2"].value == "1899-12-31"
    assert sheet["B2"].value == "x" * 32_766 + "…"


def test_a_spreadsheet_that_would_be_cut_off_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(table, "MOST_SHEET_ROWS", 3)
    write_xlsx(statement(many(3)), io.BytesIO())
    with pytest.raises(Refused, match="at most"):
        write_xlsx(statement(many(4)), io.BytesIO())


def test_json_holds_the_same_with_exact_amounts():
    answer = json.loads(b"".join(json_chunks(statement(filters={"Call": "Crossovers"}))))
    assert answer["title"] == "Movements"
    assert answer["moment"] == "2026-11-24T11:30:05+00:00"
    assert answer["filters"] == {"Call": "Crossovers"}
    assert answer["columns"][3] == {"key": "amount", "title": "Amount", "kind": "cents"}
    assert answer["rows"][0] == {
        "case": "SV-2026-001",
        "booked_on": "2026-11-24",
        "at": "2026-11-24T11:30:05+00:00",
        "amount": "1234.56",
        "score": 7,
    }
    assert answer["rows"][1]["score"] == 7.5
    assert set(answer["rows"][2].values()) == {None}
    assert answer["totals"] == {
        "count": 3,
        "sums": {"amount": "1234.51"},
        "sha256": hashlib.sha256(LINES.encode()).hexdigest(),
    }


def test_json_without_rows_is_json():
    assert json.loads(b"".join(json_chunks(statement([]))))["rows"] == []


def test_another_writer_tallies_the_same():
    tally = Tally(COLUMNS)
    assert tuple(tally.follow(ROWS)) == ROWS
    assert (tally.count, tally.sums) == (3, {"amount": 123_451})
    assert tally.digest == hashlib.sha256(LINES.encode()).hexdigest()
    assert Closing(statement()).lines(tally)[-1].value == tally.digest
