"""What is signed: whether it is whole, and the hash by which a change is noticed. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from fund.core.i18n import Message, _
from fund.core.money import Money


def is_whole(decision: Any, _day: date) -> Message | None:
    """Check that payments make the amount, a refusal cites a ground, and both have reasons (LC-51, LC-54)."""
    if not decision.reasoning.strip():
        return _("Write the reasons of the decision.")
    if decision.amount and sum(instalment.amount for instalment in decision.instalments) != decision.amount:
        return _("The payments do not add up to the amount of the grant.")
    if not decision.amount and not decision.ground_codes:
        return _("Choose at least one ground of refusal.")
    return None


def has_its_letter(decision: Any, _day: date) -> Message | None:
    """Check that a decision is made known by its letter (LC-72a)."""
    return None if decision.letter_id else _("Draw the letter first.")


def why_deviation_is_needed(*, advised: int, amount: int, deviation: str) -> Message | None:
    """Say that a decision that departs from the advice gives the reason (LC-72b); amounts in cents, 0 is a refusal."""
    if advised != amount and not deviation.strip():
        return _("This departs from the advice (%(advised)s). Write why.", advised=Money(advised))
    return None


def why_no_ground(amount: int, ground_codes: Collection[str]) -> Message | None:
    """Say that a grant (of cents) cites no ground of refusal (LC-54)."""
    if amount and ground_codes:
        return _("A ground of refusal belongs to a refusal. Clear it here, or choose to refuse.")
    return None


def content_hash(decision: Any) -> str:
    """Hash everything that is signed; when it changes, what was signed is void."""
    said = {
        "number": decision.number,
        "kind": decision.kind.value,
        "amount": decision.amount,
        "reasoning": decision.reasoning,
        "deviation": decision.deviation,
        "grounds": list(decision.ground_codes),
        "state_aid": decision.state_aid,
        "obligations": [
            (item.position, item.kind.value, item.text_nl, item.text_en, str(item.due_on))
            for item in decision.obligations
        ],
        "instalments": [
            (item.position, item.amount, str(item.due_on), item.after_obligation, item.at_settlement)
            for item in decision.instalments
        ],
    }
    return hash_of(said)


def hash_of(said: Mapping[str, object]) -> str:
    """Hash what somebody puts a signature under, the same whatever the order of its parts."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
