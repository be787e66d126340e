"""Every notice goes out once, whoever sends and whatever falls over (P5)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope

from fund.core import clock
from fund.core.audit import TheClock
from fund.core.errors import Refused
from fund.notices import queries
from fund.notices.actions import tell, try_again
from fund.notices.jobs import send_notices
from fund.notices.models import Notice, NoticeStatus
from fund.notices.rules import MOST_TRIES_REFUSED
from tests.bed import crew
from tests.bed.outbox import Outbox
from tests.bed.site import Site

FACTS = {"title": "Brood", "amount": 1, "on": "2026-12-04", "why": ""}


def tell_many(database: Site, count: int) -> list[str]:
    reasons = [f"idea:{n}" for n in range(count)]
    for n, reason in enumerate(reasons):
        tell((f"P{n}", f"p{n}@example.nl", "nl"), template="ideas/hello", reason=reason, facts=FACTS)
    database.commit()
    return reasons


def ids(outbox: Outbox) -> Counter[str]:
    return Counter(str(mail["Message-ID"]) for mail in outbox)


@pytest.mark.concurrency
def test_three_senders_at_once_send_each_notice_once(database: Site, outbox: Outbox, ideas: Path) -> None:
    tell_many(database, 40)
    crew.at_once(database, "tests.notices.sender:send", 3, clock.now().isoformat(), outbox=outbox)
    assert len(ids(outbox)) == 40
    assert set(ids(outbox).values()) == {1}
    assert queries.how_many(NoticeStatus.SENT) == 40


@pytest.mark.concurrency
def test_a_sender_killed_between_sending_and_writing_down_repeats_that_mail_only(
    database: Site, outbox: Outbox, held, ideas: Path
) -> None:
    tell_many(database, 3)
    sender = crew.start(database, "tests.notices.sender:send_and_die", 1, clock.now().isoformat(), outbox=outbox)
    sender.communicate(timeout=60)
    assert len(outbox) == 1
    database.refresh()
    assert send_notices() == "2 sent, 0 not taken"  # the claim of the dead one still holds
    held.forward(minutes=11)
    assert send_notices() == "1 sent, 0 not taken"
    assert sorted(ids(outbox).values()) == [1, 1, 2]  # the same Message-ID: one mail for the reader


def test_while_the_mail_server_is_down_nothing_is_lost_and_nothing_is_counted(
    database: Site, outbox: Outbox, held, ideas: Path
) -> None:
    tell_many(database, 3)
    port, database.app.config["MAIL_PORT"] = database.app.config["MAIL_PORT"], 1
    try:
        for _minute in range(60):
            assert "the mail server is down" in send_notices()
            held.forward(minutes=1)
    finally:
        database.app.config["MAIL_PORT"] = port
    assert {notice.attempts for notice in database.session.query(Notice)} == {0}
    assert send_notices() == "3 sent, 0 not taken"
    assert send_notices() == "0 sent, 0 not taken"
    assert set(ids(outbox).values()) == {1}


def test_a_server_in_trouble_is_asked_again_later(database: Site, outbox: Outbox, held, ideas: Path) -> None:
    tell_many(database, 8)
    outbox.refusing = True
    assert send_notices() == "0 sent, 5 not taken"  # after five in a row the rest waits
    outbox.refusing = False
    assert send_notices() == "3 sent, 0 not taken"
    held.forward(minutes=1)
    assert send_notices() == "5 sent, 0 not taken"
    assert set(ids(outbox).values()) == {1}


def test_an_address_that_is_refused_for_good_is_given_up_shown_and_may_be_tried_again(
    database: Site, outbox: Outbox, held, ideas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(self: Outbox, _server, _session, envelope: Envelope, address: str, _options) -> str:
        if address == "p0@example.nl":
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 yes"

    monkeypatch.setattr(Outbox, "handle_RCPT", refuse, raising=False)
    tell_many(database, 2)
    for _try in range(MOST_TRIES_REFUSED):
        send_notices()
        held.forward(hours=1)
    (lost,) = database.session.query(Notice).filter_by(status=NoticeStatus.GIVEN_UP)
    assert (lost.to_email, lost.last_problem) == ("p0@example.nl", "550 no such person here")
    assert send_notices() == "0 sent, 0 not taken"
    try_again(lost, by=TheClock())
    database.commit()
    with pytest.raises(Refused):
        try_again(lost, by=TheClock())
