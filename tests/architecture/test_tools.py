"""The tools that hold the house rules find nothing; `make check` runs the same ones, one by one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

TOOLS = {
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "lint": ("ruff", "check", "--output-format", "concise", "."),
    "types": ("mypy",),
    "contracts": ("lint-imports", "--no-cache"),
    "templates": ("djlint", "templates", "--lint", "--quiet"),
    "dependencies": ("deptry", "."),
}


@pytest.mark.parametrize("name", TOOLS)
def test_the_tool_is_content(name: str) -> None:
    program, *arguments = TOOLS[name]
    path = shutil.which(program, path=str(Path(sys.executable).parent))
    assert path is not None, f"{program} is not installed: make setup"
    done = subprocess.run([path, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
