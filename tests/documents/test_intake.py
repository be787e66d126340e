"""What strangers send: taken when it is what its name says, cleaned when it could act, refused in words otherwise."""

import io
import subprocess

import pikepdf
import pytest

from fund.core.errors import Invalid
from fund.documents.intake import Desk, IntakeDown
from fund.documents.rules import FAULTS
from tests.documents import files

LIMIT = 10 * 2**20


@pytest.fixture(scope="module")
def desk():
    desk = Desk(seconds=20)
    yield desk
    desk.apart.stop()


GOOD = {
    "begroting.pdf": files.a_pdf(3),
    "BEGROTING.PDF": files.a_pdf(),
    "plan.docx": files.a_docx(),
    "cijfers.xlsx": files.an_xlsx(),
    "plan.odt": files.an_open_document("text"),
    "cijfers.ods": files.an_open_document("spreadsheet"),
    "foto.png": files.a_picture("PNG"),
    "foto.jpg": files.a_picture("JPEG"),
    "foto.jpeg": files.a_picture("JPEG"),
}


@pytest.mark.parametrize("filename", GOOD)
def test_an_ordinary_file_is_taken_as_it_is(desk, filename):
    taken = desk.examine(filename, GOOD[filename], limit=LIMIT)
    assert (taken.content, taken.original, taken.filename) == (GOOD[filename], None, filename)


def _macro(name):
    return files.a_docx(**{name: b"x"})


BAD = {
    "nothing in it": ("leeg.pdf", b"", "empty"),
    "no extension": ("plan", files.a_pdf(), "unknown"),
    "a program": ("plan.exe", b"MZ\x90\0" * 100, "unknown"),
    "a program that says it is a PDF": ("plan.pdf", b"MZ\x90\0" * 100, "mismatch"),
    "an old Word file": ("plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, "unknown"),
    "a page of the web": ("plan.html", b"<html><script>alert(1)</script>", "unknown"),
    "a page that says it is a PDF": ("plan.pdf", b"<html><script>alert(1)</script>", "mismatch"),
    "a page behind a PDF header": ("plan.pdf", b"%PDF-1.7\n<html><script>alert(1)</script>", "broken"),
    "a drawing with a program": (
        "foto.png",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "mismatch",
    ),
    "a drawing": ("foto.svg", b"<svg/>", "unknown"),
    "a picture under another name": ("foto.png", files.a_picture("JPEG"), "mismatch"),
    "a gif": ("foto.gif", b"GIF89a" + b"\0" * 40, "unknown"),
    "half a picture": ("foto.png", files.a_picture("PNG", (400, 300))[:-200], "broken"),
    "half a photo": ("foto.jpg", files.a_picture("JPEG", (400, 300))[:700], "broken"),
    "a picture that promises too much": ("foto.png", files.a_png_that_says_it_is(50_000, 50_000), "pixels"),
    "a picture with less than it says": ("foto.png", files.a_png_that_says_it_is(500, 500), "broken"),
    "a locked PDF": ("plan.pdf", files.a_pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "locked"),
    "a PDF with a lock that is open": (
        "plan.pdf",
        files.a_pdf(encryption=pikepdf.Encryption(owner="a", user="")),
        "locked",
    ),
    "a PDF without pages": ("plan.pdf", files.a_pdf(0), "broken"),
    "half a PDF": ("plan.pdf", files.a_pdf(5)[:150], "broken"),
    "any zip": ("plan.docx", files.a_zip({"readme.txt": "x"}), "mismatch"),
    "a zip with a zip name": ("plan.zip", files.a_zip({"readme.txt": "x"}), "unknown"),
    "a spreadsheet under another name": ("plan.docx", files.an_xlsx(), "mismatch"),
    "an open text under another name": ("plan.ods", files.an_open_document("text"), "mismatch"),
    "half a zip": ("plan.docx", files.a_docx(**{"word/x.bin": bytes(range(256)) * 40})[:-100], "broken"),
    "macros": ("plan.docx", _macro("word/vbaProject.bin"), "macros"),
    "macros in an open document": ("plan.odt", files.an_open_document(**{"Basic/Standard/M.xml": "x"}), "macros"),
    "a macro document under another name": (
        "plan.docx",
        files.a_docx(**{"[Content_Types].xml ": "x", "word/a.exe": "x"}),
        "macros",
    ),
    "a locked open document": (
        "plan.odt",
        files.an_open_document(**{"META-INF/manifest.xml": "<encryption-data/>"}),
        "locked",
    ),
    "a path out of the zip": ("plan.docx", files.a_docx(**{"../../etc/passwd": "x"}), "broken"),
    "entities": ("plan.docx", files.a_docx(**{"word/x.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "bomb"),
    "entities in two bytes": (
        "plan.docx",
        files.a_docx(**{"word/x.xml": '<!DOCTYPE a [<!ENTITY b "c">]>'.encode("utf-16")}),
        "bomb",
    ),
    "a zip bomb": ("plan.docx", files.a_zip_bomb(), "bomb"),
    "a great many members": ("plan.docx", files.a_docx(**{f"word/{n}.xml": "" for n in range(5000)}), "bomb"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_we_do_not_take_is_refused_in_words(desk, case):
    filename, content, fault = BAD[case]
    with pytest.raises(Invalid) as refusal:
        desk.examine(filename, content, limit=LIMIT)
    assert refusal.value.reason == FAULTS[fault]


def test_a_file_over_the_limit_is_refused_with_both_sizes(desk):
    with pytest.raises(Invalid) as refusal:
        desk.examine("plan.pdf", b"%PDF-1.7" + b" " * LIMIT, limit=LIMIT)
    assert str(refusal.value.reason) == (
        "This file is 11 MB. A file can be at most 10 MB. Make it smaller or split it."
    )


def test_a_pdf_that_unpacks_to_a_gigabyte_is_refused_and_the_next_file_taken(desk):
    with pytest.raises(Invalid):
        desk.examine("plan.pdf", files.a_pdf_bomb(), limit=LIMIT)
    assert desk.examine("plan.pdf", files.a_pdf(), limit=LIMIT)


def _script(document):
    return document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))


def _open_action(document):
    document.Root.OpenAction = _script(document)


def _named_script(document):
    names = pikepdf.Array(["x", _script(document)])
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=names))


def _attachment(document):
    document.attachments["kwaad.exe"] = b"MZ secret payload"


def _page_action(document):
    document.pages[0].obj.AA = pikepdf.Dictionary(O=_script(document))


def _annotation(**entries):
    def put(document):
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=[0, 0, 10, 10], **entries)
        document.pages[0].obj.Annots = pikepdf.Array([note])

    return put


def _chained(document):
    first = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org", Next=_script(document))
    _annotation(Subtype=pikepdf.Name.Link, A=first)(document)


LIVELY = {
    "opens with a program": _open_action,
    "carries a named program": _named_script,
    "carries a file": _attachment,
    "a page that acts": _page_action,
    "starts a program": _annotation(
        Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="kwaad.exe")
    ),
    "sends a form": _annotation(
        Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://example.org")
    ),
    "a film": _annotation(Subtype=pikepdf.Name.RichMedia),
    "a program behind a link": _chained,
}


