"""The order of the life of a grant is told three times; the three agree."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import FUND, contract, packages, stages, tree


def _numbers() -> dict[str, int]:
    """Read the number at the start of each package's docstring."""
    found = {}
    for module in FUND.glob("*/__init__.py"):
        docstring = ast.get_docstring(tree(module)) or ""
        if number := re.match(r"(\d+)\. ", docstring):
            found[module.parent.name] = int(number[1])
    return found


def _layers() -> list[str]:
    layers: list[str] = contract("life")["layers"]
    return [name.strip(" ()") for layer in reversed(layers) for name in re.split(r"[|:]", layer)]


def test_the_numbered_docstrings_follow_the_stages() -> None:
    numbers = _numbers()
    assert sorted(numbers, key=numbers.__getitem__) == list(stages())
    assert sorted(numbers.values()) == list(range(1, len(stages()) + 1)), "the numbers run from one without gaps"


def test_the_layers_of_the_import_contract_follow_the_stages() -> None:
    assert tuple(name for name in _layers() if name in stages()) == stages()


def test_the_front_page_of_the_code_tells_the_same_story() -> None:
    told = re.findall(r"^(\d+)\. (\w+):", ast.get_docstring(tree(FUND / "__init__.py")) or "", re.MULTILINE)
    assert [name for _number, name in told] == list(stages())
    assert [int(number) for number, _name in told] == list(range(1, len(stages()) + 1))


def test_every_package_stands_in_the_contract_and_in_the_application() -> None:
    there = {module.parent.name for module in FUND.glob("*/__init__.py")}
    assert there <= set(_layers()), "a package that no layer names"
    around = {"core", "web", "cli", "story"}  # under the stages and above them
    assert set(packages()) == there - around, "fund.app.PACKAGES and the packages differ"
    assert set(stages()) <= set(packages())
