"""Who sends reminders in a process of its own, whatever slot another claimed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fund.core import clock
from fund.reports.jobs import send_reminders


def remind(_number: int, moment: str) -> Iterator[str]:
    """Send what is due at `moment`; answer what the job says."""
    with clock.hold(datetime.fromisoformat(moment)):
        yield send_reminders()
