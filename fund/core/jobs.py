"""What the clock does, and how it is done once.

A job claims its slot with a unique row and commits the claim; a second scheduler that loses the claim walks on (P5).
The work itself runs in its own transaction, and must be safe to repeat: a claim whose worker died is taken over.
"""

from __future__ import annotations

import logging
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Text, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from fund.core import clock
from fund.core.db import Id, Model, Moment, Word, db, insert_once, only_reading

log = logging.getLogger(__name__)
T = TypeVar("T")
STALE = timedelta(minutes=30)
AGAIN = timedelta(minutes=10)
"""After a failure; then the slot may be claimed again."""
KEPT = timedelta(days=60)
"""How long a run that went well is remembered."""


class NotAllDone(Exception):
    """Some of the many small things of a job went wrong; the others are done and kept, and the slot is tried again."""


class Outcome(StrEnum):
    """How a run of a job ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Job:
    """A piece of work of the clock: its name, what it does, and when (APScheduler cron fields, in Amsterdam time).

    `work` answers a line that says what was done. `slot` tells runs apart; runs of one slot happen once.
    """

    name: str
    work: Callable[[], str]
    every: dict[str, Any] = field(default_factory=dict)
    slot: str = "%Y-%m-%dT%H:%M"


class JobRun(Model):
    """One run of a job."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "slot"),)

    id: Mapped[Id]
    job: Mapped[Word]
    slot: Mapped[Word]
    claimed_by: Mapped[Word]
    started_at: Mapped[Moment]
    finished_at: Mapped[Moment | None]
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.RUNNING)
    says: Mapped[str] = mapped_column(Text, default="")


def run(job: Job, slot: str | None = None) -> str | None:
    """Claim the slot and do the work; answers what the job says, or None when another scheduler had the slot.

    One of the three doors: it commits the claim, then the work, then the outcome.
    """
    slot = slot or clock.now().strftime(job.slot)
    if not _claim(job.name, slot):
        return None
    try:
        says = job.work()
        _finish(job.name, slot, Outcome.DONE, says)
    except Exception as problem:
        db.session.rollback()
        log.exception("job %s failed", job.name)
        _finish(job.name, slot, Outcome.FAILED, f"{type(problem).__name__}: {problem}")
        raise
    return says


def was_done(job: Job, slot: str) -> bool:
    """Answer whether a slot was done, without waiting for whoever writes."""
    with only_reading():
        done = select(JobRun.id).where(JobRun.job == job.name, JobRun.slot == slot, JobRun.outcome == Outcome.DONE)
        found = db.session.scalars(done).first() is not None
        db.session.rollback()
    return found


def last_runs() -> dict[str, JobRun]:
    """Answer the last run of each job, by name."""
    last = select(func.max(JobRun.id)).group_by(JobRun.job)
    return {run.job: run for run in db.session.scalars(select(JobRun).where(JobRun.id.in_(last)))}


def forget_runs() -> str:
    """Forget runs that went well long ago; failures stay."""
    old = delete(JobRun).where(JobRun.outcome == Outcome.DONE, JobRun.started_at < clock.now() - KEPT)
    return f"{getattr(db.session.execute(old), 'rowcount', 0)} old runs forgotten"


def keep() -> None:
    """Commit a part of the work: for a job that does many small things, each of which must survive the next."""
    db.session.commit()


@dataclass(frozen=True)
class Tally:
    """How often each outcome came about, and what went wrong."""

    times: Counter[str]
    problems: list[str]

    def say(self, line: str) -> str:
        """Answer `line`. Raises NotAllDone, with the line and the first problem, when something went wrong."""
        if self.problems:
            raise NotAllDone(f"{line}, {len(self.problems)} went wrong; the first: {self.problems[0]}")
        return line


def one_by_one(subjects: Iterable[T], do: Callable[[T], str]) -> Tally:
    """Do many small things, each in a transaction of its own; `do` answers in a word how it went.

    One that fails is undone, logged and counted; it undoes no other and holds up no other (P5).
    """
    tally = Tally(Counter(), [])
    for subject in subjects:
        try:
            how = do(subject)
            keep()
        except Exception as problem:
            db.session.rollback()
            log.exception("one of many failed")
            tally.problems.append(f"{type(problem).__name__}: {problem}")
        else:
            tally.times[how] += 1
    return tally


def _claim(name: str, slot: str) -> bool:
    worker = f"{socket.gethostname()}:{os.getpid()}"[:80]
    now = clock.now()
    won = insert_once(JobRun, job=name, slot=slot, claimed_by=worker, started_at=now, outcome=Outcome.RUNNING, says="")
    if not won:
        held = db.session.scalars(select(JobRun).where(JobRun.job == name, JobRun.slot == slot).with_for_update()).one()
        died = held.outcome is Outcome.RUNNING and held.started_at < now - STALE
        won = died or (held.outcome is Outcome.FAILED and held.started_at < now - AGAIN)
        if won:
            held.started_at, held.outcome, held.claimed_by = now, Outcome.RUNNING, worker
            held.finished_at = None
    db.session.commit()
    return won


def _finish(name: str, slot: str, outcome: Outcome, says: str) -> None:
    run = db.session.scalars(select(JobRun).where(JobRun.job == name, JobRun.slot == slot)).one()
    run.outcome, run.says, run.finished_at = outcome, says, clock.now()
    db.session.commit()
