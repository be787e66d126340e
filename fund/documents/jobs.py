"""What the clock does with documents: every night each is read and held against its hash (P8)."""

from __future__ import annotations

import logging

from fund.core.jobs import Job
from fund.documents import queries

log = logging.getLogger(__name__)


def check_store() -> str:
    """Read the whole store; say how many documents are as they were kept, and name those that are not."""
    found = queries.check_store()
    for each in found.wrong:
        log.critical("%s", each)
    if found.wrong:
        return f"{len(found.wrong)} of {found.documents} documents not as kept: {'; '.join(found.wrong[:20])}"
    return f"{found.documents} documents are as they were kept"


JOBS = (Job("check_documents", check_store, {"hour": 3, "minute": 20}, slot="%Y-%m-%d"),)
