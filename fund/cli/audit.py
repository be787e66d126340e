"""The record of what happened: read it, anchor it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from fund.core import anchors, audit, clock
from fund.core.db import one_moment

audit_group = AppGroup("audit", help="The record of what happened.")


ANCHORED_WITHIN = timedelta(days=2)
"""The clock anchors every night: an older chain without one was not watched, or its anchors were taken away."""


def _file() -> Path:
    return Path(current_app.config["AUDIT_ANCHORS"])


@audit_group.command("verify")
def audit_verify() -> None:
    """Read the whole chain, compare it with what was anchored, and name the first entry that was tampered with."""
    try:
        known = anchors.read(_file())
    except ValueError as problem:
        raise click.ClickException(f"audit: {problem}") from problem
    one_moment()
    found = audit.verify(known)
    if found.broken_at is not None:
        raise click.ClickException(f"audit: broken at entry {found.broken_at}: {found.why}")
    if not known and (oldest := audit.first_moment()) and clock.now() - oldest > ANCHORED_WITHIN:
        raise click.ClickException(
            f"audit: the chain is of {oldest:%Y-%m-%d} and its end was never written down in {_file().name}; "
            "run `audit anchor`, and ask where the earlier anchors are"
        )
    click.echo(f"audit: {found.entries} entries follow one another, head {found.head[:16]}, {len(known)} anchors agree")


@audit_group.command("anchor")
def audit_anchor() -> None:
    """Write down the end of the chain outside the database; the clock does so every night."""
    anchor = anchors.drop(_file())
    click.echo("audit: there is no chain yet" if anchor is None else f"audit: {anchor.length} {anchor.hash} anchored")
