"""A backup is a folder: the database as it was at one moment, every document, the anchors of the record, a manifest.

The database is copied first and documents after it: a document is in the store before a row names it and never leaves
it, so whatever the copy of the database names is there (P8). Nobody waits for a backup: both databases read one
moment while others go on writing. A folder that is not finished has another name.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import inspect
from sqlalchemy.engine import URL

from fund.core import clock
from fund.core.db import db

MANIFEST: Final = "manifest.json"
DOCUMENTS: Final = "documents"
ANCHORS: Final = "audit-heads.log"
FILES: Final = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
"""What the copy of each kind of database is called."""


class BackupRefused(Exception):
    """A backup was not made, or not put back; the message says why, and nothing has changed."""


@dataclass(frozen=True)
class Place:
    """What belongs together: the store of documents, the file of anchors, and where pg_dump and pg_restore are."""

    documents: Path
    anchors: Path
    programs: str = ""
    """A folder; empty when they are found on the PATH."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself: when, of which kind of database, the hash of its copy, how many documents."""

    made_at: str
    database: str
    sha256: str
    documents: int


def back_up(place: Place, into: Path) -> tuple[Path, Manifest]:
    """Make a backup in a new folder under `into`, named after the moment (UTC); answers the folder and the manifest."""
    now, kind = clock.now(), db.engine.dialect.name
    into.mkdir(parents=True, exist_ok=True)
    finished = into / f"backup-{now:%Y%m%dT%H%M%SZ}"
    folder = finished.with_name(f".{finished.name}.unfinished")
    if finished.exists() or folder.exists():
        raise BackupRefused(f"{finished.name} is there already, or being made")
    folder.mkdir(mode=0o700)
    try:
        manifest = _fill(folder, place, kind, now.isoformat(timespec="seconds"))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    folder.rename(finished)
    os.sync()
    return finished, manifest


def _fill(folder: Path, place: Place, kind: str, made_at: str) -> Manifest:
    copy = folder / FILES[kind]
    _copy_sqlite(copy) if kind == "sqlite" else _run("pg_dump", place, "--format=custom", f"--file={copy}")
    _copy_documents(place.documents, folder / DOCUMENTS)
    if place.anchors.exists():
        shutil.copyfile(place.anchors, folder / ANCHORS)
    count = sum(1 for each in (folder / DOCUMENTS).rglob("*") if each.is_file())
    manifest = Manifest(made_at, kind, _hash(copy), count)
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="ascii")
    os.sync()
    return manifest


def put_back(backup: Path, place: Place) -> Manifest:
    """Put a backup in an empty database of the same kind, with its documents and, where there are none, its anchors.

    Raises BackupRefused for a backup that is not whole, of another kind, or when the database holds something.
    """
    manifest = read_manifest(backup)
    kind = db.engine.dialect.name
    copy = backup / FILES[kind]
    if manifest.database != kind:
        raise BackupRefused(f"this is a backup of {manifest.database}, and the database here is {kind}")
    if not copy.exists() or _hash(copy) != manifest.sha256:
        raise BackupRefused(f"{copy.name} is not what was written into the backup")
    if inspect(db.engine).get_table_names():
        raise BackupRefused("the database here is not empty; restore into a new one, and look before you change over")
    _copy_documents(backup / DOCUMENTS, place.documents)
    if (backup / ANCHORS).exists() and not place.anchors.exists():
        place.anchors.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(backup / ANCHORS, place.anchors)
    if kind == "sqlite":
        _put_sqlite(copy)
    else:
        _run("pg_restore", place, "--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", str(copy))
    os.sync()
    return manifest


def read_manifest(backup: Path) -> Manifest:
    """Read what a backup says about itself; raises BackupRefused when it says nothing that can be read."""
    try:
        return Manifest(**json.loads((backup / MANIFEST).read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError) as problem:
        raise BackupRefused(f"{backup} is not a finished backup: {problem}") from problem


def _file_of_sqlite() -> Path:
    return Path(str(db.engine.url.database))


def _copy_sqlite(copy: Path) -> None:
    """Copy what is committed at this moment; writers go on."""
    with closing(sqlite3.connect(_file_of_sqlite(), isolation_level=None)) as source:
        source.execute("VACUUM INTO ?", (str(copy),))


def _put_sqlite(copy: Path) -> None:
    file = _file_of_sqlite()
    db.session.remove()
    db.engine.dispose()
    for suffix in ("-wal", "-shm"):  # of the empty file that looking into it made
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(copy, file)


def _copy_documents(source: Path, target: Path) -> None:
    """Copy what is not there yet; a file is named after its hash, so what is there is the same."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in source.rglob("*"):
        place = target / file.relative_to(source)
        if file.is_dir() or file.name.startswith(".") or place.exists():  # with a dot: just being written
            continue
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(file, place)


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _run(program: str, place: Place, *arguments: str) -> None:
    """Run a program of PostgreSQL; the password goes in its environment, where no list of processes shows it."""
    url: URL = db.engine.url
    path = shutil.which(program, path=place.programs or None)
    if path is None:
        raise BackupRefused(f"{program} is not found; name its folder in FUND_PG_BIN")
    secret = {"PGPASSWORD": url.password} if isinstance(url.password, str) else {}
    address = url.set(drivername="postgresql", password=None).render_as_string()
    done = subprocess.run(  # noqa: S603 (a program by its whole path; what it is told comes from settings)
        [path, f"--dbname={address}", *arguments],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupRefused(f"{program}: {done.stderr.strip()}")
