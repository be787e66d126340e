"""The record of what happened: read it, anchor it."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from fund.core import anchors, audit

audit_group = AppGroup("audit", help="The record of what happened.")


def _file() -> Path:
    return Path(current_app.config["AUDIT_ANCHORS"])


@audit_group.command("verify")
def audit_verify() -> None:
    """Read the whole chain, compare it with what was anchored, and name the first entry that was tampered with."""
    try:
        known = anchors.read(_file())
    except ValueError as problem:
        raise click.ClickException(f"audit: {problem}") from problem
    found = audit.verify(known)
    if found.broken_at is not None:
        raise click.ClickException(f"audit: broken at entry {found.broken_at}: {found.why}")
    click.echo(f"audit: {found.entries} entries follow one another, head {found.head[:16]}, {len(known)} anchors agree")


@audit_group.command("anchor")
def audit_anchor() -> None:
    """Write down the end of the chain outside the database; the clock does so every night."""
    anchor = anchors.drop(_file())
    click.echo("audit: there is no chain yet" if anchor is None else f"audit: {anchor.length} {anchor.hash} anchored")
