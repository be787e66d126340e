"""What the clock does for payments: a run of which everything is confirmed is finished."""

from __future__ import annotations

from fund.core.audit import TheClock
from fund.core.jobs import Job, one_by_one
from fund.payments import actions, queries
from fund.payments.models import PaymentRun

FINISHED = "finished"


def settle_runs() -> str:
    """Finish the released runs of which nothing is at the bank any more; one that cannot be holds up no other."""
    done = one_by_one(queries.runs_without_open_orders(), _settle)
    return done.say(f"{done.times[FINISHED]} runs finished")


def _settle(run: PaymentRun) -> str:
    actions.settle_run(run, by=TheClock())
    return FINISHED


JOBS = (Job("payments.settle_runs", settle_runs, {"hour": "5", "minute": "40"}, slot="%Y-%m-%d"),)
