"""Every night the books are proved."""

from __future__ import annotations

import logging

from fund.core.jobs import Job
from fund.ledger import queries

log = logging.getLogger(__name__)


class BooksDoNotBalance(Exception):
    """The nightly check found something; the run is marked as failed and says what."""


def check_books() -> str:
    """Prove the books. Raises BooksDoNotBalance, naming the rows, when they are not as they must be (P6)."""
    books = queries.check()
    if books.findings:
        for finding in books.findings:
            log.critical("ledger: %s", finding)
        raise BooksDoNotBalance("; ".join(str(finding) for finding in books.findings[:10]))
    return f"{books.movements} movements between {books.accounts} accounts are as they must be"


JOBS = (Job("check_books", check_books, every={"hour": 4, "minute": 10}, slot="%Y-%m-%d"),)
