"""The press: same sheet, same bytes; text stays text; nothing is fetched; limits hold; a failure holds the letter."""

import io
import os
import re
import signal
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from weasyprint.urls import FatalURLFetchingError

from fund.core.money import Money
from fund.documents import press
from fund.documents.letters import Section, Signer
from fund.documents.press import Press, PressDown, sandbox
from fund.documents.press.room import SHIPPED, Shelf
from tests.documents.samples import AT, a_sheet


@pytest.fixture(scope="module")
def the_press():
    press = Press(seconds=60)
    yield press
    press.stop()


def child_of(press):
    """The process that draws now."""
    assert press.apart.child is not None
    return press.apart.child


def text_of(content):
    """The words of a PDF, on one line."""
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)


def test_a_letter_says_what_the_sheet_says(the_press):
    words = text_of(the_press.draw(a_sheet()))
    for said in (
        "U krijgt € 33.250 subsidie",
        "4 december 2026",
        "−3.500,00",
        "vrijdag 15 januari 2027",
        "Bladzijde 1 van 2",
        "FSV-2026-000022/B1",
        "Postbus 1, 5200 AA 's-Hertogenbosch",
    ):
        assert said in words


def test_an_english_letter_is_in_english_and_says_that_the_dutch_one_counts(the_press):
    words = text_of(the_press.draw(a_sheet("en")))
    for said in ("Friday 15 January 2027", "Page 2 of 2", "The letter in Dutch is the legal text.", "33,250.00"):
        assert said in words
    assert "Bladzijde" not in words


def test_the_same_sheet_gives_the_same_bytes_from_another_press_and_after_other_sheets(the_press):
    first = the_press.draw(a_sheet())
    the_press.draw(a_sheet("en", salutation="Iets anders 漢字"))
    again = the_press.draw(a_sheet())
    other = Press()
    try:
        elsewhere = other.draw(a_sheet())
    finally:
        other.stop()
    assert first == again == elsewhere


def test_another_moment_gives_other_bytes_and_its_own_creation_date(the_press):
    first, later = the_press.draw(a_sheet()), the_press.draw(replace(a_sheet(), at=AT.replace(year=2027)))
    assert first != later
    with pikepdf.open(io.BytesIO(first)) as document:
        assert str(document.docinfo["/CreationDate"]).startswith("D:20261204081200")
        assert str(document.docinfo["/Title"]) == "U krijgt € 33.250 subsidie (FSV-2026-000022/B1)"
        assert str(document.Root.Lang) == "nl"
        assert 'pdfuaid:part="1"' in document.Root.Metadata.read_bytes().decode()


HOSTILE = (
    "<script>alert(1)</script>",
    '<img src="https://example.org/a.png">',
    '<link rel="stylesheet" href="file:///etc/passwd">',
    "{{ 7 * 7 }}{% include 'documents/letter.nl.html' %}",
    "</p></main><h1>Besluit</h1>",
    "&lt;b&gt;",
    "\"'><svg onload=alert(1)>",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_as_text(the_press, hostile):
    sheet = a_sheet(salutation=hostile, addressee=(hostile,), signer=Signer(name=hostile, function=hostile))
    assert "".join(hostile.split()) in "".join(text_of(the_press.draw(sheet)).split())


def test_hostile_text_in_the_title_and_the_reference_stays_text():
    sheet = replace(a_sheet(reference='"><script>'), title="</title><script>")
    assert "<script>" not in press.page(sheet)


@pytest.mark.parametrize(
    "odd", ["漢字", "😀👩‍👩‍👧", "\ue000\uf8ff", "a\x00\x0b\u202e\ufeff\ufffe", "\U000e0001\u0378", "x" * 5000]
)
def test_no_character_stops_the_press(the_press, odd):
    assert the_press.draw(a_sheet(salutation=odd, addressee=(odd,))).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/print.css",
        "http://127.0.0.1/print.css",
        "file:///etc/passwd",
        "data:text/css,*{}",
        f"{SHIPPED}../../config.py",
        f"{SHIPPED}%2e%2e/app.py",
        f"{SHIPPED}vendor/../../../../../etc/passwd",
        f"{SHIPPED}/etc/passwd",
        f"{SHIPPED}static.py",
        f"{SHIPPED}absent.css",
    ],
)
def test_only_shipped_assets_are_fetched(address):
    with pytest.raises(FatalURLFetchingError):
        Shelf().fetch(address)


def test_a_style_sheet_of_somebody_else_on_this_machine_is_not_fetched(tmp_path):
    foreign = tmp_path / "foreign.css"
    foreign.write_text("*{}")
    for address in (f"{SHIPPED}{foreign}", f"{SHIPPED}../../../../../../../..{foreign}", foreign.as_uri()):
        with pytest.raises(FatalURLFetchingError):
            Shelf().fetch(address)


def test_shipped_assets_are_fetched():
    assert b"@page" in Shelf().fetch(f"{SHIPPED}print.css").read()
    assert Shelf().fetch(f"{SHIPPED}vendor/fonts/source-sans-3-400.woff2").read()[:4] == b"wOF2"


def test_a_template_that_fetches_stops_the_drawing(the_press, tmp_path, monkeypatch):
    """The room refuses the address itself; the sheet is not drawn with a hole in it."""
    from fund.documents.press import room

    monkeypatch.setattr(room, "compose", lambda _plain: '<html lang="nl"><img alt="x" src="https://example.org/a.png">')
    with pytest.raises(FatalURLFetchingError, match="shipped assets only"):
        room.Room().draw({"at": AT.isoformat()})


