"""What a part of the form can still lack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fund.core.i18n import Message


class Kind(StrEnum):
    """How much a gap weighs: something is missing, something cannot stay so, or something could be better."""

    MISSING = "missing"
    WRONG = "wrong"
    HINT = "hint"


@dataclass(frozen=True)
class Gap:
    """One thing to mend: the field of the form it belongs to, and the sentence that says what to do."""

    field: str
    reason: Message
    kind: Kind = Kind.MISSING

    @property
    def blocks(self) -> bool:
        """Whether the application cannot be submitted like this; a hint never blocks."""
        return self.kind is not Kind.HINT


def unanswered(application: Any, questions: dict[str, Message]) -> Iterator[Gap]:
    """Name the questions without an answer; zero and no are answers."""
    for field, reason in questions.items():
        answer = getattr(application, field)
        if answer is None or (isinstance(answer, str) and not answer.strip()):
            yield Gap(field, reason)
