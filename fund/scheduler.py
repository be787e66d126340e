"""The clock process: the JOBS of every stage, at their hours in Amsterdam, until it is told to stop.

Every minute each job asks for which moment it was last planned, and does that moment's work unless it was done. So what
was missed or failed is caught up with, and a night in which the clocks change is a night as any other. Several clocks
may be alive at once: the moment is a slot that is claimed in the database (P5).
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
from fund.core.jobs import Job, forget_runs, run, was_done

log = logging.getLogger("fund.scheduler")
GRACE = 3600  # seconds late that a minute still counts
MINUTE = timedelta(minutes=1)
LONGEST_BACK = 32 * 24 * 60  # minutes; a job that is planned less often than once a month does not exist


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
    """Answer the last minute up to `now` at which the job is planned; None when there is none in a month.

    Walks back in UTC and reads the clock on the wall: in the hour that comes twice each minute is a moment of its own.
    """
    fields, moment = trigger(job).fields, now.astimezone(UTC).replace(second=0, microsecond=0)
    for _minute in range(LONGEST_BACK):
        wall = moment.astimezone(clock.AMSTERDAM)
        if all(field.get_next_value(wall) == field.get_value(wall) for field in reversed(fields[:-1])):
            return moment
        moment -= MINUTE
    return None


def do(app: Flask, job: Job) -> None:
    """Do a job for the moment it was last planned for, unless that was done; write one line when it was."""
    with app.app_context():
        moment = last_moment(job, clock.now())
        slot = moment.strftime(job.slot) if moment is not None else ""
        try:
            says = run(job, slot) if slot and not was_done(job, slot) else None
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
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(4)},
        job_defaults={"coalesce": True, "misfire_grace_time": GRACE, "max_instances": 1},
    )
    for job in jobs:
        scheduler.add_job(do, CronTrigger(minute="*", timezone=UTC), args=(app, job), next_run_time=clock.now())
    scheduler.start()
    log.info("the clock runs, with %s jobs", len(jobs))
    stopped.wait()
    scheduler.shutdown(wait=True)
    log.info("the clock stopped")
