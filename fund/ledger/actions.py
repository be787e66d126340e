"""The two functions that move money: forth, and back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from fund.core import audit, clock
from fund.core.audit import Acting
from fund.core.db import db, insert_once
from fund.core.errors import Refused
from fund.core.i18n import _
from fund.ledger import queries
from fund.ledger.models import Account, Movement
from fund.ledger.rules import BELOW_ZERO, InsufficientFunds, MovementKind, Pot, content, seal, why_not


@dataclass(frozen=True)
class _Way:
    """What a movement does: why, from where, to where, how much, and which movement it undoes."""

    kind: MovementKind
    source: Pot
    target: Pot
    amount: int
    reverses: Movement | None = None

    @property
    def does(self) -> str:
        """What it does, in words for hashing."""
        reverses = self.reverses.reference if self.reverses is not None else ""
        return content(self.kind, self.source, self.target, self.amount, reverses)

    @property
    def hash(self) -> str:
        """Hash of what it does."""
        return hashlib.sha256(self.does.encode()).hexdigest()


def move(
    kind: MovementKind,
    source: Pot,
    target: Pot,
    amount: int,
    *,
    reference: str,
    by: Acting,
    memo: str = "",
    booked_on: date | None = None,
) -> Movement:
    """Move `amount` cents from one account to another, in the transaction of the caller.

    The source is locked first, so two movements never spend the same euro (P3). The same reference with the same
    content answers the first movement. Raises InsufficientFunds when less is there, Refused when the route is not
    legal or the reference was used for something else.
    """
    if reason := why_not(kind, source, target, amount):
        raise Refused(reason)
    return _book(_Way(kind, source, target, amount), reference, by, memo, booked_on)


def reverse(movement: Movement, *, reference: str, by: Acting, memo: str = "") -> Movement:
    """Undo a movement by its mirror image; both stay in the books.

    Raises InsufficientFunds when the money has moved on, Refused when it was undone already or is itself an undoing.
    """
    if movement.reverses_id is not None:
        raise Refused(_("A reversal is not reversed; book the movement anew."))
    source, target = _pot(movement.target), _pot(movement.source)
    way = _Way(movement.kind, source, target, movement.amount, movement)
    _lock(_account(source))
    undone = db.session.scalars(select(Movement).where(Movement.reverses_id == movement.id)).first()
    if undone is not None and undone.reference != reference:
        raise Refused(_("This movement was reversed already."))
    return _book(way, reference, by, memo, None)


def _book(way: _Way, reference: str, by: Acting, memo: str, booked_on: date | None) -> Movement:
    account = _account(way.source)
    _lock(account)
    wanted = select(Movement).where(Movement.reference == reference)
    if (earlier := db.session.scalars(wanted).first()) is not None:
        return _same(earlier, way)
    if way.source.kind not in BELOW_ZERO and (left := queries.balance_of(account.id)) < way.amount:
        raise InsufficientFunds(way.source, left, way.amount)
    written = Movement(
        at=clock.now(),
        booked_on=booked_on or clock.today(),
        kind=way.kind,
        source_id=account.id,
        target_id=_account(way.target).id,
        amount=way.amount,
        reference=reference,
        content_hash=way.hash,
        reverses_id=way.reverses.id if way.reverses is not None else None,
        memo=memo,
        by_id=by.id,
        by_name=by.name,
    )
    facts = {name: getattr(written, name) for name in Movement.__table__.columns.keys() if name != "id"}  # noqa: SIM118
    if not insert_once(Movement, **facts | {"seal": seal(written, way.does)}):
        return _same(db.session.scalars(wanted).one(), way)
    movement = db.session.scalars(wanted).one()
    audit.record("ledger.move", movement, by=by, reference=reference, amount=way.amount, seal=movement.seal)
    return movement


def _same(earlier: Movement, way: _Way) -> Movement:
    if earlier.content_hash != way.hash:
        raise Refused(_("Reference %(reference)s was used for another movement.", reference=earlier.reference))
    return earlier


def _lock(account: Account) -> None:
    """Hold the account until the transaction ends; others may still move money to it."""
    db.session.scalars(select(Account.id).where(Account.id == account.id).with_for_update(key_share=True)).one()


def _pot(account: Account) -> Pot:
    return Pot(account.kind, account.key)


def _account(pot: Pot) -> Account:
    wanted = select(Account).where(Account.kind == pot.kind, Account.key == pot.key)
    account = db.session.scalars(wanted).first()
    if account is None:
        insert_once(Account, kind=pot.kind, key=pot.key)
        account = db.session.scalars(wanted).one()
    return account
