from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from fund.core import clock
from fund.core.append_only import AlteredRecordError
from fund.core.errors import Invalid
from fund.core.i18n import _
from fund.core.money import Money
from fund.documents import settings
from fund.documents.models import Document, Origin
from fund.notices import queries
from fund.notices.actions import tell
from fund.notices.jobs import send_notices
from fund.notices.models import Notice, NoticeStatus
from tests.bed.outbox import Outbox
from tests.bed.site import Site

FATIMA = ("Fatima Ünal", "fatima@bakkerij.example", "nl")
FACTS = {"title": "Brood & spelen", "amount": Money(123450), "on": date(2026, 12, 4), "why": ""}


def hello(to: tuple[str, str, str] = FATIMA, reason: str = "idea:1:hello", **facts: object) -> Notice:
    return tell(to, template="ideas/hello", reason=reason, facts=FACTS | facts)


def test_a_notice_is_written_at_once_in_the_language_of_the_reader(database: Site, ideas: Path) -> None:
    dutch = hello()
    english = hello(("Sam", "sam@work.example", "en"), "idea:2:hello")
    assert dutch.subject == "Uw idee Brood & spelen"
    assert "Beste Fatima Ünal,\n\nU krijgt €\u00a01.234,50 op vr 4 december 2026." in dutch.body
    assert english.subject == "Your idea Brood & spelen"
    assert "Dear Sam,\n\nYou get €\u00a01,234.50 on Fri 4 December 2026." in english.body
    assert f"{database.app.config['SITE_URL']}/ideas" in english.body


def test_the_same_reason_is_told_once(database: Site, ideas: Path) -> None:
    first = hello()
    assert hello(title="something else") is first
    assert database.session.query(Notice).count() == 1


def test_a_sentence_among_the_facts_speaks_the_language_of_the_reader(database: Site, ideas: Path) -> None:
    assert "Something" in hello(why=_("Something")).body


def test_a_missing_fact_is_an_error(database: Site, ideas: Path) -> None:
    with pytest.raises(UndefinedError, match="amount"):
        tell(FATIMA, template="ideas/hello", reason="r", facts={"title": "x", "on": date(2026, 1, 1), "why": ""})


def test_nothing_typed_becomes_a_header(database: Site, outbox: Outbox, ideas: Path) -> None:
    hello(("F\r\nBcc: x@evil.example", *FATIMA[1:]), title="x\r\nBcc: all@evil.example\r\n\r\nbody")
    database.commit()
    send_notices()
    (mail,) = outbox
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Uw idee x Bcc: all@evil.example body"
    with pytest.raises(Invalid):
        hello(("F", "f@a.example\r\nBcc: x@evil.example", "nl"), "other")


def test_what_is_typed_is_text_and_never_a_template(database: Site, ideas: Path) -> None:
    assert hello(title="{{ 7*7 }}<b>").subject == "Uw idee {{ 7*7 }}<b>"


def test_a_mail_says_from_whom_to_whom_and_which(database: Site, outbox: Outbox, ideas: Path) -> None:
    notice = hello()
    database.commit()
    assert send_notices() == "1 sent, 0 not taken"
    (mail,) = outbox.to(FATIMA[1])
    assert mail["Message-ID"] == f"<{notice.key}@veerkracht.example>"
    assert mail["From"].addresses[0].domain == "veerkracht.example"
    assert mail["To"].addresses[0].display_name == "Fatima Ünal"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "vr 4 december 2026" in mail.get_content()
    database.refresh()
    assert (notice.status, notice.sent_at) == (NoticeStatus.SENT, clock.now())


def test_a_notice_waits_until_it_is_due(database: Site, outbox: Outbox, held, ideas: Path) -> None:
    tell(FATIMA, template="ideas/hello", reason="later", facts=FACTS, due_at=clock.at(date(2026, 3, 3)))
    database.commit()
    send_notices()
    assert not outbox
    held.at(date(2026, 3, 5))  # the machine was off on the day itself
    send_notices()
    assert len(outbox) == 1


def test_a_sent_notice_never_changes(database: Site, outbox: Outbox, ideas: Path) -> None:
    notice = hello()
    database.commit()
    send_notices()
    notice.body = "something else"
    with pytest.raises(AlteredRecordError):
        database.session.flush()


def test_what_was_told_in_a_case_is_found_newest_first(database: Site, held, ideas: Path) -> None:
    first = tell(FATIMA, template="ideas/hello", reason="one", facts=FACTS, case_id=7)
    held.forward(days=1)
    second = tell(FATIMA, template="ideas/hello", reason="two", facts=FACTS, case_id=7)
    tell(FATIMA, template="ideas/hello", reason="three", facts=FACTS, case_id=8)
    assert queries.notices_in_case(7) == [second, first]
    assert queries.notice_by_reason("two") is second


def test_a_mail_brings_its_documents_byte_for_byte_or_waits(database: Site, outbox: Outbox, held, ideas: Path) -> None:
    content = b"%PDF-1.7 no real letter\x00\xff"
    document = Document(
        reference="letter:1", origin=Origin.ISSUED, title="Besluit", subject_kind="idea", subject_id=1,
        filename="besluit.pdf", media_type="application/pdf", size=len(content), template="x",
        sha256=settings.store().put(content), made_at=clock.now(),
    )  # fmt: skip
    lost = Document(
        reference="letter:2", origin=Origin.ISSUED, title="Weg", subject_kind="idea", subject_id=1,
        filename="weg.pdf", media_type="application/pdf", size=1, template="x", sha256="0" * 64, made_at=clock.now(),
    )  # fmt: skip
    database.session.add_all([document, lost])
    database.session.flush()
    tell(FATIMA, template="ideas/hello", reason="with", facts=FACTS, documents=[document])
    tell(FATIMA, template="ideas/hello", reason="without", facts=FACTS, documents=[lost])
    database.commit()
    assert send_notices() == "1 sent, 1 not taken"
    (attached,) = outbox[0].iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("besluit.pdf", "application/pdf")
    assert attached.get_content() == content
    assert queries.how_many(NoticeStatus.WAITING) == 1  # held, never sent without its letter
