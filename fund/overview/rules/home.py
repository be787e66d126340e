"""What an applicant does next, and before when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fund.core.i18n import Message, _


class Kind(StrEnum):
    """What there is to do."""

    FINISH = "finish"
    OWE = "owe"
    REGISTER = "register"
    WAIT = "wait"
    LOOK = "look"


@dataclass(frozen=True)
class Todo:
    """Something that an applicant must do: finish a draft (`key`, `title`), or meet an obligation (`number`)."""

    kind: Kind
    title: str
    before: date
    key: str = ""


@dataclass(frozen=True)
class Step:
    """The one next step: what, before when, and how it is shown (`late`, `rest` or plain)."""

    kind: Kind
    what: Message
    before: date | None = None
    look: str = ""
    key: str = ""


def next_step(todo: Sequence[Todo], decide_by: Sequence[date], *, has_organisation: bool, today: date) -> Step:
    """Choose the one thing to do first: what is due first; else what to begin with, or to wait for."""
    if todo:
        first = min(todo, key=lambda each: each.before)
        if first.kind is Kind.OWE:
            late = first.before < today
            what = _("You are late: %(what)s", what=first.title) if late else _("Do this: %(what)s", what=first.title)
            return Step(Kind.OWE, what, first.before, "late" if late else "", first.key)
        return Step(
            Kind.FINISH, _("Go on with your application “%(title)s”", title=first.title), first.before, "", first.key
        )
    if not has_organisation:
        return Step(Kind.REGISTER, _("Register the organisation that you apply for"))
    if decide_by:
        return Step(Kind.WAIT, _("You need not do anything. We decide on your application."), min(decide_by), "rest")
    return Step(Kind.LOOK, _("Look whether a grant scheme fits your plan"))
