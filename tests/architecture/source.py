"""The source of the project, read as text and as trees; the fitness tests share this and nothing else."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FUND = ROOT / "fund"
TEMPLATES = ROOT / "templates"
CATALOGUES = FUND / "translations" / "nl" / "LC_MESSAGES"


@cache
def tracked() -> tuple[Path, ...]:
    """List the files of the project as git sees them, new ones included, ignored ones left out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(sorted(path for name in output.split("\0") if name and (path := ROOT / name).is_file()))


def files(*suffixes: str, under: Path = ROOT) -> list[Path]:
    """List the files with one of the suffixes below a folder."""
    return [path for path in tracked() if path.suffix in suffixes and path.is_relative_to(under)]


@cache
def tree(path: Path) -> ast.Module:
    """Read a Python file as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Write where something is, as an editor understands it."""
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(ROOT)}{line}"


def dotted(node: ast.AST) -> str:
    """Write `a.b.c` of an expression; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def strings(path: Path) -> set[str]:
    """Collect the string constants of a Python file."""
    return {
        node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@cache
def settings() -> dict[str, Any]:
    """Read pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contract(name: str) -> dict[str, Any]:
    """Find one import contract by its id."""
    contracts: list[dict[str, Any]] = settings()["tool"]["importlinter"]["contracts"]
    return next(one for one in contracts if one["id"] == name)


def room(stage: str, name: str) -> list[Path]:
    """List the files of one room of a stage: the module, or the modules of the package it has become."""
    module = FUND / stage / f"{name}.py"
    return [module] if module.is_file() else files(".py", under=FUND / stage / name)


def stages() -> tuple[str, ...]:
    """List the stages in order, as fund/app.py does."""
    from fund.app import STAGES

    return STAGES


def packages() -> tuple[str, ...]:
    """List everything that may have views, letters and notices, as fund/app.py does."""
    from fund.app import PACKAGES

    return PACKAGES
