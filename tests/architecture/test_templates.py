"""Templates and code name each other, none missing, none orphaned; what the content policy stops: tests/web."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from tests.architecture.source import FUND, TEMPLATES, files, packages, place, strings

LANGUAGES = ("nl", "en")
LETTER = re.compile(r"(?P<name>.+)\.(?P<language>nl|en)\.(html|txt)")
REASON = re.compile(r"\{#-?\s*safe:\s*\w")


def _name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@cache
def _referenced_by_templates() -> frozenset[str]:
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
    return frozenset(
        name
        for path in files(".html", ".txt", under=TEMPLATES)
        for name in meta.find_referenced_templates(environment.parse(path.read_text(encoding="utf-8")))
        if name is not None
    )


@cache
def _strings_of_code() -> frozenset[str]:
    return frozenset(text for path in files(".py", under=FUND) for text in strings(path))


def _referenced_by_code() -> set[str]:
    return {text for text in _strings_of_code() if re.fullmatch(r"[a-z_]+/[\w/.-]+\.(html|txt)", text)}


def _is_per_language(path: Path) -> bool:
    return (
        bool({"letters", "notices"} & set(path.relative_to(TEMPLATES).parts))
        and LETTER.fullmatch(path.name) is not None
    )


def test_every_template_that_is_named_exists() -> None:
    there = {_name(path) for path in files(".html", ".txt", under=TEMPLATES)}
    missing = sorted((_referenced_by_code() | set(_referenced_by_templates())) - there)
    assert not missing


def test_no_template_is_orphaned() -> None:
    named = _referenced_by_code() | set(_referenced_by_templates())
    orphans = [
        _name(path)
        for path in files(".html", ".txt", under=TEMPLATES)
        if _name(path) not in named
        and not _is_per_language(path)
        and _name(path) not in {f"errors/{code}.html" for code in range(400, 600)}  # chosen by the status of the answer
    ]
    assert not orphans, "no view renders it and no template uses it"


def test_no_letter_or_notice_is_orphaned() -> None:
    orphans = []
    for path in filter(_is_per_language, files(".html", ".txt", under=TEMPLATES)):
        found = LETTER.fullmatch(path.name)
        if found is not None and not any(found["name"] in re.split(r"[/.]", text) for text in _strings_of_code()):
            orphans.append(_name(path))
    assert not orphans, "nothing in fund/ posts a letter or notice of this name"


@pytest.mark.parametrize("package", packages())
def test_letters_and_notices_exist_in_both_languages(package: str) -> None:
    one_sided = []
    for path in files(".html", ".txt", under=TEMPLATES / package):
        if _is_per_language(path):
            for language in LANGUAGES:
                other = path.with_name(re.sub(r"\.(nl|en)\.", f".{language}.", path.name))
                if not other.is_file():
                    one_sided.append(_name(other))
    assert not one_sided


def test_a_notice_begins_with_its_subject() -> None:
    headless = [
        _name(path)
        for path in files(".txt", under=TEMPLATES)
        if not re.match(r"Subject: \S[^\n]*\n\s*\n\S", re.sub(r"\A(\{[%#].*?[%#]\}\s*)+", "", path.read_text("utf-8")))
    ]
    assert not headless, "first line `Subject: …`, then an empty line, then the text"


def test_nothing_is_declared_safe_without_a_reason() -> None:
    bare = [
        f"{place(path)}:{number}"
        for path in files(".html", ".txt", under=TEMPLATES)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\|\s*safe\b|autoescape\s+false", line) and not REASON.search(line)
    ]
    assert not bare, "say on the same line why it cannot carry what a person typed: {# safe: … #}"
