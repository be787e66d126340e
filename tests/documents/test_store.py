"""The store: what was put comes back, or nothing does."""

import hashlib
import os
import threading

import pytest

from fund.documents.store import Altered, Folder, Missing


@pytest.fixture
def store(tmp_path):
    return Folder(tmp_path / "documents")


def place(store, digest):
    return store.root / digest[:2] / digest[2:4] / digest


def test_what_is_put_comes_back_under_its_hash(store):
    digest = store.put(b"een brief")
    assert digest == hashlib.sha256(b"een brief").hexdigest()
    assert store.get(digest) == b"een brief"


def test_the_same_bytes_are_kept_once(store):
    assert store.put(b"een brief") == store.put(b"een brief")
    assert sum(1 for file in store.root.rglob("*") if file.is_file()) == 1


def test_a_changed_file_is_not_handed_out(store):
    digest = store.put(b"een brief")
    place(store, digest).chmod(0o600)
    place(store, digest).write_bytes(b"een andere brief")
    with pytest.raises(Altered):
        store.get(digest)


def test_a_cut_off_file_is_not_handed_out_and_is_mended_by_putting_it_again(store):
    digest = store.put(b"een brief")
    place(store, digest).chmod(0o600)
    os.truncate(place(store, digest), 3)
    with pytest.raises(Altered):
        store.get(digest)
    store.put(b"een brief")
    assert store.get(digest) == b"een brief"


@pytest.mark.parametrize("name", ["", "x", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64, "0" * 64 + "\n"])
def test_what_was_never_put_is_missing(store, name):
    with pytest.raises(Missing):
        store.get(name)


def test_only_this_user_may_read_and_nobody_writes(store):
    file = place(store, store.put(b"een brief"))
    assert file.stat().st_mode & 0o777 == 0o400
    assert file.parent.stat().st_mode & 0o077 == 0


def test_every_put_is_synced_before_it_is_named(store, monkeypatch):
    """`kill -9` does not test this: the calls are counted, and their order looked at."""
    happened = []
    sync, rename = os.fsync, type(store.root).replace

    def sync_too(handle):
        happened.append("sync")
        sync(handle)

    def rename_too(*names):
        happened.append("name")
        return rename(*names)

    monkeypatch.setattr(os, "fsync", sync_too)
    monkeypatch.setattr(type(store.root), "replace", rename_too)
    store.put(b"een brief")
    assert happened == ["sync", "name", "sync", "sync", "sync"]


def test_a_put_that_fails_leaves_nothing(store, monkeypatch):
    def full(_handle):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        store.put(b"een brief")
    assert not [file for file in store.root.rglob("*") if file.is_file()]


def test_many_may_put_the_same_at_once(store):
    content = os.urandom(2**20)
    threads = [threading.Thread(target=store.put, args=(content,)) for _turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get(hashlib.sha256(content).hexdigest()) == content
    assert sum(1 for file in store.root.rglob("*") if file.is_file()) == 1
