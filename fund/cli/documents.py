"""Prove the store."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from fund.documents import queries

documents_group = AppGroup("documents", help="Letters and files.")


@documents_group.command("check")
def documents_check() -> None:
    """Hold every document against its hash: how many are as they were kept, or each that is not and exit code 1."""
    found = queries.check_store()
    if found.wrong:
        for each in found.wrong:
            click.echo(f"documents: {each}", err=True)
        raise click.ClickException(f"documents: {len(found.wrong)} of {found.documents} are not as they were kept")
    click.echo(f"documents: {found.documents} are as they were kept")
