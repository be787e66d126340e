"""A sender in a process of its own, as the scheduler is one; `--die` kills it between handing in and writing down."""

from __future__ import annotations

import os
import sys
from datetime import datetime

from fund.core import clock
from fund.notices import jobs
from wsgi import app


def main(moment: str, *ways: str) -> None:
    """Send what is due at `moment`."""
    if "--die" in ways:
        setattr(jobs, "_sent", lambda _notice: os._exit(9))  # noqa: B010 (mypy knows what it should be)
    with app.app_context(), clock.hold(datetime.fromisoformat(moment)):
        sys.stdout.write(jobs.send_notices())


if __name__ == "__main__":
    main(*sys.argv[1:])
