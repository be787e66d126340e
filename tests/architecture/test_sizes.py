"""Small files and small functions: a limit that a test keeps, not good intentions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, files, place, tree

LINES_OF_FILE = 400
LINES_OF_FUNCTION = 40
POSITIONAL = 5

BENCH = ROOT / "bench"  # scripts that fill tables with invented rows: lists of columns, not logic

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _ours() -> list[Path]:
    return [path for path in files(".py") if "versions" not in path.parts]


def _functions() -> Iterator[tuple[Path, Function]]:
    for path in _ours():
        for node in ast.walk(tree(path)):
            if isinstance(node, Function):
                yield path, node


def _lines(function: Function) -> int:
    """Count the lines of the body; a docstring explains and is not counted, nor is a long signature."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_file_outgrows_its_room() -> None:
    long = {place(path): n for path in _ours() if (n := path.read_text(encoding="utf-8").count("\n")) > LINES_OF_FILE}
    assert not long, f"a room over {LINES_OF_FILE} lines becomes a package of the same name"


def test_no_function_is_longer_than_a_screen() -> None:
    inner = {child for _path, node in _functions() for child in ast.walk(node) if child is not node}
    long = {
        f"{place(path, node)} {node.name}": n
        for path, node in _functions()
        if (n := _lines(node)) > LINES_OF_FUNCTION and node not in inner and not path.is_relative_to(BENCH)
    }
    assert not long, f"functions of more than {LINES_OF_FUNCTION} lines"


def test_no_function_takes_more_than_five_arguments_by_position() -> None:
    wide = [
        f"{place(path, node)} {node.name}"
        for path, node in _functions()
        if len([a for a in (*node.args.posonlyargs, *node.args.args) if a.arg not in ("self", "cls")]) > POSITIONAL
        and not path.is_relative_to(ROOT / "tests")
    ]
    assert not wide, "let callers name what they give: put a * after the subject"
