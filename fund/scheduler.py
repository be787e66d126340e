"""The clock process: the JOBS of every stage, at their hours in Amsterdam, until it is told to stop.

Several may be alive at once: a run belongs to the moment it was planned for, and that slot is claimed in the database
(P5). A moment that was missed, or whose run failed, is caught up with at the start and every half hour. Jobs are
planned outside the hours in which the clocks change.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import signal
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from flask import Flask, current_app

from fund.core import anchors, clock
from fund.core.db import db
from fund.core.jobs import Job, forget_runs, run

log = logging.getLogger("fund.scheduler")
GRACE = 3600  # seconds late that a run is still started; what is later is caught up with
WINDOWS = tuple(timedelta(minutes=minutes) for minutes in (1, 60, 24 * 60, 8 * 24 * 60, 32 * 24 * 60))


def anchor_audit() -> str:
    """Write down the end of the audit chain outside the database (P7)."""
    anchor = anchors.drop(Path(current_app.config["AUDIT_ANCHORS"]))
    return "there is no chain yet" if anchor is None else f"{anchor.length} entries, head {anchor.hash[:16]}"


HOUSEKEEPING = (
    Job("anchor_audit", anchor_audit, every={"hour": 1, "minute": 5}, slot="%Y-%m-%d"),
    Job("forget_runs", forget_runs, every={"hour": 4, "minute": 40}, slot="%Y-%m-%d"),
)


def all_jobs(packages: Iterable[str]) -> dict[str, Job]:
    """Collect the jobs of the packages and of the house, by name. Raises ValueError when two have one name."""
    rooms = [f"fund.{name}.jobs" for name in packages]
    found = [*HOUSEKEEPING]
    for room in rooms:
        if importlib.util.find_spec(room):
            found += importlib.import_module(room).JOBS
    names = [job.name for job in found]
    if len(set(names)) < len(names):
        raise ValueError(f"two jobs have one name: {sorted(names)}")
    return {job.name: job for job in found}


def trigger(job: Job) -> CronTrigger:
    """Read the hours of a job, in Amsterdam."""
    return CronTrigger(**job.every, timezone=clock.AMSTERDAM)


def last_moment(job: Job, now: datetime) -> datetime | None:
    """Answer the last moment up to `now` at which the job is planned; None when there is none in a month."""
    planned = trigger(job)
    for window in WINDOWS:
        moment = planned.get_next_fire_time(None, (now - window).astimezone(clock.AMSTERDAM))
        if moment is None or moment > now:
            continue
        while (later := planned.get_next_fire_time(moment, moment + timedelta(seconds=1))) and later <= now:
            moment = later
        return moment.astimezone(UTC)  # type: ignore[no-any-return]  # APScheduler comes without types
    return None


def do(app: Flask, job: Job) -> None:
    """Do a job for the moment it was last planned for, unless that was done; write one line when it was."""
    with app.app_context():
        moment = last_moment(job, clock.now())
        if moment is None:
            return
        try:
            says = run(job, moment.strftime(job.slot))
        except Exception as problem:  # noqa: BLE001 (written down as the outcome of the run; the clock goes on)
            log.error("job %s failed: %s", job.name, problem)
        else:
            if says is not None:
                log.info("job %s: %s", job.name, says)
        finally:
            db.session.remove()


def work(app: Flask, packages: Iterable[str]) -> None:
    """Run every job at its hours until SIGTERM or SIGINT; what is under way is finished first."""
    jobs = all_jobs(packages).values()
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_signal: stopped.set())
    scheduler: Any = BackgroundScheduler(
        timezone=clock.AMSTERDAM,
        executors={"default": ThreadPoolExecutor(4)},
        job_defaults={"coalesce": True, "misfire_grace_time": GRACE, "max_instances": 1},
    )
    for job in jobs:
        scheduler.add_job(do, trigger(job), args=(app, job), id=job.name)
    scheduler.add_job(_catch_up, CronTrigger(minute="10,40", timezone=clock.AMSTERDAM), args=(app, jobs))
    scheduler.add_job(_catch_up, args=(app, jobs))
    scheduler.start()
    log.info("the clock runs, with %s jobs", len(jobs))
    stopped.wait()
    scheduler.shutdown(wait=True)
    log.info("the clock stopped")


def _catch_up(app: Flask, jobs: Iterable[Job]) -> None:
    """Do what was missed or failed; a slot that was done is passed by."""
    for job in jobs:
        do(app, job)
