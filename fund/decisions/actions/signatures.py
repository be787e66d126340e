"""Signing, the same for decisions and determinations: within a mandate, what was seen, voided by a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fund.core import clock
from fund.core.db import db
from fund.core.errors import Forbidden, Stale
from fund.core.i18n import Message, _
from fund.decisions import queries, rules
from fund.decisions.models import ApprovalKind, Mandate, Signature
from fund.people.models import Person


def require_mandate(amount: int, *, by: Person) -> Mandate:
    """Answer the mandate with which somebody decides about this amount in cents today; raises Forbidden (NB-10)."""
    day = clock.today()
    mandates = queries.mandates_on(day, person_id=by.id)
    mandate: Mandate | None = rules.covering_mandate(mandates, person_id=by.id, amount=amount, day=day)
    if mandate is None:
        raise Forbidden(rules.why_no_mandate(mandates, person_id=by.id, amount=amount, day=day))
    return mandate


def require_seen(seen_hash: str, subject: Any, content_hash: str) -> None:
    """Raise Stale unless what was seen, what was proposed and what stands there now are the same (P2)."""
    if not seen_hash == subject.content_hash == content_hash:
        raise Stale(_("This proposal was changed while you looked at it. Read it again before you sign."))


def sign(
    subject: Any, signature: Callable[..., Signature], kind: ApprovalKind, *, by: Person, capacity: str = ""
) -> None:
    """Add a signature under the content of a decision or determination as it is now."""
    subject.approvals.append(
        signature(
            kind=kind,
            person=by,
            capacity=capacity,
            amount_seen=subject.amount,
            content_hash=subject.content_hash,
            at=clock.now(),
        )
    )
    db.session.flush()


def void(subject: Any, because: Message) -> None:
    """Void every signature that still counts; the rows stay, with the reason, put into words when somebody reads it."""
    for approval in subject.approvals:
        if approval.voided_at is None:
            approval.voided_at, approval.voided_because = clock.now(), because.text
