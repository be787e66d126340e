"""The page of promises names tests that are there, and leaves no promise without one."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import ROOT, tree

PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_promise_is_shown_by_a_test() -> None:
    parts = re.split(r"^\*\*(P\d+)\.", PAGE, flags=re.MULTILINE)[1:]
    shown = {name: NAMED.findall(text) for name, text in zip(parts[::2], parts[1::2], strict=True)}
    assert list(shown) == [f"P{number}" for number in range(1, 13)]
    assert all(shown.values()), [name for name, tests in shown.items() if not tests]


def test_every_test_that_the_page_names_is_there() -> None:
    gone = []
    for file, name in NAMED.findall(PAGE):
        path = ROOT / file
        known = (
            {node.name for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)} if path.exists() else ()
        )
        if name not in known:
            gone.append(f"{file}::{name}")
    assert not gone, "docs/promises.md names tests that are not there"
