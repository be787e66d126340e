"""Tell somebody something, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from fund.core import audit, clock
from fund.core.audit import Acting
from fund.core.db import db, insert_once
from fund.core.errors import Refused
from fund.core.i18n import LANGUAGES, LEGAL_LANGUAGE, _
from fund.documents.models import Document
from fund.notices import words
from fund.notices.models import Notice, NoticeStatus
from fund.notices.rules import MOST_AT_ONCE, check_address, on_one_line
from fund.people.models import Person


def tell(
    to: Person | tuple[str, str, str],
    *,
    template: str,
    reason: str,
    facts: Mapping[str, object],
    case_id: int | None = None,
    documents: Iterable[Document] = (),
    due_at: datetime | None = None,
    by: Acting | None = None,
) -> Notice:
    """Put a notice in the outbox; it is sent after the transaction of the caller was committed.

    `to` is a person, or a name, an address and a language. `template` is `<stage>/<name>`; subject and text are
    written now. `reason` says in unique words why (`application:FSV-2026-0001:receipt`): the same reason again answers
    the first notice (P5). With `due_at` it waits until that moment. Raises Invalid when the address is none.
    """
    name, email, language = (to.name, to.email, to.language) if isinstance(to, Person) else to
    language = language if language in LANGUAGES else LEGAL_LANGUAGE
    wanted = select(Notice).where(Notice.reason == reason)
    if (earlier := db.session.scalars(wanted).first()) is not None:
        return earlier
    frozen = words.freeze(facts, language)
    subject, body = words.write(template, language, name, frozen)
    now = clock.now()
    insert_once(
        Notice,
        reason=reason,
        template=template,
        language=language,
        to_person_id=to.id if isinstance(to, Person) else None,
        to_name=on_one_line(name),
        to_email=check_address(email),
        subject=subject,
        body=body,
        facts=frozen,
        document_keys=[document.key for document in documents],
        case_id=case_id,
        told_by_id=by.id if by is not None else None,
        created_at=now,
        due_at=due_at or now,
        next_try_at=due_at or now,
    )
    return db.session.scalars(wanted).one()


def tell_each(
    people: Iterable[Person],
    *,
    template: str,
    reason: str,
    facts: Mapping[str, object],
    case_id: int,
    by: Acting,
) -> None:
    """Tell each of these people the same, in their own language; for the same `reason` nobody is told twice (P5)."""
    for person in people:
        tell(person, template=template, reason=f"{reason}:{person.id}", facts=facts, case_id=case_id, by=by)


def try_again(notice: Notice, *, by: Acting) -> None:
    """Take up a notice that was given up, from the first try. Raises Refused when it was not given up."""
    db.session.refresh(notice, with_for_update={"of": Notice})
    if notice.status is not NoticeStatus.GIVEN_UP:
        raise Refused(_("This message is still on its way, or was sent. There is nothing to do."))
    _take_up(notice, by)


def try_all_again(*, by: Acting) -> int:
    """Take up what was given up, the longest ago first, at most MOST_AT_ONCE; answer how many."""
    notices = db.session.scalars(
        select(Notice)
        .where(Notice.status == NoticeStatus.GIVEN_UP)
        .order_by(Notice.next_try_at, Notice.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for notice in notices:
        _take_up(notice, by)
    return len(notices)


def _take_up(notice: Notice, by: Acting) -> None:
    notice.status, notice.attempts, notice.next_try_at = NoticeStatus.WAITING, 0, clock.now()
    audit.record("notice.try_again", notice, by=by)


def set_aside(notice: Notice, *, by: Acting) -> None:
    """Let a notice that was given up rest, as it was told in another way. Raises Refused when it was not given up."""
    db.session.refresh(notice, with_for_update={"of": Notice})
    if notice.status is not NoticeStatus.GIVEN_UP:
        raise Refused(_("This message is still on its way, or was sent. There is nothing to do."))
    notice.status = NoticeStatus.SET_ASIDE
    audit.record("notice.set_aside", notice, by=by, to=notice.to_email)
