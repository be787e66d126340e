"""The store: bytes under the name of their hash, in a folder that no web server serves. Put once, read checked."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import Protocol

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Altered(Exception):
    """What lies in the store is not what was put there; it is not handed out."""


class Missing(Exception):
    """There is nothing under this name in the store."""


class Store(Protocol):
    """Keeps bytes for ever. Two verbs, so that another kind of store is a small thing to write."""

    def put(self, content: bytes) -> str:
        """Keep `content` durably; answer its name, the SHA-256 in hexadecimal digits."""

    def get(self, digest: str) -> bytes:
        """Answer what was put under `digest`, checked against it."""


class Folder:
    """A store in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Write, sync, rename, sync: after this the bytes survive a power cut, and a reader never sees half of them."""
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        if self._holds(place, digest):
            return digest
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = place.with_name(f".{digest[:16]}-{secrets.token_hex(8)}")
        try:
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:  # noqa: PTH123
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(place)
        finally:
            fresh.unlink(missing_ok=True)
        for folder in (place.parent, place.parent.parent, self.root):
            _sync_folder(folder)
        return digest

    def get(self, digest: str) -> bytes:
        """Read and check.

        Raises:
            Missing: when nothing was put there, or `digest` is no name.
            Altered: when the bytes are others than were put there.
        """
        place = self._place(digest)
        try:
            content = place.read_bytes()
        except FileNotFoundError:
            raise Missing(digest) from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise Altered(digest)
        return content

    def _place(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise Missing(digest)
        return self.root / digest[:2] / digest[2:4] / digest

    @staticmethod
    def _holds(place: Path, digest: str) -> bool:
        """Whether the very bytes are there already; what was damaged is written anew."""
        try:
            return hashlib.sha256(place.read_bytes()).hexdigest() == digest
        except FileNotFoundError:
            return False


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
