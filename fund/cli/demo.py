"""Load the demo."""

from __future__ import annotations

import click

from fund.core.db import db


@click.command("demo")
def demo_command() -> None:
    """Tell eighteen months in the life of the fund; told before, it changes nothing."""
    from fund.story import tell  # noqa: PLC0415 (only the demo needs the story and what it stands on)

    told = tell()
    db.session.commit()
    word = "told" if told.new else "was told before"
    click.echo(
        f"demo: {word}: {told.organisations} organisations, {told.applications} applications, "
        f"{told.awards} grants, {told.movements} movements of money"
    )
