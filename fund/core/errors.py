"""What can go wrong in words. Each error carries the sentence that the person reads."""

from __future__ import annotations

from fund.core.i18n import Message


class Refused(Exception):
    """A rule, a right or a moment stands in the way; nothing has changed.

    `reason` says what is wrong and what to do about it; `field` names the form field it belongs to, if any.
    """

    def __init__(self, reason: Message, field: str | None = None) -> None:
        super().__init__(reason.text)
        self.reason = reason
        self.field = field


class Invalid(Refused):
    """What was typed or sent cannot be read."""


class Forbidden(Refused):
    """This person may not do this; the reason says why and whom to ask."""


class Stale(Refused):
    """Somebody else was first; the page shows something that is no longer so."""
