"""The record of what happened: who did what, when, to which case; each entry carries the hash of the one before.

Entries are gathered during a transaction and chained just before it commits, so that the lock on the head of the chain
is held for a moment only. A chain cannot see its own tail cut off (P7): `head` is anchored outside the database daily.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol, TypeAlias

from sqlalchemy import BigInteger, Index, String, Text, cast, event, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from fund.core import clock
from fund.core.append_only import AppendOnly
from fund.core.db import Id, Model, Moment, Sha256, Word, db, insert_once
from fund.core.hashing import iso_moment

START = "0" * 64
_PENDING = "audit entries waiting to be chained"
_Waiting: TypeAlias = "tuple[SessionTransaction | None, dict[str, Any]]"


class Acting(Protocol):
    """Who does something: a person, or the clock."""

    @property
    def id(self) -> int | None:
        """The person's number; None for the clock."""

    @property
    def name(self) -> str:
        """The name as it is kept in the record."""


@dataclass(frozen=True)
class TheClock:
    """The actor of what happens by itself: reminders, closing of a call, the nightly check."""

    id: int | None = None
    name: str = "het systeem"


class AuditEntry(AppendOnly, Model):
    """One thing that happened."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "case_id", "id"),
        Index(None, "subject_kind", "subject_id", "id"),
        Index(None, "actor_id", "id"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[Word]
    subject_kind: Mapped[Word]
    subject_id: Mapped[int] = mapped_column(BigInteger)
    case_id: Mapped[int | None]
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[dict[str, Any]]
    previous: Mapped[Sha256]
    hash: Mapped[Sha256] = mapped_column(unique=True)


class AuditHead(Model):
    """The end of the chain: how many entries there are and the hash of the last."""

    __tablename__ = "audit_head"

    id: Mapped[Id]
    length: Mapped[int]
    hash: Mapped[Sha256]


def record(  # the words of one entry; all by name
    action: str,
    subject: Any,
    *,
    by: Acting,
    from_state: str | None = None,
    to_state: str | None = None,
    **detail: object,
) -> None:
    """Write down that `by` did `action` to `subject`; it is chained and kept when the transaction commits."""
    db.session.flush()
    db.session.connection()  # a transaction has begun, so that its end, well or not, reaches what waits here
    waiting: list[_Waiting] = db.session.info.setdefault(_PENDING, [])
    waiting.append(
        (
            db.session().get_nested_transaction(),
            {
                "at": clock.now(),
                "actor_id": by.id,
                "actor_name": by.name,
                "action": action,
                "subject_kind": subject.__tablename__,
                "subject_id": subject.id,
                "case_id": getattr(subject, "case_id", None),
                "from_state": from_state,
                "to_state": to_state,
                "detail": {name: _plain(value) for name, value in detail.items()},
            },
        )
    )


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


_write = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode
_write_again = lru_cache(maxsize=10_000, typed=True)(_write)
"""For what many entries say alike: who, what, which kind of thing."""


def entry_hash(fields: Mapping[str, Any], previous: str) -> str:
    """Compute the hash of an entry from everything that it says and the hash before it."""
    at: datetime = fields["at"]
    said = {**fields, "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "detail": _write(fields["detail"])}
    return _hash([said[name] for name in FIELDS], previous=previous)


def _hash(said: Sequence[Any], *, previous: str) -> str:
    """Hash what an entry says, in the order of FIELDS, as JSON with its names in the order of the alphabet.

    The moment and the detail are written already. Done a million times when the whole chain is read.
    """
    number, at, actor_id, actor_name, action, subject_kind, subject_id, case_id, from_state, to_state, detail = said
    again = _write_again
    text = (
        f'{{"action":{again(action)},"actor_id":{again(actor_id)},"actor_name":{again(actor_name)},"at":{_write(at)},'
        f'"case_id":{again(case_id)},"detail":{detail},"from_state":{again(from_state)},"id":{_number(number)},'
        f'"previous":"{previous}","subject_id":{_number(subject_id)},"subject_kind":{again(subject_kind)},'
        f'"to_state":{again(to_state)}}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _number(value: object) -> str:
    return str(value) if type(value) is int else _write(value)


@event.listens_for(Session, "before_commit")
def _chain_at_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        _chain(session)


def write_down() -> None:
    """Chain what was recorded so far, before the commit does; holds the end of the chain until then."""
    db.session.flush()
    _chain(db.session())


def _chain(session: Session) -> None:
    pending: list[_Waiting] = session.info.pop(_PENDING, [])
    if not pending:
        return
    insert_once(AuditHead, id=1, length=0, hash=START)
    head = session.scalars(
        select(AuditHead).where(AuditHead.id == 1).with_for_update().execution_options(populate_existing=True)
    ).one()
    for _savepoint, said in pending:
        numbered = {"id": head.length + 1, **said}
        head.length, previous = head.length + 1, head.hash
        head.hash = entry_hash(numbered, previous)
        session.add(AuditEntry(**numbered, previous=previous, hash=head.hash))
    session.flush()


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, undone: SessionTransaction) -> None:
    """Forget what was recorded in what is undone: everything, or since a savepoint."""
    if not undone.nested:
        session.info.pop(_PENDING, None)
        return
    waiting: list[_Waiting] = session.info.get(_PENDING, [])
    waiting[:] = [(savepoint, said) for savepoint, said in waiting if not _within(savepoint, undone)]


def _within(savepoint: SessionTransaction | None, undone: SessionTransaction) -> bool:
    while savepoint is not None:
        if savepoint is undone:
            return True
        savepoint = savepoint.parent
    return False


@dataclass(frozen=True)
class Verification:
    """What reading the whole chain found: how many entries are sound, and the first that is not, if any."""

    entries: int
    head: str
    broken_at: int | None = None
    why: str = ""


FIELDS = (
    *("id", "at", "actor_id", "actor_name", "action", "subject_kind", "subject_id", "case_id"),
    *("from_state", "to_state", "detail"),
)
AT_ONCE = 5000
"""Entries fetched at a time."""


def _links() -> Generator[Any, None, None]:
    """Read the chain, a part at a time: of each entry its previous hash, its hash, and what it says as it is kept."""
    as_kept = {"at": iso_moment(AuditEntry.at), "detail": cast(AuditEntry.detail, Text)}
    said = (as_kept.get(name, getattr(AuditEntry, name)) for name in FIELDS)
    rows = db.session.execute(
        select(AuditEntry.previous, AuditEntry.hash, *said).order_by(AuditEntry.id),
        execution_options={"yield_per": AT_ONCE},
    )
    try:
        yield from rows
    finally:
        rows.close()


class Anchored(Protocol):
    """An end of the chain that was written down outside the database: see `fund.core.anchors`."""

    @property
    def moment(self) -> str:
        """When it was written down."""

    @property
    def length(self) -> int:
        """How many entries there were."""

    @property
    def hash(self) -> str:
        """Hash of the last entry."""


def length() -> int:
    """Answer how many entries there are, as the recorded end of the chain says."""
    return db.session.scalar(select(AuditHead.length).where(AuditHead.id == 1)) or 0


def first_moment() -> datetime | None:
    """Answer when the first entry was written; None while there is none."""
    return db.session.scalar(select(AuditEntry.at).order_by(AuditEntry.id).limit(1))


def verify(anchors: Iterable[Anchored] = ()) -> Verification:
    """Read the chain from the start; answer the first entry that was changed, left out, put in or moved (P7).

    `anchors` are compared too: they see a tail that was cut off, and a chain that was written anew.
    """
    known = {anchor.length: anchor for anchor in anchors}
    previous, count = START, 0
    with closing(_links()) as links:
        for link in links:
            if wrong := _wrong(link, previous, count, known):
                return Verification(count, previous, count + 1, wrong)
            previous, count = link[1], count + 1
    return Verification(count, previous, *_wrong_end(previous, count, known))


def _wrong(link: Sequence[Any], previous: str, count: int, known: Mapping[int, Anchored]) -> str:
    said_previous, said_hash, number, *said, detail = link
    if number != count + 1:
        return "entry is missing or moved"
    if said_previous != previous:
        return "entry does not follow the one before it"
    if _hash((number, *said, _write(_read(detail))), previous=previous) != said_hash:
        return "entry was changed after it was written"
    anchor = known.get(number)
    if anchor is not None and anchor.hash != said_hash:
        return f"this entry or one before it was written anew: it is not what was anchored on {anchor.moment}"
    return ""


def _read(detail: str) -> object:
    """Read a detail as it is kept; what cannot be read is not what was written."""
    try:
        return _decode(detail)
    except (TypeError, ValueError):
        return None


def _wrong_end(previous: str, count: int, known: Mapping[int, Anchored]) -> tuple[int | None, str]:
    if known and max(known) > count:
        anchor = known[max(known)]
        return count + 1, f"the chain is cut off: it had {anchor.length} entries on {anchor.moment}"
    head = db.session.get(AuditHead, 1, populate_existing=True)
    if head is not None and (head.length, head.hash) != (count, previous):
        return count + 1, "the chain ends before its recorded head"
    if head is None and count:
        return 1, "the recorded head is gone"
    return None, ""
