"""A thing has exactly one room: there is no twelfth, and no drawer for what has no place."""

from __future__ import annotations

import pytest

from tests.architecture.source import FUND, files, place, stages

ROOMS = {
    "rules", "policy", "workflow", "models", "queries", "letters", "actions", "forms", "exports", "jobs", "views",
}  # fmt: skip
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "services", "service", "managers", "manager"}


@pytest.mark.parametrize("stage", [*stages(), "statements", "overview"])
def test_a_stage_has_no_twelfth_room(stage: str) -> None:
    there = {path.stem for path in (FUND / stage).glob("*.py")} | {
        path.parent.name for path in (FUND / stage).glob("*/__init__.py")
    }
    assert there - {"__init__"} <= ROOMS, f"fund/{stage} has rooms that no stage has"


def test_nothing_is_named_after_a_drawer() -> None:
    named = [place(path) for path in files(".py", ".html") if BANNED & {path.stem, *path.parts[-3:-1]}]
    assert not named, "say what is in it; these names say only that there was no room"
