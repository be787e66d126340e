"""Two clocks alive at once, as after a careless restart: each message goes out once (P5)."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from fund.core import clock
from fund.core.audit import AuditEntry
from fund.core.db import only_reading
from fund.core.jobs import JobRun, Outcome
from fund.notices.actions import tell
from fund.notices.jobs import send_notices
from fund.reports.models import Report
from tests.bed import crew
from tests.bed.outbox import Outbox
from tests.bed.site import Site
from tests.builders import an_award
from tests.notices.conftest import ideas
from tests.world import World

__all__ = ["ideas"]
FACTS = {"title": "Brood", "amount": 1, "on": "2026-12-04", "why": ""}
LONGEST = 120  # seconds; two processes start, on a busy machine


def start_clock(database: Site, outbox: Outbox, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as lines:
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "scheduler"],
            cwd=crew.ROOT,
            env=crew.environment(database, outbox),
            stderr=lines,
        )


def let_two_clocks_run(database: Site, outbox: Outbox, folder: Path, *, mails: int) -> list[str]:
    """Start two clocks, and stop them when both run, every job was done and so many mails came in.

    Answers what they wrote in `folder`. A clock that has not begun yet cannot be told to finish what it does.
    """
    logs = [folder / f"clock-{n}.log" for n in range(2)]
    clocks = [start_clock(database, outbox, log) for log in logs]
    try:
        until = time.monotonic() + LONGEST
        while time.monotonic() < until and not (
            all("the clock runs" in log.read_text() for log in logs) and len(outbox) >= mails and _all_done(database)
        ):
            time.sleep(0.2)
    finally:
        for one in clocks:
            one.send_signal(signal.SIGTERM)
        ended = [one.wait(timeout=60) for one in clocks]
    said = [log.read_text() for log in logs]
    assert ended == [0, 0], said
    assert all('"the clock stopped"' in lines for lines in said)
    return said


@pytest.mark.concurrency
def test_two_clocks_send_each_message_once_and_stop_when_told(
    database: Site, outbox: Outbox, ideas: Path, tmp_path: Path
) -> None:
    for n in range(20):
        tell((f"P{n}", f"p{n}@example.nl", "nl"), template="ideas/hello", reason=f"idea:{n}", facts=FACTS)
    database.commit()
    said = let_two_clocks_run(database, outbox, tmp_path, mails=20)
    assert Counter(str(mail["Message-ID"]) for mail in outbox).most_common(1)[0][1] == 1
    assert len(outbox) == 20
    database.refresh()
    runs = database.session.query(JobRun).all()
    assert {run.outcome for run in runs} == {Outcome.DONE}, ([(r.job, r.slot, r.outcome) for r in runs], said)
    assert not [slot for slot, times in Counter((run.job, run.slot) for run in runs).items() if times > 1]
    assert len({run.job for run in runs}) >= 8  # what was missed was caught up with at the start


@pytest.mark.concurrency
def test_two_clocks_send_each_reminder_that_is_due_once(
    database: Site, world: World, outbox: Outbox, tmp_path: Path
) -> None:
    award = an_award()
    database.session.flush()
    reports = database.session.query(Report).filter_by(award_id=award.id).all()
    for reminder in (due := [reminder for report in reports for reminder in report.reminders]):
        reminder.due_at = clock.now()  # long ago, by the clock of the processes
    send_notices()
    outbox.clear()
    database.commit()
    per_report = 4 * 2 + 1  # four times to Noor and Samir, and once to who handles the case
    mails = per_report * len(reports) + 1  # and the copy of the application
    said = let_two_clocks_run(database, outbox, tmp_path, mails=mails)
    assert (len(reports), len(due)) == (2, 10)
    assert len(outbox) == mails, said
    assert Counter(str(mail["Message-ID"]) for mail in outbox).most_common(1)[0][1] == 1
    assert len(outbox.to(world.mila.email)) == len(reports)
    database.refresh()
    assert all(reminder.sent_at is not None for reminder in due)
    told = Counter(
        (entry.subject_id, entry.detail["kind"])
        for entry in database.session.query(AuditEntry).filter_by(action="report.remind")
    )
    assert told == {(reminder.report_id, reminder.kind.value): 1 for reminder in due}


def _all_done(database: Site) -> bool:
    """Look without holding up whoever writes."""
    with only_reading():
        database.refresh()
        outcomes = [run.outcome for run in database.session.query(JobRun)]
        database.refresh()
    return len(outcomes) >= 8 and set(outcomes) == {Outcome.DONE}
