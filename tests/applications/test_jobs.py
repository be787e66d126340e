"""The copy and the mail after submitting, and the word to who saved but did not submit."""

from __future__ import annotations

from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import select

from fund.applications import jobs
from fund.applications.workflow import State
from fund.core.errors import Refused
from fund.documents import press
from fund.documents.queries import content_of
from fund.notices.models import Notice
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import an_application
from tests.world import World


def _notices(database: Site, template: str) -> list[Notice]:
    return list(database.session.scalars(select(Notice).where(Notice.template == template).order_by(Notice.id)))


def _words(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def test_the_receipt_holds_every_answer_and_is_mailed_once(database: Site, world: World) -> None:
    application = an_application()
    database.commit()
    assert jobs.issue_receipts() == "1 receipts issued"
    assert jobs.issue_receipts() == "0 receipts issued"
    database.refresh()
    receipt = application.receipt
    assert receipt is not None
    words = " ".join(_words(content_of(receipt)).split())
    for answer in (application.number, "Bakken en ontmoeten", "Oven", "Gemeente Helmond", "40.000", "statutes.pdf"):
        assert str(answer) in words
    [notice] = _notices(database, "applications/receipt")
    assert notice.to_email == world.noor.email
    assert notice.document_keys == [receipt.key]
    assert "FSV-2026-000001" in notice.subject
    for said in ("statutes.pdf", "2 maart 2026", "13 weken", "16 maart 2026"):
        assert said in notice.body


def test_a_receipt_that_cannot_be_drawn_is_held(database: Site, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    application = an_application()
    database.commit()

    def broken(*_arguments: object, **_ways: object) -> bytes:
        raise press.PressDown("no paper")

    with monkeypatch.context() as patched:
        patched.setattr("fund.documents.actions.press.draw", broken)
        assert "the rest waits: no paper" in jobs.issue_receipts()
    database.refresh()
    assert application.receipt is None
    assert _notices(database, "applications/receipt") == []
    jobs.issue_receipts()
    assert len(_notices(database, "applications/receipt")) == 1


def test_press_down_is_a_refusal() -> None:
    assert issubclass(press.PressDown, Refused)


def test_saved_is_not_submitted_is_said_72_and_24_hours_before(database: Site, world: World, held: Held) -> None:
    application = an_application(at=State.DRAFT)
    an_application(at=State.SUBMITTED)
    an_application(at=State.WITHDRAWN)
    closes = application.call.closes_at
    database.commit()
    told = []
    for hours in (73, 72, 50, 24, 2, 0, -5):
        held.at(closes - timedelta(hours=hours))
        jobs.remind_unsubmitted()
        database.commit()
        told.append(len(_notices(database, "applications/saved_is_not_submitted")))
    assert told == [0, 2, 2, 4, 4, 4, 4]
    first, *_others = _notices(database, "applications/saved_is_not_submitted")
    assert "11 december 2026" in first.body
    assert "17.00" in first.body
    assert "Alleen Noor van Dijk mag indienen" in first.body
    assert application.key in first.body


def test_a_clock_that_was_late_tells_the_last_word_only(database: Site, world: World, held: Held) -> None:
    application = an_application(at=State.DRAFT)
    database.commit()
    held.at(application.call.closes_at - timedelta(hours=3))
    jobs.remind_unsubmitted()
    database.commit()
    reasons = [notice.reason for notice in _notices(database, "applications/saved_is_not_submitted")]
    assert len(reasons) == 2
    assert all(":24:" in reason for reason in reasons)
