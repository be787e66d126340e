"""Two clocks alive at once, as after a careless restart: each message goes out once (P5)."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from fund.core.db import only_reading
from fund.core.jobs import JobRun, Outcome
from fund.notices.actions import tell
from tests.bed import crew
from tests.bed.outbox import Outbox
from tests.bed.site import Site
from tests.notices.conftest import ideas

__all__ = ["ideas"]
FACTS = {"title": "Brood", "amount": 1, "on": "2026-12-04", "why": ""}
LONGEST = 120  # seconds; two processes start, on a busy machine


def start_clock(database: Site, outbox: Outbox) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "scheduler"],
        cwd=crew.ROOT,
        env=crew.environment(database, outbox),
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.concurrency
def test_two_clocks_send_each_message_once_and_stop_when_told(database: Site, outbox: Outbox, ideas: Path) -> None:
    for n in range(20):
        tell((f"P{n}", f"p{n}@example.nl", "nl"), template="ideas/hello", reason=f"idea:{n}", facts=FACTS)
    database.commit()
    clocks = [start_clock(database, outbox) for _n in range(2)]
    try:
        until = time.monotonic() + LONGEST
        while time.monotonic() < until and (len(outbox) < 20 or not _all_done(database)):
            time.sleep(0.2)
    finally:
        for one in clocks:
            one.send_signal(signal.SIGTERM)
        said = [one.communicate(timeout=60)[1] for one in clocks]
    assert [one.returncode for one in clocks] == [0, 0], said
    assert all('"the clock stopped"' in lines for lines in said)
    assert Counter(str(mail["Message-ID"]) for mail in outbox).most_common(1)[0][1] == 1
    assert len(outbox) == 20
    database.refresh()
    runs = database.session.query(JobRun).all()
    assert {run.outcome for run in runs} == {Outcome.DONE}, ([(r.job, r.slot, r.outcome) for r in runs], said)
    assert not [slot for slot, times in Counter((run.job, run.slot) for run in runs).items() if times > 1]
    assert len({run.job for run in runs}) >= 8  # what was missed was caught up with at the start


def _all_done(database: Site) -> bool:
    """Look without holding up whoever writes."""
    with only_reading():
        database.refresh()
        outcomes = [run.outcome for run in database.session.query(JobRun)]
        database.refresh()
    return len(outcomes) >= 8 and set(outcomes) == {Outcome.DONE}
