"""Commands under `flask --app wsgi …`; each prints one clear line per result and fails with exit code 1."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup
from flask_migrate import Migrate

from fund.calls.actions import load_call
from fund.cli.audit import audit_group
from fund.cli.backups import backup_command, restore_command
from fund.cli.clockwork import jobs_group, scheduler_command
from fund.cli.demo import demo_command
from fund.cli.diagrams import diagrams_command
from fund.cli.documents import documents_group
from fund.cli.ledger import ledger_group
from fund.cli.people import people_group
from fund.core import clock
from fund.core.db import db
from fund.core.errors import Refused
from fund.programme.actions import load_reference
from fund.web import assets, translations

programme_group = AppGroup("programme", help="Tasks, lines, municipalities and focus areas.")


@programme_group.command("load")
def programme_load() -> None:
    """Load the reference data that come with the program; what changed since last time gets a new row."""
    for line in load_reference():
        click.echo(
            f"programme: {line.total} {line.kind} ({line.added} new, {line.changed} changed, {line.closed} closed)"
        )
    db.session.commit()


calls_group = AppGroup("calls", help="Calls for applications.")


@calls_group.command("load")
@click.argument("name", default="fsv-2026")
@click.option("--opens", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Other opening, Amsterdam time.")
@click.option("--closes", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Other closing, Amsterdam time.")
def calls_load(name: str, opens: datetime | None, closes: datetime | None) -> None:
    """Write and publish a call that comes with the program, unless it is there already."""
    moments = [moment and moment.replace(tzinfo=clock.AMSTERDAM) for moment in (opens, closes)]
    try:
        call = load_call(name, opens_at=moments[0], closes_at=moments[1])
    except Refused as refusal:
        raise click.ClickException(f"calls: {refusal.reason}") from refusal
    db.session.commit()
    window = [f"{moment.astimezone(clock.AMSTERDAM):%Y-%m-%d %H:%M}" for moment in (call.opens_at, call.closes_at)]
    click.echo(f"calls: {call.code} is {call.state.value}, open from {window[0]} until {window[1]}")


def add_commands(app: Flask, migrations: Path) -> None:
    """Register every command of the project, and where `flask db` finds the migrations."""
    Migrate(app, db, directory=str(migrations), render_as_batch=True)
    app.cli.add_command(audit_group)
    app.cli.add_command(backup_command)
    app.cli.add_command(restore_command)
    app.cli.add_command(ledger_group)
    app.cli.add_command(jobs_group)
    app.cli.add_command(scheduler_command)
    app.cli.add_command(documents_group)
    app.cli.add_command(people_group)
    app.cli.add_command(programme_group)
    app.cli.add_command(calls_group)
    app.cli.add_command(demo_command)
    app.cli.add_command(diagrams_command)
    app.cli.add_command(assets.assets_command)
    app.cli.add_command(translations.translations_command)
