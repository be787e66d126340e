"""Commands under `flask --app wsgi …`; each prints one clear line per result and fails with exit code 1."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from fund.core import audit
from fund.core.db import db
from fund.programme.actions import load_reference
from fund.web import assets, translations

audit_group = AppGroup("audit", help="The record of what happened.")


@audit_group.command("verify")
def audit_verify() -> None:
    """Read the whole chain and name the first entry that was tampered with."""
    found = audit.verify()
    if found.broken_at is not None:
        raise click.ClickException(f"audit: broken at entry {found.broken_at}: {found.why}")
    click.echo(f"audit: {found.entries} entries follow one another, head {found.head[:16]}")


programme_group = AppGroup("programme", help="Tasks, lines, municipalities and focus areas.")


@programme_group.command("load")
def programme_load() -> None:
    """Load the reference data that come with the program; what changed since last time gets a new row."""
    for line in load_reference():
        click.echo(
            f"programme: {line.total} {line.kind} ({line.added} new, {line.changed} changed, {line.closed} closed)"
        )
    db.session.commit()


def add_commands(app: Flask) -> None:
    """Register every command of the project."""
    app.cli.add_command(audit_group)
    app.cli.add_command(programme_group)
    app.cli.add_command(assets.assets_command)
    app.cli.add_command(translations.translations_command)
