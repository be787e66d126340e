"""What was told, what waits, what could not be delivered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, func, or_, select

from fund.core.db import db
from fund.notices.models import Notice, NoticeStatus
from fund.notices.rules import STALE


def notice_by_reason(reason: str) -> Notice | None:
    """Find what was told for `reason`."""
    return db.session.scalars(select(Notice).where(Notice.reason == reason)).first()


def notices_in_case(case_id: int) -> list[Notice]:
    """List what was told in a case, newest first."""
    chosen = select(Notice).where(Notice.case_id == case_id)
    return list(db.session.scalars(chosen.order_by(Notice.created_at.desc(), Notice.id.desc())))


def how_many(status: NoticeStatus) -> int:
    """Count the notices with a status."""
    return db.session.scalar(select(func.count()).select_from(Notice).where(Notice.status == status)) or 0


def next_to_send(now: datetime) -> Notice | None:
    """Lock and answer the notice that has waited longest, or whose sender died; one that another looks at is passed by.

    The lock ends with the transaction: claim it and commit.
    """
    waits = and_(Notice.status == NoticeStatus.WAITING, Notice.next_try_at <= now)
    left_behind = and_(Notice.status == NoticeStatus.CLAIMED, Notice.claimed_at < now - STALE)
    return db.session.scalars(
        select(Notice)
        .where(or_(waits, left_behind))
        .order_by(Notice.next_try_at, Notice.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).first()
