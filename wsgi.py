"""Where a server finds the application: `gunicorn --preload wsgi:app`, `flask --app wsgi …`."""

import click

import config
from fund.app import create_app
from fund.core import logs, memory

logs.set_up()
commands = click.get_current_context(silent=True) is not None  # the `flask` command asks, not a server
app = create_app({name: getattr(config, name) for name in dir(config) if name.isupper()}, commands=commands)
if not commands:
    memory.make_pages_ready(app)
memory.settle(app)
