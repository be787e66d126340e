"""Until when the fund decides, and until when it takes an application up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from fund.core.calendar import local_day
from fund.core.i18n import _
from fund.core.legal_terms import decision_term as term_to_decide
from fund.core.terms import Deadline, Suspension

TAKE_UP_DAYS = 14
"""Days in which we look whether an application is complete; our own rule, not the law's."""


def decision_term(
    application: Any,
    *,
    submitted_at: datetime | None = None,
    complete_at: datetime | None = None,
    suspensions: Iterable[Suspension] = (),
    today: date | None = None,
) -> Deadline:
    """Count the weeks to decide from the event that the call names (LC-10 to LC-17); 13 weeks do not move (TM-08).

    As long as nobody established that the application is complete, the term is counted from its receipt: the earliest
    that it can be. `submitted_at` and `complete_at` stand in for facts that are about to be set.
    """
    call = application.call
    complete = complete_at or application.complete_at
    if call.decision_term_start == "window_closed":
        start, event = call.closes_at, _("Call closed")
    elif call.decision_term_start == "complete" and complete is not None:
        start, event = complete, _("Application complete")
    else:
        start, event = submitted_at or application.submitted_at, _("Application received")
    return term_to_decide(
        local_day(start),
        call.decision_weeks,
        event=event,
        rule=call.decision_rule or call.code,
        suspensions=suspensions,
        today=today,
    )


def take_up_by(received: date) -> date:
    """Compute the day by which we say whether an application is complete."""
    return received + timedelta(days=TAKE_UP_DAYS)
