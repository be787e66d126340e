"""The terms of the General Administrative Law Act (Awb) that the fund works with, ready to be counted.

Awb terms of twelve weeks or less move to a working day (TM-10). The term to decide on an application comes from the
province's own rules: the call gives its weeks, its article and whether it moves (LC-11, TM-09).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from fund.core.errors import Refused
from fund.core.i18n import Message, _
from fund.core.money import Cents
from fund.core.terms import Deadline, Suspension, Term, Unit

_MADE_KNOWN = _("Decision made known")
_OBJECTION_TERM_ENDED = _("Last day to object")

OBJECTION: Final = Term(6, Unit.WEEKS, _("6 weeks to object (Awb 6:7)"), _MADE_KNOWN)
OBJECTION_DECISION: Final = Term(6, Unit.WEEKS, _("6 weeks to decide (Awb 7:10)"), _OBJECTION_TERM_ENDED)
OBJECTION_DECISION_BY_COMMITTEE: Final = Term(
    12, Unit.WEEKS, _("12 weeks to decide with a committee (Awb 7:10)"), _OBJECTION_TERM_ENDED
)
PAYMENT: Final = Term(6, Unit.WEEKS, _("6 weeks to pay (Awb 4:87)"), _MADE_KNOWN)
SUMMONS: Final = Term(2, Unit.WEEKS, _("2 weeks to pay after the summons (Awb 4:112)"), _("Summons sent"))
NOT_TREATING: Final = Term(4, Unit.WEEKS, _("4 weeks to leave it untreated (Awb 4:5)"), _("Completion ended"))
RESERVATION_OF_BUDGET: Final = Term(4, Unit.WEEKS, _("4 weeks to call on the budget (Awb 4:34)"), _("Budget adopted"))
DEFAULT_NOTICE: Final = Term(
    2, Unit.WEEKS, _("2 weeks to decide without penalty (Awb 4:17)"), _("Notice of default received"), shifts=False
)

PENALTY_STEPS: Final = ((14, 2_300), (14, 3_500), (14, 4_500))
"""Days and cents a day of the penalty for a late decision (LC-22); indexed, so a later rule may bring other steps."""


def objection_term(made_known: date) -> Deadline:
    """Count six weeks from the day after a decision was made known (LC-73a)."""
    return OBJECTION.after(made_known)


def posted_objection_term(term_ended: date) -> date:
    """Return the last day on which an objection that was posted in time may arrive: a week later (LC-73b)."""
    return term_ended + timedelta(weeks=1)


def objection_decision_term(
    term_ended: date,
    *,
    committee: bool = False,
    extension: int = 0,
    suspensions: Iterable[Suspension] = (),
    today: date | None = None,
) -> Deadline:
    """Count six or twelve weeks from the end of the objection term and not from receipt (LC-73e)."""
    if not 0 <= extension <= 6:
        message = f"a decision on an objection is postponed by six weeks at most, not {extension}"
        raise ValueError(message)
    term = OBJECTION_DECISION_BY_COMMITTEE if committee else OBJECTION_DECISION
    return term.after(term_ended, extension=extension, suspensions=suspensions, today=today)


def decision_term(
    start: date,
    weeks: int,
    *,
    event: Message,
    rule: str,
    shifts: bool | None = None,
    suspensions: Iterable[Suspension] = (),
    extension: int = 0,
    today: date | None = None,
) -> Deadline:
    """Count the weeks to decide on an application from the event that the call names (LC-10, LC-11, LC-13 to LC-17).

    ``rule`` is the article, shown with the term. Terms of 13, 22 and 40 weeks do not move (TM-08).
    """
    term = Term(weeks, Unit.WEEKS, _("%(weeks)s weeks to decide (%(rule)s)", weeks=weeks, rule=rule), event, shifts)
    return term.after(start, suspensions=suspensions, extension=extension, today=today)


def payment_term(made_known: date) -> Deadline:
    """Count six weeks to pay after a decision to pay was made known (LC-62)."""
    return PAYMENT.after(made_known)


def completion_term(asked: date, weeks: int = 2) -> Deadline:
    """Count the weeks to complete an application; the end moves in favour of the applicant (LC-05, TM-09)."""
    label = _("%(weeks)s weeks to complete the application (Awb 4:5)", weeks=weeks)
    if weeks == 1:
        label = _("1 week to complete the application (Awb 4:5)")
    return Term(weeks, Unit.WEEKS, label, _("Completion asked"), shifts=True).after(asked)


def penalty_free_term(term_ended: date, notice_received: date) -> Deadline:
    """Count two weeks after a notice of default in which deciding is free; the day after them costs (LC-21).

    Raises:
        Refused: when the notice came before the term had ended and so does not count (LC-25).
    """
    if notice_received <= term_ended:
        raise Refused(_("This notice came too early: the term ended on %(day)s. Ask for a new notice.", day=term_ended))
    return DEFAULT_NOTICE.after(notice_received)


def penalty(days: int, steps: Iterable[tuple[int, Cents]] = PENALTY_STEPS) -> Cents:
    """Add up the penalty after a number of penalty days, at most 42 (LC-20, LC-22)."""
    due = 0
    for length, amount in steps:
        due += amount * max(0, min(days, length))
        days -= length
    return due
