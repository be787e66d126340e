"""What the clock does for reports: the reminders that are due go out, once each, however late the clock is."""

from __future__ import annotations

from fund.core import clock
from fund.core.audit import TheClock
from fund.core.jobs import Job, one_by_one
from fund.reports import actions, queries
from fund.reports.models import Reminded


def send_reminders() -> str:
    """Send every reminder that is due; safe to repeat, and a missed day loses nothing (F66).

    Raises NotAllDone when one could not be sent; it stays open, and the others are sent.
    """
    due = one_by_one(queries.reminders_due(clock.now(), limit=5000), lambda each: actions.remind(each, by=TheClock()))
    line = f"{due.times[Reminded.SENT]} reminders sent, {due.times[Reminded.DROPPED]} {Reminded.DROPPED}"
    waits = due.times[Reminded.NOBODY]
    return due.say(f"{line}, {waits} {Reminded.NOBODY}" if waits else line)


JOBS = (Job("send_reminders", send_reminders, every={"minute": "*/15"}),)
