"""What is committed names no machine: no home folders, no mirrors, no hosts in locks."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.source import ROOT, place, tracked

TEXT = {
    ".py",
    ".html",
    ".txt",
    ".toml",
    ".md",
    ".css",
    ".js",
    ".json",
    ".in",
    ".ini",
    ".po",
    ".svg",
    ".csv",
    ".mako",
    "",
}
HERE = ROOT.parent
HOME = re.compile(r"(?<![\w.])/(home|Users|root)/[\w.-]+")
INDEX = re.compile(r"--(extra-)?index-url|--find-links|--trusted-host|\"resolved\":|registry\s*=")
ADDRESS = re.compile(r"https?://")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _texts() -> list[Path]:
    return [path for path in tracked() if path.suffix in TEXT and path.name != Path(__file__).name]


def _is_lock(path: Path) -> bool:
    return path.name.startswith("requirements") or path.name in {"package-lock.json", ".npmrc"}


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    leaks = [place(path) for path in _texts() if HOME.search(_text(path)) or f"{HERE}/" in _text(path)]
    assert not leaks


def test_no_link_points_outside_the_project() -> None:
    links = [place(path) for path in tracked() if path.is_symlink()]
    assert not links, "a link tells where somebody keeps things"


def test_locks_and_settings_name_no_host() -> None:
    leaks = [place(path) for path in tracked() if _is_lock(path) and INDEX.search(_text(path))]
    leaks += [place(path) for path in tracked() if path.name.startswith("requirements") and ADDRESS.search(_text(path))]
    assert not leaks, "a lock holds names, versions and hashes"


def test_every_locked_package_has_a_hash() -> None:
    for lock in (path for path in tracked() if path.name.startswith("requirements") and path.suffix == ".txt"):
        entries = re.split(r"\n(?=[a-zA-Z0-9])", _text(lock))
        naked = [entry.splitlines()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]
        assert not naked, f"{place(lock)}: not locked by content"
