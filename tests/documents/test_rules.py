"""Names and sizes of files."""

import pytest

from fund.core.errors import Invalid
from fund.documents import rules


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("begroting.pdf", "begroting.pdf"),
        ("C:\\Users\\anna\\plan 2026.docx", "plan 2026.docx"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("  plan .pdf ", "plan.pdf"),
        (".pdf", "bestand.pdf"),
        ("plan\r\nSet-Cookie: a=b.pdf", "plan Set-Cookie a=b.pdf"),
        ("plan\u202efdp.exe.pdf", "planfdp.exe.pdf"),
        ("e\u0301cole.pdf", "\u00e9cole.pdf"),
        ('a"b<c>|d?*.pdf', "a b c d.pdf"),
        ("\x00\x01.pdf", "bestand.pdf"),
        ("", "bestand"),
        ("...", "bestand"),
        ("漢字.pdf", "漢字.pdf"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
        ("\ud800a.pdf", "a.pdf"),
    ],
)
def test_a_name_is_one_line_without_a_path(sent, shown):
    assert rules.shown_name(sent) == shown


def test_a_name_tells_the_kind_in_capitals_too():
    assert rules.claimed_format("FOTO.JPEG") is rules.FORMATS["jpg"]


@pytest.mark.parametrize("name", ["plan", "plan.exe", "plan.pdf.exe", "plan.pdf\x00.exe", "plan.docm", ""])
def test_other_kinds_are_refused(name):
    with pytest.raises(Invalid, match="Send a PDF, Word or Excel file"):
        rules.claimed_format(name)


def test_sizes_are_refused_from_the_first_byte_over_the_limit():
    rules.check_size(10 * 2**20, 10 * 2**20)
    with pytest.raises(Invalid):
        rules.check_size(10 * 2**20 + 1, 10 * 2**20)


def test_every_fault_has_a_sentence_that_says_what_to_do():
    for sentence in rules.FAULTS.values():
        assert any(verb in str(sentence) for verb in ("Send", "send", "Choose"))
    assert rules.fault("something new").reason == rules.UNKNOWN


def test_the_field_accepts_what_the_rules_take():
    assert rules.ACCEPT == ".pdf,.docx,.xlsx,.odt,.ods,.jpg,.jpeg,.png"
