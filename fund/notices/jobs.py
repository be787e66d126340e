"""Send what is due. A notice is claimed, the claim kept, the mail handed in, the sending kept (P5)."""

from __future__ import annotations

import logging
import os
import socket

from fund.core import clock
from fund.core.db import db
from fund.core.jobs import Job, keep
from fund.notices import post
from fund.notices.models import Notice, NoticeStatus
from fund.notices.queries import next_to_send
from fund.notices.rules import IN_A_ROW, next_try

log = logging.getLogger(__name__)


def send_notices() -> str:
    """Send every notice that is due; however many senders are alive, each notice is handed in once.

    A sender that dies between handing in and writing that down leaves a claim; when it is stale the mail is sent again
    with the same Message-ID. When the mail server is down everything waits for the next run.
    """
    sent = failed = in_a_row = 0
    with post.Counter() as counter:
        while in_a_row < IN_A_ROW and (notice := _claim()) is not None:
            try:
                counter.hand_in(post.letter(notice, clock.now()))
            except post.ServerDown as problem:
                _let_go(notice, str(problem))
                return f"{sent} sent; the mail server is down: {problem}"
            except Exception as problem:  # noqa: BLE001 (one notice never holds up the others; it is tried again, and shown)
                log.warning("notice %s was not taken: %s", notice.id, problem)
                _not_taken(notice, problem)
                failed, in_a_row = failed + 1, in_a_row + 1
            else:
                _sent(notice)
                sent, in_a_row = sent + 1, 0
    return f"{sent} sent, {failed} not taken"


def _claim() -> Notice | None:
    notice = next_to_send(clock.now())
    if notice is not None:
        notice.status = NoticeStatus.CLAIMED
        notice.claimed_at, notice.claimed_by = clock.now(), f"{socket.gethostname()}:{os.getpid()}"[:80]
    keep()
    return notice


def _sent(notice: Notice) -> None:
    _reread(notice)
    if notice.sent_at is None:
        notice.status, notice.sent_at = NoticeStatus.SENT, clock.now()
        notice.attempts, notice.last_problem = notice.attempts + 1, ""
    keep()


def _let_go(notice: Notice, problem: str) -> None:
    """Put the notice back as it was: it was not tried."""
    _reread(notice)
    if notice.status is NoticeStatus.CLAIMED:
        notice.status, notice.last_problem = NoticeStatus.WAITING, problem[:300]
    keep()


def _not_taken(notice: Notice, problem: Exception) -> None:
    db.session.rollback()
    _reread(notice)
    if notice.status is NoticeStatus.CLAIMED:
        again = next_try(notice.attempts + 1, refused=getattr(problem, "refused", False), now=clock.now())
        notice.attempts, notice.last_problem = notice.attempts + 1, (str(problem) or type(problem).__name__)[:300]
        notice.status = NoticeStatus.GIVEN_UP if again is None else NoticeStatus.WAITING
        notice.next_try_at = again or clock.now()
    keep()


def _reread(notice: Notice) -> None:
    db.session.refresh(notice, with_for_update={"of": Notice})


JOBS = (Job("send_notices", send_notices, every={"minute": "*"}),)
