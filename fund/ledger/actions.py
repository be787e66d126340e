"""The one function that moves money."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from fund.core import clock
from fund.core.audit import Acting
from fund.core.db import db, insert_once
from fund.core.errors import Refused
from fund.core.i18n import _
from fund.ledger import queries
from fund.ledger.models import Account, Movement
from fund.ledger.rules import BELOW_ZERO, InsufficientFunds, MovementKind, Pot, content_hash, seal, why_not


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
    account = _locked(source)
    content = content_hash(kind, source, target, amount)
    earlier = db.session.scalars(select(Movement).where(Movement.reference == reference)).first()
    if earlier is not None:
        return _same(earlier, content)
    if source.kind not in BELOW_ZERO and (left := queries.balance_of(account.id)) < amount:
        raise InsufficientFunds(source, left, amount)
    movement = Movement(
        at=clock.now(),
        booked_on=booked_on or clock.today(),
        kind=kind,
        source=account,
        target=_account(target),
        amount=amount,
        reference=reference,
        content_hash=content,
        memo=memo,
        by_id=by.id,
        by_name=by.name,
    )
    movement.seal = seal(movement)
    db.session.add(movement)
    db.session.flush()
    return movement


def _same(earlier: Movement, content: str) -> Movement:
    if earlier.content_hash != content:
        raise Refused(_("Reference %(reference)s was used for another movement.", reference=earlier.reference))
    return earlier


def _locked(pot: Pot) -> Account:
    account = _account(pot)
    return db.session.scalars(select(Account).where(Account.id == account.id).with_for_update()).one()


def _account(pot: Pot) -> Account:
    wanted = select(Account).where(Account.kind == pot.kind, Account.key == pot.key)
    account = db.session.scalars(wanted).first()
    if account is None:
        insert_once(Account, kind=pot.kind, key=pot.key)
        account = db.session.scalars(wanted).one()
    return account
