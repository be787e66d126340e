"""What the clock does for payments: a run of which everything is confirmed is finished."""

from __future__ import annotations

from fund.core.audit import TheClock
from fund.core.jobs import Job
from fund.payments import actions, queries


def settle_runs() -> str:
    """Finish the released runs of which nothing is at the bank any more."""
    runs = queries.runs_without_open_orders()
    for run in runs:
        actions.settle_run(run, by=TheClock())
    return f"{len(runs)} runs finished"


JOBS = (Job("payments.settle_runs", settle_runs, {"hour": "5", "minute": "40"}, slot="%Y-%m-%d"),)
