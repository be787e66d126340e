"""How a process that serves for days treats its memory."""

from __future__ import annotations

import gc

from flask import Flask

from fund.core.db import db

YOUNG, MIDDLE, OLD = 10_000, 10, 20
"""After how many new objects Python looks for what is left over: a page makes thousands that go by themselves."""
EVERYBODYS = ("shell/", "components/", "calls/")
"""Where the templates stand of what everybody sees."""


def settle(app: Flask) -> None:
    """Make ready what workers share, and leave it out of every later search for what is left over.

    The driver of the database is loaded now, before a server makes its workers (no connection is opened). What is there
    stays as long as the process: not searching it is worth a fifth of the time of a page, and memory that nobody
    writes to stays shared.
    """
    with app.app_context():
        _ = db.engine
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def make_pages_ready(app: Flask) -> None:
    """Compile what stands around every page and the pages of the calls, for a server that makes its workers after this.

    Everybody sees these, most of all at the end of a call. Each worker would compile them for itself, at the cost of
    the first visitors and of its own memory, two megabytes each.
    """
    for name in app.jinja_env.list_templates(filter_func=lambda name: name.startswith(EVERYBODYS)):
        app.jinja_env.get_template(name)
