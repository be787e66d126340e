"""What an applicant does next, and before when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from fund.core.i18n import Message, _


class Kind(StrEnum):
    """What there is to do."""

    FINISH = "finish"
    OWE = "owe"
    ANSWER = "answer"
    REGISTER = "register"
    WAIT = "wait"
    LOOK = "look"


@dataclass(frozen=True)
class Todo:
    """Something that an applicant must do: finish a draft, send a report, or answer a question about one.

    `title` is the title of the draft, or the kind of the report; `key` is that of the draft or the report.
    """

    kind: Kind
    title: str
    before: date
    key: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Step:
    """The one next step: what, by which day (`at` with its hour), and how it is shown (`late`, `rest` or plain)."""

    kind: Kind
    what: Message
    before: date | None = None
    look: str = ""
    key: str = ""
    at: datetime | None = None


SEND: Final = {"interim": _("Send your interim report"), "final": _("Send your final report")}


def next_step(todo: Sequence[Todo], decide_by: Sequence[date], *, has_organisation: bool, today: date) -> Step:
    """Choose the one thing to do first: what is due first; else what to begin with, or to wait for."""
    if todo:
        first = min(todo, key=lambda each: each.before)
        if first.kind in (Kind.OWE, Kind.ANSWER):
            what = SEND[first.title] if first.kind is Kind.OWE else _("Answer our question about your report")
            return Step(first.kind, what, first.before, "late" if first.before < today else "", first.key)
        return Step(
            Kind.FINISH,
            _("Go on with your application “%(title)s”", title=first.title),
            first.before,
            "",
            first.key,
            first.at,
        )
    if not has_organisation:
        return Step(Kind.REGISTER, _("Register the organisation that you apply for"))
    if decide_by:
        return Step(Kind.WAIT, _("We decide on your application"), min(decide_by), "rest")
    return Step(Kind.LOOK, _("Look whether a grant scheme fits your plan"))
