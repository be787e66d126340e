"""The last minute of a call: many submit at once, each with a file, while others read (P11)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from fund.applications.models import Application, Attachment
from fund.applications.workflow import State
from fund.core.audit import AuditEntry
from fund.core.db import db
from tests.bed.apart import Visitor, apart
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import PDF, a_call, an_application
from tests.journeys.test_killed import a_sheet, how_many, proven, submitted_wholly_or_not
from tests.world import World

SUBMITTING, EACH, READING = 6, 2, 3
PAGES = ("/calls", "/calls/fonds-sociale-veerkracht-2026", "/home")


def hand_in(visitor: Visitor, drafts: Sequence[str]) -> list[tuple[int, str | None]]:
    """Add a file to each draft and submit it; answers how each was answered, and where it led."""
    answers = []
    for base in drafts:
        file = a_sheet(visitor, f"{base}/attachments", {"document-0-file": (PDF(), "extra.pdf")}).press()
        sent = a_sheet(visitor, f"{base}/review", press="Dien aanvraag in").press()
        answers += [(file.status_code, None), (sent.status_code, sent.location)]
    return answers


def read(visitor: Visitor, over: threading.Event) -> set[int]:
    """Read pages until it is over; answers how they were answered."""
    answers = {visitor.get(PAGES[0]).status_code}
    while not over.is_set():
        answers |= {visitor.get(page).status_code for page in PAGES}
    return answers


@pytest.mark.concurrency
def test_who_submits_in_the_last_minute_is_kept_once_in_the_order_of_the_record(
    database: Site, world: World, held: Held
) -> None:
    a_call()
    many = range(SUBMITTING)
    drafts = [[f"/applications/{an_application(at=State.DRAFT).key}" for _each in range(EACH)] for _visitor in many]
    database.commit()
    browser, over = database.client(world.noor), threading.Event()
    with apart(database, held.now) as server, ThreadPoolExecutor(SUBMITTING + READING) as crowd:
        readers = [crowd.submit(read, server.visitor(browser), over) for _reader in range(READING)]
        told = list(crowd.map(hand_in, [server.visitor(browser) for _visitor in many], drafts))
        over.set()
        assert {status for reader in readers for status in reader.result()} == {200}
    for answers, own in zip(told, drafts, strict=True):
        assert answers == [answer for base in own for answer in ((302, None), (302, f"{base}/receipt"))]
    proven(database)
    submitted_wholly_or_not()
    assert how_many(Application, Application.state == State.SUBMITTED) == SUBMITTING * EACH
    assert how_many(Attachment, Attachment.required_document_id.is_(None)) == SUBMITTING * EACH
    entries = select(AuditEntry.detail["number"].as_string()).where(AuditEntry.action == "application.submit")
    numbers = db.session.scalars(entries.order_by(AuditEntry.id)).all()
    assert list(numbers) == sorted(numbers), "numbers go out in the order in which applications came in"
