"""How people is heard: mail goes through the outbox, which is built on people and so is handed in by lifecycle."""

from __future__ import annotations

from typing import Protocol

from fund.people.models import Person

Recipient = Person | tuple[str, str, str]
"""A person, or a name, an address and a language."""


class Tell(Protocol):
    """What the outbox offers: tell one person, once for each `reason`, in their language."""

    def __call__(self, to: Recipient, /, *, template: str, reason: str, facts: dict[str, object]) -> object:
        """Put one notice in the outbox."""


_outbox: list[Tell] = []


def post_with(tell: Tell) -> None:
    """Let `tell` carry the mail; called only from `fund/lifecycle.py`."""
    _outbox[:] = [tell]


def tell(to: Recipient, template: str, reason: str, **facts: object) -> None:
    """Tell somebody something; raises LookupError when nobody carries the mail, so that nothing is promised in vain."""
    if not _outbox:
        raise LookupError("nobody carries the mail of people: fund/lifecycle.py hands the outbox in")
    _outbox[0](to, template=template, reason=reason, facts=dict(facts))
