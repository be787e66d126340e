"""What the clock does for reports: the reminders that are due go out, once each, however late the clock is."""

from __future__ import annotations

from fund.core import clock
from fund.core.audit import TheClock
from fund.core.jobs import Job
from fund.reports import actions, queries


def send_reminders() -> str:
    """Send every reminder that is due; safe to repeat, and a missed day loses nothing (F66)."""
    sent = dropped = 0
    for reminder_id in queries.reminders_due(clock.now(), limit=5000):
        if actions.remind(reminder_id, by=TheClock()):
            sent += 1
        else:
            dropped += 1
    return f"{sent} reminders sent, {dropped} no longer needed"


JOBS = (Job("send_reminders", send_reminders, every={"minute": "*/15"}),)
