"""The end of the audit chain, written down outside the database daily: a chain cannot see its own tail cut off (P7).

One line each: moment, number of entries, hash of the last. Keep the file where who runs the database cannot write.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from fund.core import audit, clock
from fund.core.audit import AuditHead
from fund.core.db import db

ANCHORED_WITHIN: Final = timedelta(days=2)
"""The clock anchors every night: an older chain without one was not watched, or its anchors were taken away."""


@dataclass(frozen=True)
class Anchor:
    """How long the chain was at a moment, and the hash of its last entry."""

    moment: str
    length: int
    hash: str


def drop(file: Path) -> Anchor | None:
    """Write down the present end of the chain; answers it, or None when there is no chain yet."""
    head = db.session.get(AuditHead, 1, populate_existing=True)
    if head is None:
        return None
    anchor = Anchor(clock.now().isoformat(timespec="seconds"), head.length, head.hash)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as lines:
        lines.write(f"{anchor.moment} {anchor.length} {anchor.hash}\n")
        lines.flush()
        os.fsync(lines.fileno())
    return anchor


def read(file: Path) -> list[Anchor]:
    """Read the anchors, oldest first; none without a file. Raises ValueError for a line that is no anchor."""
    if not file.exists():
        return []
    anchors = []
    for number, line in enumerate(file.read_text(encoding="ascii").splitlines(), 1):
        parts = line.split()
        if len(parts) != 3 or not parts[1].isdigit():
            raise ValueError(f"{file.name}:{number} is not an anchor")
        anchors.append(Anchor(parts[0], int(parts[1]), parts[2]))
    return anchors


@dataclass(frozen=True)
class Checked:
    """What reading the whole chain beside its anchors found; without `problem` all is well."""

    entries: int
    head: str
    anchors: int
    broken_at: int | None = None
    problem: str = ""


def check(file: Path) -> Checked:
    """Read the whole chain, compare it with what was anchored, and name the first entry that was tampered with (P7)."""
    try:
        known = read(file)
    except ValueError as problem:
        return Checked(0, "", 0, problem=str(problem))
    found = audit.verify(known)
    if found.broken_at is not None:
        why = f"broken at entry {found.broken_at}: {found.why}"
        return Checked(found.entries, found.head, len(known), found.broken_at, why)
    if not known and (oldest := audit.first_moment()) and clock.now() - oldest > ANCHORED_WITHIN:
        why = (
            f"the chain is of {oldest:%Y-%m-%d} and its end was never written down in {file.name}; "
            "run `audit anchor`, and ask where the earlier anchors are"
        )
        return Checked(found.entries, found.head, 0, problem=why)
    return Checked(found.entries, found.head, len(known))
