"""The clock: run it, or do one job by hand."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from fund import scheduler
from fund.core import clock, jobs

jobs_group = AppGroup("jobs", help="What the clock does.")


def _packages() -> tuple[str, ...]:
    packages: tuple[str, ...] = current_app.config["PACKAGES"]
    return packages


@click.command("scheduler")
@with_appcontext
def scheduler_command() -> None:
    """Run every job at its hours until told to stop; several may be alive at once."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 (the way Flask documents)
    scheduler.work(app, _packages())


@jobs_group.command("list")
def jobs_list() -> None:
    """List every job: its hours and its last run."""
    last = jobs.last_runs()
    for name, job in sorted(scheduler.all_jobs(_packages()).items()):
        ran = last.get(name)
        when = (
            f"{ran.started_at.astimezone(clock.AMSTERDAM):%Y-%m-%d %H:%M} {ran.outcome}: {ran.says}" if ran else "never"
        )
        click.echo(f"{name}: {scheduler.trigger(job)}; last run {when}")


@jobs_group.command("run")
@click.argument("name")
def jobs_run(name: str) -> None:
    """Do the job NAME now, whatever its hours."""
    known = scheduler.all_jobs(_packages())
    if name not in known:
        raise click.ClickException(f"jobs: there is no job {name}; there are {', '.join(sorted(known))}")
    try:
        says = jobs.run(known[name], f"by hand {clock.now():%Y-%m-%dT%H:%M:%S.%f}")
    except Exception as problem:
        raise click.ClickException(f"jobs: {name} failed: {problem}") from problem
    click.echo(f"{name}: {says}")
