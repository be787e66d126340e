"""Log lines as JSON, one a line, so that a machine can search them and no line break in a value makes a second line."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up(level: int = logging.INFO) -> None:
    """Send everything that is logged to standard error as JSON; called by the process that starts, once."""
    stamps = (
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=stamps,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [lines]
    root.setLevel(level)
    for talkative in ("alembic.runtime.plugins", "apscheduler", "fontTools", "pikepdf"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
