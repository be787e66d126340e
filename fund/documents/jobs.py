"""What the clock does with documents: every night each is read and held against its hash (P8)."""

from __future__ import annotations

import logging

from fund.core.jobs import Job
from fund.documents import queries

log = logging.getLogger(__name__)


def check_store() -> str:
    """Read the whole store; say how many documents are as they were kept, and name those that are not."""
    wrong = queries.check_store()
    for each in wrong:
        log.critical("%s", each)
    return "all documents are as they were kept" if not wrong else f"{len(wrong)} not as kept: {'; '.join(wrong[:20])}"


JOBS = (Job("check_documents", check_store, {"hour": 3, "minute": 20}, slot="%Y-%m-%d"),)
