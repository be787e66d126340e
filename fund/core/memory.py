"""How a process that serves for days treats its memory."""

from __future__ import annotations

import gc

from flask import Flask

from fund.core.db import db

YOUNG, MIDDLE, OLD = 10_000, 10, 20
"""After how many new objects Python looks for what is left over: a page makes thousands that go by themselves."""


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
