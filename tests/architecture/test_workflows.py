"""The tables of steps and the verbs that take them name each other."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator

import pytest

from fund.core.workflow import Workflow
from tests.architecture.source import FUND, dotted, files, packages, place, room, stages, tree


def _workflows(stage: str) -> list[Workflow]:
    if not room(stage, "workflow"):
        return []
    module = importlib.import_module(f"fund.{stage}.workflow")
    return [value for value in vars(module).values() if isinstance(value, Workflow)]


def _performed() -> set[tuple[str, str]]:
    """Collect (name of the table, step) of every `perform(TABLE, "step", …)` in the project."""
    found = set()
    for path in files(".py", under=FUND):
        for call in ast.walk(tree(path)):
            if not isinstance(call, ast.Call) or not dotted(call.func).endswith("perform") or len(call.args) < 3:
                continue
            step = call.args[1]
            assert isinstance(step, ast.Constant), f"{place(path, call)}: name the step in words, so it can be found"
            found.add((dotted(call.args[0]), str(step.value)))
    return found


# Who signs up or opens the link in a mail becomes somebody by doing so.
NOBODY_IS_KNOWN_YET = {"sign_up", "confirm", "request_reset", "reset_password"}


def _actions(package: str) -> Iterator[tuple[str, inspect.Signature]]:
    if not room(package, "actions"):
        return
    module = importlib.import_module(f"fund.{package}.actions")
    for name, value in vars(module).items():
        own = getattr(value, "__module__", "").startswith(module.__name__)
        if inspect.isfunction(value) and own and not name.startswith("_") and not _is_guardian(value):
            yield name, inspect.signature(value)


def _is_guardian(function: object) -> bool:
    """Whether `perform` asks this function itself, about a step: a guardian judges and is not an action."""
    return inspect.isfunction(function) and next(iter(inspect.signature(function).parameters), "") == "step"


@pytest.mark.parametrize("stage", stages())
def test_every_step_is_performed_somewhere(stage: str) -> None:
    performed = {step for _table, step in _performed()}
    idle = [
        f"{table.name}.{step.name}" for table in _workflows(stage) for step in table.steps if step.name not in performed
    ]
    assert not idle, "a step in the table that no action takes is a button that does nothing"


def test_every_performed_step_stands_in_a_table() -> None:
    known = {step.name for stage in stages() for table in _workflows(stage) for step in table.steps}
    assert not {step for _table, step in _performed()} - known


@pytest.mark.parametrize("stage", stages())
def test_every_state_has_its_words_and_can_be_reached(stage: str) -> None:
    for table in _workflows(stage):
        states = set(type(table.start))
        assert set(table.looks) == states, f"{table.name}: names of states"
        assert {table.start} | {step.target for step in table.steps} == states, f"{table.name}: states nobody gets to"


@pytest.mark.parametrize("package", packages())
def test_actions_say_who_acts(package: str) -> None:
    unclear = []
    for name, signature in _actions(package):
        if package == "people" and name in NOBODY_IS_KNOWN_YET:
            continue
        by = signature.parameters.get("by")
        if by is None or by.kind is not inspect.Parameter.KEYWORD_ONLY:
            unclear.append(f"fund.{package}.actions.{name}{signature}")
    assert not unclear, "an action is called as verb(subject, by=person, …)"
