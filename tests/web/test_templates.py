"""What a strict content security policy and a strict reader ask of every template."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "a data address": r"""["'(]data:""",
    "an address that is a script": r"""["']javascript:""",
    "a link to nowhere": r"""href=["']#["']""",
    "a value that skips escaping": r"\|\s*safe\b",
}


def pages() -> list[Path]:
    """The templates for browsers; letters are drawn by WeasyPrint and have rules of their own."""
    return [path for path in sorted(TEMPLATES.rglob("*.html")) if "letters" not in path.parts]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_page_has(what: str) -> None:
    found = [
        f"{path.relative_to(TEMPLATES)}: {match.group()}"
        for path in pages()
        for match in re.finditer(FORBIDDEN[what], path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert not found


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_is_forbidden_would_be_found(what: str) -> None:
    samples = [
        '<p style="color:red">', "<style>p{}</style>", "<script>alert(1)</script>", '<a onclick="x()">',
        '<img src="data:image/png;base64,x">', '<a href="javascript:x()">', '<a href="#">', "{{ name | safe }}",
    ]  # fmt: skip
    assert sum(bool(re.search(FORBIDDEN[what], sample, re.IGNORECASE)) for sample in samples) == 1
    assert not re.search(FORBIDDEN[what], '<script src="/static/site.js" defer></script><a href="#content" data-x="1">')
