"""What the clock does is done once per slot, and again when it went wrong (P5)."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from fund import scheduler
from fund.app import PACKAGES
from fund.core import clock, jobs
from fund.core.jobs import Job, JobRun, NotAllDone, Outcome, one_by_one, run
from tests.bed.site import Site


class Work:
    """Counts how often it was done; fails while told to."""

    def __init__(self) -> None:
        self.done, self.fails = 0, False

    def __call__(self) -> str:
        self.done += 1
        if self.fails:
            raise RuntimeError("out of ink")
        return f"done {self.done}"


@pytest.fixture
def work() -> Work:
    return Work()


def test_a_slot_is_done_once(database: Site, work: Work) -> None:
    job = Job("count", work, slot="%Y-%m-%d")
    assert run(job) == "done 1"
    assert run(job) is None
    assert run(job, "another") == "done 2"
    kept = database.session.query(JobRun).order_by(JobRun.id).first()
    assert kept is not None
    assert (kept.slot, kept.outcome, kept.says, kept.finished_at) == (
        "2026-03-02", Outcome.DONE, "done 1", clock.now(),
    )  # fmt: skip


def test_what_failed_is_kept_and_tried_again_after_a_while(database: Site, held, work: Work, caplog) -> None:
    job, work.fails = Job("count", work, slot="%Y-%m-%d"), True
    with pytest.raises(RuntimeError), caplog.at_level(logging.CRITICAL):
        run(job)
    kept = database.session.query(JobRun).one()
    assert (kept.outcome, kept.says) == (Outcome.FAILED, "RuntimeError: out of ink")
    work.fails = False
    assert run(job) is None
    held.forward(minutes=11)
    assert run(job) == "done 2"
    assert run(job) is None


def test_a_run_whose_worker_died_is_taken_over(database: Site, held, work: Work) -> None:
    job = Job("count", work, slot="%Y-%m-%d")
    assert jobs._claim("count", "2026-03-02")  # and then the lights went out
    held.forward(minutes=29)
    assert run(job) is None
    held.forward(minutes=2)
    assert run(job) == "done 1"


def test_the_work_is_undone_when_it_fails(database: Site, work: Work) -> None:
    def half() -> str:
        database.session.add(JobRun(job="x", slot="y", claimed_by="z", started_at=clock.now()))
        database.session.flush()
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        run(Job("half", half))
    assert database.session.query(JobRun).filter_by(job="x").count() == 0


def test_of_many_small_things_one_that_fails_undoes_and_holds_up_no_other(database: Site, caplog) -> None:
    def do(name: str) -> str:
        database.session.add(JobRun(job=name, slot="y", claimed_by="z", started_at=clock.now()))
        database.session.flush()
        if name == "b":
            raise RuntimeError("half-way")
        return "even" if name in "ac" else "odd"

    with caplog.at_level(logging.CRITICAL):
        tally = one_by_one("abcd", do)
    database.session.rollback()
    assert {one.job for one in database.session.query(JobRun)} == {"a", "c", "d"}
    assert tally.times == {"even": 2, "odd": 1}
    with pytest.raises(NotAllDone, match="3 done, 1 went wrong; the first: RuntimeError: half-way"):
        tally.say("3 done")
    assert one_by_one("ef", do).say("all done") == "all done"


def test_old_runs_are_forgotten_but_failures_stay(database: Site, held, work: Work) -> None:
    run(Job("count", work), "went well")
    work.fails = True
    with pytest.raises(RuntimeError):
        run(Job("count", work), "went wrong")
    held.forward(days=61)
    assert jobs.forget_runs() == "1 old runs forgotten"
    assert database.session.query(JobRun).one().slot == "went wrong"


MINUTES, NIGHTLY = {"minute": "*/15"}, {"hour": 4, "minute": 10}


@pytest.mark.parametrize(
    ("every", "now", "planned"),
    [
        (MINUTES, "2026-03-02T09:14:59", "2026-03-02T09:00"),
        (MINUTES, "2026-03-02T09:15:00", "2026-03-02T09:15"),
        (NIGHTLY, "2026-03-02T03:09:59", "2026-03-01T03:10"),
        (NIGHTLY, "2026-03-02T03:10:00", "2026-03-02T03:10"),
        (NIGHTLY, "2026-03-29T02:10:00", "2026-03-29T02:10"),  # summer time began that night
        (NIGHTLY, "2026-10-25T03:10:00", "2026-10-25T03:10"),  # and ended
        ({"day": 1, "hour": 6}, "2026-03-31T09:00:00", "2026-03-01T05:00"),
        ({"month": 1, "day": 1}, "2026-06-01T09:00:00", None),
    ],
)
def test_a_run_belongs_to_the_moment_it_was_planned_for(
    every: dict[str, object], now: str, planned: str | None
) -> None:
    moment = scheduler.last_moment(Job("x", str, every=every), datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert moment == (None if planned is None else datetime.fromisoformat(planned).replace(tzinfo=UTC))


def test_a_quarter_is_never_planned_twice_when_the_clocks_go_back() -> None:
    job = Job("x", str, every=MINUTES)
    start = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    slots = [
        moment.strftime(job.slot)
        for minute in range(0, 240, 5)
        if (moment := scheduler.last_moment(job, start + timedelta(minutes=minute)))
    ]
    assert len(set(slots)) == 16
    assert slots == sorted(slots)


def test_every_job_has_a_name_of_its_own_and_hours_outside_the_change_of_the_clocks() -> None:
    found = scheduler.all_jobs(PACKAGES)
    assert {"send_notices", "check_books", "anchor_audit"} <= set(found)
    for job in found.values():
        hours = str(job.every.get("hour", "*"))
        assert "2" not in hours.split(","), f"{job.name}: between two and three the clocks change"
        if "hour" in job.every:
            assert job.slot == "%Y-%m-%d", f"{job.name} runs once a day: its slot is the day"


def test_two_jobs_with_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "HOUSEKEEPING", (Job("a", str), Job("a", str)))
    with pytest.raises(ValueError, match="one name"):
        scheduler.all_jobs(())


def test_a_job_is_done_by_hand_whatever_its_hours(database: Site, held) -> None:
    runner = database.app.test_cli_runner()
    for _twice in range(2):
        assert "0 sent, 0 not taken" in runner.invoke(args=["jobs", "run", "send_notices"]).output
        held.forward(minutes=1)
    unknown = runner.invoke(args=["jobs", "run", "nothing"])
    assert unknown.exit_code == 1
    assert "there is no job nothing" in unknown.output
    assert "send_notices: cron[minute='*']; last run 2026-03-02 10:01" in runner.invoke(args=["jobs", "list"]).output
