"""Commits happen in three doors, and a state changes in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import FUND, ROOT, dotted, files, place, tree

DOORS = {
    "fund/web/transaction.py": "a request",
    "fund/core/jobs.py": "a job",
    "fund/cli/__init__.py": "a command",
}
STATE_SETTERS = {"fund/core/perform.py"}


def _calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        found = []
        for target in node.targets:
            found += target.elts if isinstance(target, ast.Tuple) else [target]
        return found
    if isinstance(node, ast.AugAssign | ast.AnnAssign):
        return [node.target]
    return []


def test_only_the_three_doors_commit() -> None:
    elsewhere = [
        place(path, call)
        for path in files(".py", under=FUND)
        if str(path.relative_to(ROOT)) not in DOORS and path.parts[-2] != "cli"
        for call in _calls(path)
        if dotted(call.func).endswith(("session.commit", "connection.commit"))
    ]
    assert not elsewhere, f"only these commit: {DOORS}"


def test_only_perform_changes_a_state() -> None:
    elsewhere = [
        place(path, node)
        for path in files(".py", under=FUND)
        if str(path.relative_to(ROOT)) not in STATE_SETTERS
        for node in ast.walk(tree(path))
        for target in _targets(node)
        if isinstance(target, ast.Attribute) and target.attr == "state"
    ]
    assert not elsewhere, "take a step with fund.core.perform.perform: it checks, records and follows"


def test_nothing_sets_a_state_behind_the_back_of_perform() -> None:
    elsewhere = [
        place(path, call)
        for path in files(".py", under=FUND)
        for call in _calls(path)
        if (dotted(call.func).endswith(".values") and any(word.arg == "state" for word in call.keywords))
        or (
            dotted(call.func) == "setattr"
            and any(isinstance(a, ast.Constant) and a.value == "state" for a in call.args)
        )
    ]
    assert not elsewhere, "a bulk UPDATE of a state skips who may, provided what, and the record"
