"""Prove the books."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from fund.core.db import one_moment
from fund.ledger import queries

ledger_group = AppGroup("ledger", help="Accounts, and movements between them.")


@ledger_group.command("check")
def ledger_check() -> None:
    """Prove the books: one line per thing that holds, or every row that is wrong and exit code 1."""
    one_moment()
    books = queries.check()
    click.echo(f"ledger: {books.accounts} accounts, {books.movements} movements, {books.calls} calls")
    if books.findings:
        for finding in books.findings:
            click.echo(f"ledger: {finding}", err=True)
        raise click.ClickException(f"ledger: {len(books.findings)} findings")
    click.echo("ledger: the balances sum to zero, no account but the world is below zero, every way is legal")
    click.echo("ledger: every seal and every mirror image is intact, every movement is in the audit record")
    click.echo("ledger: references are unique, of each call paid ≤ awarded ≤ ceiling")
    click.echo("ledger: what was decided, awarded and determined is what was moved")