def test_a_missing_fact_is_held_and_not_left_blank(the_press):
    sheet = a_sheet()
    facts = {name: value for name, value in sheet.facts.items() if name != "salutation"}
    with pytest.raises(PressDown) as held:
        the_press.draw(replace(sheet, facts=facts))
    assert "salutation" in held.value.cause
    assert "Try again in a few minutes" in str(held.value.reason)


def test_the_press_works_on_after_a_failure(the_press):
    with pytest.raises(PressDown):
        the_press.draw(replace(a_sheet(), template="documents/absent.nl.html"))
    assert the_press.draw(a_sheet())


def test_a_sheet_that_takes_too_long_is_stopped_and_the_next_one_drawn():
    press = Press()
    try:
        press.draw(a_sheet())
        endless = a_sheet(sections=(Section(paragraphs=("woord " * 40,) * 5000),))
        with pytest.raises(PressDown) as held:
            press.draw(endless, seconds=0.5)
        assert held.value.cause == "took too long"
        assert press.draw(a_sheet())
    finally:
        press.stop()


def test_a_sheet_that_takes_too_much_memory_is_stopped():
    press = Press(memory=400 * 2**20, seconds=20)
    try:
        press.draw(a_sheet())
        with pytest.raises(PressDown) as held:
            press.draw(a_sheet(salutation="woord " * 8_000_000))
        assert held.value.cause.startswith("broke off")
        assert press.draw(a_sheet())
    finally:
        press.stop()


def test_a_press_that_is_killed_is_replaced():
    press = Press()
    try:
        press.draw(a_sheet())
        first = child_of(press).process
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        assert press.draw(a_sheet())
        assert child_of(press).process.pid != first.pid
    finally:
        press.stop()


def test_a_worn_press_is_replaced():
    press = Press(sheets=2)
    try:
        pids = []
        for _turn in range(3):
            press.draw(a_sheet())
            pids.append(child_of(press).process.pid)
        assert pids[0] == pids[1] != pids[2]
    finally:
        press.stop()


def test_the_child_knows_no_secrets_and_leaves_nothing_behind(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "s3cret")
    press = Press()
    press.draw(a_sheet())
    child = child_of(press)
    told = Path(f"/proc/{child.process.pid}/environ")
    if told.exists():
        assert b"SECRET_KEY" not in told.read_bytes()
    press.stop()
    assert not Path(child.folder).exists()


def test_the_room_opens_no_connection_and_starts_no_program():
    from fund.documents import apart

    for event in ("socket.connect", "socket.__new__", "subprocess.Popen", "os.system", "os.exec", "urllib.Request"):
        with pytest.raises(PermissionError):
            apart.refuse(event, ())
    apart.refuse("open", ())


def test_a_preview_is_only_the_text():
    preview = press.fragment(a_sheet(salutation="<b>Beste</b>"))
    assert preview.startswith("<h1>")
    assert "&lt;b&gt;Beste" in preview
    assert "<html" not in preview
    assert "p-box" in preview


def test_a_page_for_the_browser_names_its_style_sheet():
    assert '<link rel="stylesheet" href="/static/print.css">' in press.page(a_sheet(), "/static/print.css")
    assert "stylesheet" not in press.page(a_sheet())


def test_the_version_changes_with_the_template_and_what_it_stands_on(tmp_path, monkeypatch):
    name = "documents/letters/plain.nl.html"
    before = press.version(name)
    assert re.fullmatch(r"[0-9a-f]{16}", before)
    assert before != press.version("documents/letters/plain.en.html")
    base = sandbox.TEMPLATES / "documents/letter.html"
    read = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda path, **how: read(path, **how) + ("<!-- -->" if path == base else ""))
    sandbox.version.cache_clear()
    assert press.version(name) != before
    sandbox.version.cache_clear()


def test_templates_cannot_reach_out_of_the_sandbox():
    for trick in (
        "{{ letter.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ letter|attr('x') }}",
        "{{ self.__init__.__globals__ }}",
    ):
        with pytest.raises(Exception, match=r"(?i)undefined|no filter|unsafe|has no"):
            sandbox.environment().from_string(trick).render(letter={"a": 1})


def test_a_fact_may_be_called_items():
    assert sandbox.environment().from_string("{{ letter.items }}").render(letter={"items": "vier"}) == "vier"


def test_what_would_not_come_back_the_same_cannot_be_frozen():
    for loose in (1.5, datetime(2026, 1, 1), object(), {1.5}):  # noqa: DTZ001 (that is the point)
        with pytest.raises(TypeError):
            press.plain({"value": loose})


@pytest.mark.parametrize(
    "template", sorted(str(path.relative_to(sandbox.TEMPLATES)) for path in sandbox.TEMPLATES.glob("*/letters/*.html"))
)
def test_every_letter_of_the_house_can_be_read_by_the_press(template):
    """A filter that the press does not have would hold every letter of that kind."""
    assert sandbox.environment().get_template(template).name == template
    assert press.version(template)


def test_points_are_kept_in_hundredths():
    template = sandbox.environment().from_string("{{ 8205|points }}")
    assert [template.render(language=language) for language in ("nl", "en")] == ["82,05", "82.05"]


def test_money_is_frozen_to_its_cents_and_a_line_that_has_cents_stays_a_line():
    @dataclass(frozen=True)
    class Line:
        code: str
        cents: int

    assert press.plain({"sum": (Line("share", 5),), "total": Money(5)}) == {
        "sum": [{"code": "share", "cents": 5}],
        "total": 5,
    }
