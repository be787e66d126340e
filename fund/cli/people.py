"""Begin with the people of the fund."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from fund.core.audit import TheClock
from fund.core.db import db
from fund.core.errors import Refused
from fund.people import actions
from fund.people.roles import Role

people_group = AppGroup("people", help="The people of the fund.")


@people_group.command("administrator")
@click.argument("name")
@click.argument("email")
def people_administrator(name: str, email: str) -> None:
    """Appoint the first administrator, who appoints the others; a mail brings the link to choose a password."""
    try:
        person = actions.enrol(name=name, email=email, by=TheClock())
        actions.grant_role(person, Role.ADMINISTRATOR, by=TheClock())
        actions.request_reset(email=person.email)
    except Refused as refusal:
        raise click.ClickException(f"people: {refusal.reason}") from refusal
    db.session.commit()
    click.echo(f"people: {person.name} is administrator; a link to choose a password goes to {person.email}")
