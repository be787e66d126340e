"""Make a backup; put one back, and prove what came back."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from fund.cli.audit import audit_verify
from fund.cli.documents import documents_check
from fund.cli.ledger import ledger_check
from fund.core import backups
from fund.core.db import db

FOLDER = click.Path(path_type=Path, file_okay=False)


def _place() -> backups.Place:
    config = current_app.config
    return backups.Place(Path(config["DOCUMENT_STORE"]), Path(config["AUDIT_ANCHORS"]), config["PG_BIN"])


@click.command("backup")
@click.argument("folder", type=FOLDER)
@with_appcontext
def backup_command(folder: Path) -> None:
    """Make a backup in a new folder under FOLDER: database, documents, anchors. Nobody has to stop working."""
    try:
        made, manifest = backups.back_up(_place(), folder)
    except backups.BackupRefused as problem:
        raise click.ClickException(f"backup: {problem}") from problem
    click.echo(f"backup: {made} holds the {manifest.database} database and {manifest.documents} documents")


@click.command("restore")
@click.argument("backup", type=FOLDER)
@click.pass_context
@with_appcontext
def restore_command(context: click.Context, backup: Path) -> None:
    """Put BACKUP in the empty database of the settings, and prove the record, the books and the store."""
    try:
        manifest = backups.put_back(backup, _place())
    except backups.BackupRefused as problem:
        raise click.ClickException(f"restore: {problem}") from problem
    click.echo(f"restore: the {manifest.database} database and the documents of {manifest.made_at} are back")
    for proof in (audit_verify, ledger_check, documents_check):
        context.invoke(proof)
        db.session.remove()
