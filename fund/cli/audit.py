"""The record of what happened: read it, anchor it."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from fund.core import anchors
from fund.core.db import one_moment

audit_group = AppGroup("audit", help="The record of what happened.")


def _file() -> Path:
    return Path(current_app.config["AUDIT_ANCHORS"])


@audit_group.command("verify")
def audit_verify() -> None:
    """Read the whole chain, compare it with what was anchored, and name the first entry that was tampered with."""
    one_moment()
    found = anchors.check(_file())
    if found.problem:
        raise click.ClickException(f"audit: {found.problem}")
    click.echo(
        f"audit: {found.entries} entries follow one another, head {found.head[:16]}, {found.anchors} anchors agree"
    )


@audit_group.command("anchor")
def audit_anchor() -> None:
    """Write down the end of the chain outside the database; the clock does so every night."""
    anchor = anchors.drop(_file())
    click.echo("audit: there is no chain yet" if anchor is None else f"audit: {anchor.length} {anchor.hash} anchored")