@pytest.mark.parametrize("case", LIVELY)
def test_what_could_act_is_taken_out_of_a_pdf_and_the_original_kept(desk, case):
    sent = files.a_pdf(2, LIVELY[case])
    taken = desk.examine("plan.pdf", sent, limit=LIMIT)
    assert taken.original == sent
    with pikepdf.open(io.BytesIO(taken.content)) as document:
        assert len(document.pages) == 2
        flat = b"".join(entry.unparse(True) for entry in document.objects)
    for word in (
        b"/JavaScript",
        b"app.alert",
        b"/Launch",
        b"/SubmitForm",
        b"/EmbeddedFile",
        b"/RichMedia",
        b"/OpenAction",
    ):
        assert word not in flat
    assert b"secret payload" not in taken.content
    assert desk.examine("plan.pdf", taken.content, limit=LIMIT).original is None, "clean once is clean"


def test_a_link_and_the_page_to_open_at_stay(desk):
    def put(document):
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])
        link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org")
        _annotation(Subtype=pikepdf.Name.Link, A=link)(document)

    assert desk.examine("plan.pdf", files.a_pdf(1, put), limit=LIMIT).original is None


def test_what_stands_before_or_behind_a_pdf_is_cut_off(desk):
    sent = files.a_pdf() + b"<script>alert(1)</script>"
    taken = desk.examine("plan.pdf", sent, limit=LIMIT)
    assert b"<script>" not in taken.content
    assert taken.original == sent


def test_the_same_file_is_cleaned_into_the_same_bytes(desk):
    sent = files.a_pdf(1, _open_action)
    assert desk.examine("a.pdf", sent, limit=LIMIT).content == desk.examine("b.pdf", sent, limit=LIMIT).content


def test_a_file_that_takes_too_long_is_refused(desk):
    quick = Desk(seconds=0.0001)
    try:
        with pytest.raises((Invalid, IntakeDown)):
            quick.examine("plan.pdf", files.a_pdf(), limit=LIMIT)
    finally:
        quick.apart.stop()


def test_when_nobody_can_look_the_file_is_held_and_not_taken(monkeypatch):
    def broken(*_anything, **_named):
        raise OSError("no processes left")

    monkeypatch.setattr(subprocess, "Popen", broken)
    with pytest.raises(IntakeDown) as held:
        Desk().examine("plan.pdf", files.a_pdf(), limit=LIMIT)
    assert "It was not kept" in str(held.value.reason)
