"""The mail of the fund: what was given up, what waits, what was sent; with the case that it belongs to."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, select

from fund.applications.models import Application
from fund.core.i18n import Message, _
from fund.notices.models import Notice, NoticeStatus
from fund.web.paging import Listing, Order

VIEWS: Final[dict[str, tuple[Message, tuple[NoticeStatus, ...]]]] = {
    "": (_("Did not arrive"), (NoticeStatus.GIVEN_UP,)),
    "waiting": (_("Waits"), (NoticeStatus.WAITING, NoticeStatus.CLAIMED)),
    "sent": (_("Sent"), (NoticeStatus.SENT, NoticeStatus.SET_ASIDE)),
}

LOOKS: Final[dict[NoticeStatus, tuple[str, Message]]] = {
    NoticeStatus.WAITING: ("todo", _("Not sent yet")),
    NoticeStatus.CLAIMED: ("busy", _("Is being sent")),
    NoticeStatus.SENT: ("good", _("Sent")),
    NoticeStatus.GIVEN_UP: ("late", _("Did not arrive")),
    NoticeStatus.SET_ASIDE: ("good", _("Told in another way")),
}
"""How a mail looks to the people of the fund."""


def _as_rows(query: Select[Notice]) -> Select[Any]:
    """Select of each mail what the list shows; what it says is left where it is, as it may hold a way in."""
    shown: tuple[Any, ...] = (
        Notice.id,
        Notice.key,
        Notice.to_name,
        Notice.to_email,
        Notice.subject,
        Notice.status,
        Notice.attempts,
        Notice.last_problem,
        Notice.created_at,
        Notice.next_try_at,
        Notice.sent_at,
        Application.number,
        Application.title,
    )
    return query.with_only_columns(*shown).outerjoin(Application, Application.id == Notice.case_id)


NEWEST: Final = Order((Notice.next_try_at, Notice.id), descending=True)
"""By the moment of the last try, or of the next one while there is one."""

MAILS: Final[dict[str, Listing[Notice]]] = {
    view: Listing(select(Notice).where(Notice.status.in_(statuses)), NEWEST, as_rows=_as_rows)
    for view, (_word, statuses) in VIEWS.items()
}
"""The mails of each view."""
