"""The copy and the mail after submitting, and the word to who saved but did not submit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import select, text

from fund.applications import jobs, letters
from fund.applications.models import Application
from fund.applications.workflow import State
from fund.core.db import db
from fund.core.errors import Refused
from fund.core.jobs import NotAllDone
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
    assert f"Wij hebben uw aanvraag ‘{application.title}’ van " in notice.body
    for said in ("statutes.pdf", "2 maart 2026", "13 weken", "16 maart 2026"):
        assert said in notice.body


def test_the_mail_promises_the_day_of_the_receipt_and_names_every_paper(database: Site, world: World) -> None:
    """Whoever handles the case may take it up before the mail is made: what was promised then still stands."""
    application = an_application(State.IN_ASSESSMENT)
    database.commit()
    assert jobs.issue_receipts() == "1 receipts issued"
    [notice] = _notices(database, "applications/receipt")
    assert "Wij kijken uiterlijk ma 16 maart 2026 of uw aanvraag compleet is" in " ".join(notice.body.split())
    statutes = "Statuten: statutes.pdf"
    assert statutes in notice.body
    database.refresh()
    number, receipt = application.number, f"/applications/{application.key}/receipt"
    assert statutes in database.client(world.noor).get(receipt).text
    documents = database.client(world.mila).get(f"/cases/{number}?tab=documents").text
    assert re.search(r">Statuten</a>\s*<small>statutes.pdf</small>", documents)


def test_a_receipt_that_cannot_be_drawn_is_held(
    database: Site, world: World, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = an_application()
    database.commit()

    def broken(*_arguments: object, **_ways: object) -> bytes:
        raise press.PressDown("no paper")

    with monkeypatch.context() as patched:
        patched.setattr("fund.documents.actions.press.draw", broken)
        assert jobs.issue_receipts() == "0 receipts issued, 1 held"
    database.refresh()
    assert application.receipt is None
    assert _notices(database, "applications/receipt") == []
    assert jobs.issue_receipts() == "0 receipts issued", "it was tried just now"
    held.forward(minutes=1)
    assert jobs.issue_receipts() == "1 receipts issued"
    assert len(_notices(database, "applications/receipt")) == 1


def test_others_write_while_a_copy_is_drawn(database: Site, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    application = an_application()
    database.commit()
    draw, engine = press.draw, db.engine

    def write() -> None:
        with engine.begin() as other:
            other.execute(text("UPDATE application SET title = 'Anders' WHERE id = 1"))

    def while_somebody_writes(sheet: press.Sheet) -> bytes:
        monkeypatch.undo()  # what was changed meanwhile is drawn once more, at once
        Context().run(write)
        return draw(sheet)

    monkeypatch.setattr("fund.documents.actions.press.draw", while_somebody_writes)
    assert jobs.issue_receipts() == "1 receipts issued"
    database.refresh()
    assert application.receipt is not None
    assert "Anders" in _words(content_of(application.receipt)), "what is kept is what stands in the application"


@contextmanager
def _that_break_the_press(*titles: str) -> Iterator[list[str]]:
    """Let the press break down over applications with these titles; answer which were tried."""
    tried: list[str] = []
    draw = press.draw

    def broken(sheet: press.Sheet) -> bytes:
        said = str(press.as_plain(sheet))
        tried.extend(title for title in titles if title in said)
        if any(title in said for title in titles):
            raise press.PressDown("took too long")
        return draw(sheet)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("fund.documents.actions.press.draw", broken)
        yield tried


def test_one_application_that_cannot_be_drawn_holds_up_nobody(database: Site, world: World, held: Held) -> None:
    bad, good = an_application(title="Onleesbaar"), an_application(title="Leesbaar")
    database.commit()
    with _that_break_the_press("Onleesbaar") as tried:
        assert jobs.issue_receipts() == "1 receipts issued, 1 held"
        for _minute in range(20):
            held.forward(minutes=1)
            jobs.issue_receipts()
    database.refresh()
    assert good.receipt is not None
    assert (bad.receipt, bad.receipt_tries) == (None, 5)
    assert len(tried) == 5, "at once, and after 1, 2, 5 and 10 minutes; not every minute"
    held.forward(minutes=30)
    assert jobs.issue_receipts() == "1 receipts issued"


def test_anything_that_goes_wrong_with_one_copy_is_held_as_well(
    database: Site, world: World, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_application(title="Onleesbaar"), an_application(title="Leesbaar")
    database.commit()
    facts = letters.receipt

    def receipt(application: Application, language: str) -> object:
        return facts(application, language) if application.title == "Leesbaar" else 1 // 0

    monkeypatch.setattr(letters, "receipt", receipt)
    assert jobs.issue_receipts() == "1 receipts issued, 1 held"


def test_a_press_in_trouble_is_left_alone_until_the_next_run(database: Site, world: World, held: Held) -> None:
    titles = [f"Plan {n}" for n in "abcdefg"]
    for title in titles:
        an_application(title=title)
    database.commit()
    with _that_break_the_press(*titles) as tried:
        assert jobs.issue_receipts() == "0 receipts issued, 5 held, the rest waits: took too long"
        assert tried == titles[:5]
        assert jobs.issue_receipts() == "0 receipts issued, 2 held", "who was not tried yet comes first"


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


def test_one_person_who_cannot_be_told_keeps_nobody_else_from_being_told(
    database: Site, world: World, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = an_application(at=State.DRAFT)
    database.commit()
    held.at(application.call.closes_at - timedelta(hours=72))
    world.noor.email = "geen adres"
    database.commit()
    with pytest.raises(NotAllDone, match="1 people know that saved is not submitted, 1 went wrong"):
        jobs.remind_unsubmitted()
    assert [notice.to_email for notice in _notices(database, "applications/saved_is_not_submitted")] == [
        world.samir.email
    ]
