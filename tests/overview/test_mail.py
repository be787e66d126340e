"""The page of mail that did not arrive: who sees it, what it says, sending again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from fund.applications.models import Application
from fund.core import clock
from fund.core.audit import AuditEntry
from fund.notices.actions import tell
from fund.notices.jobs import send_notices
from fund.notices.models import Notice, NoticeStatus
from tests.bed.held import Held
from tests.bed.outbox import Outbox
from tests.bed.site import Site
from tests.builders import an_application
from tests.world import World

Queries = Callable[[], AbstractContextManager[Any]]
NO_SUCH = "550 5.1.1 no such user here"
NOT_THERE = "Het mailadres bestaat niet, of neemt geen mail aan."


def a_mail(world: World, application: Application) -> None:
    """Tell Samir something about a case."""
    facts = {"organisation": world.bakery.name, "by_name": world.noor.name}
    reason = f"test:{application.key}"
    tell(world.samir, template="people/added", reason=reason, facts=facts, case_id=application.id)


def a_case(database: Site, world: World, title: str = "Bakken en ontmoeten") -> Application:
    """A case about which a mail waits."""
    application = an_application(title=title)
    database.session.flush()
    a_mail(world, application)
    database.commit()
    return application


def lose(database: Site, problem: str = NO_SUCH) -> None:
    """Give up every mail that waits."""
    for notice in database.session.query(Notice).filter_by(status=NoticeStatus.WAITING):
        notice.status, notice.attempts, notice.last_problem = NoticeStatus.GIVEN_UP, 5, problem
        notice.next_try_at = clock.now()
    database.commit()


@pytest.fixture
def lost(database: Site, world: World) -> Application:
    """A case of which the receipt did not arrive."""
    application = a_case(database, world)
    lose(database)
    return application


def test_the_page_says_to_whom_about_what_and_why(database: Site, world: World, lost: Application) -> None:
    (notice,) = database.session.query(Notice)
    page = world.client("bram").get("/admin/mail").text
    for words in (notice.to_name, notice.to_email, NOT_THERE, NO_SUCH, f"/cases/{lost.number}?tab=messages"):
        assert words in page
    assert notice.body not in page, "a mail may hold a way in"
    assert "Bakken en ontmoeten" in page
    english = world.client("bram")
    english.get("/language/en")
    assert "The address does not exist, or takes no mail." in english.get("/admin/mail").text


def test_the_page_has_a_view_of_what_waits_and_of_what_was_sent(
    database: Site, world: World, outbox: Outbox, held: Held
) -> None:
    application = a_case(database, world)
    number, bram = application.number or "", world.client("bram")
    assert "Alle mail is verstuurd." in bram.get("/admin/mail").text
    assert number in bram.get("/admin/mail?view=waiting").text
    assert "Er is nog geen mail verstuurd." in bram.get("/admin/mail?view=sent").text
    send_notices()
    database.commit()
    assert "Er wacht geen mail." in bram.get("/admin/mail?view=waiting").text
    assert number in bram.get("/admin/mail?view=sent").text
    assert number not in bram.get("/admin/mail?view=else&page=%3Cx").text


def test_one_mail_is_tried_again_once(
    database: Site, world: World, lost: Application, outbox: Outbox, held: Held
) -> None:
    (notice,) = database.session.query(Notice)
    bram, path = world.client("bram"), f"/admin/mail/{notice.key}/try-again"
    page = bram.fill("/admin/mail", press=f"Probeer opnieuw: {notice.subject}")
    assert f"om de mail aan {notice.to_name} te versturen" in page.text
    assert "Alle mail is verstuurd." in page.text
    again = bram.post(path, follow_redirects=True)
    assert "U hoeft niets te doen" in again.text
    assert [entry.action for entry in database.session.query(AuditEntry)].count("notice.try_again") == 1
    database.commit()
    send_notices()
    database.commit()
    assert [mail["Subject"] for mail in outbox] == [notice.subject]


def test_everything_is_tried_again_with_one_button(database: Site, world: World, lost: Application) -> None:
    a_case(database, world, "Nog een plan")
    lose(database, "451 4.7.1 try later")
    bram = world.client("bram")
    page = bram.fill("/admin/mail", press="Probeer alles opnieuw")
    assert "opnieuw om 2 mails te versturen" in page.text
    assert {notice.status for notice in database.session.query(Notice)} == {NoticeStatus.WAITING}
    assert "Er was geen mail" in bram.post("/admin/mail/try-again", follow_redirects=True).text
    assert {notice.attempts for notice in database.session.query(Notice)} == {0}


def test_all_again_stops_at_a_bound(
    database: Site, world: World, lost: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_case(database, world, "Nog een plan")
    lose(database)
    monkeypatch.setattr("fund.notices.actions.MOST_AT_ONCE", 1)
    page = world.client("bram").post("/admin/mail/try-again", follow_redirects=True).text
    assert "opnieuw om 1 mail te versturen" in page
    assert NOT_THERE in page, "the other is still there"


def test_an_auditor_looks_and_changes_nothing(database: Site, world: World, lost: Application) -> None:
    (notice,) = database.session.query(Notice)
    tom = world.client("tom")
    page = tom.get("/admin/mail")
    assert NOT_THERE in page.text
    assert "Probeer" not in page.text
    assert tom.post(f"/admin/mail/{notice.key}/try-again").status_code == 403
    assert tom.post("/admin/mail/try-again").status_code == 403
    assert world.client("mila").get("/admin/mail").status_code == 403
    assert world.client("noor").get("/admin/mail").status_code == 403


def test_the_page_takes_few_statements_however_much_there_is(
    database: Site, world: World, lost: Application, queries: Queries
) -> None:
    for title in ("Twee", "Drie", "Vier"):
        a_case(database, world, title)
    lose(database)
    bram = world.client("bram")
    with queries() as sent:
        page = bram.get("/admin/mail").text
    assert page.count(NOT_THERE) == 4
    assert len(sent) <= 4


def test_the_case_says_that_a_mail_did_not_arrive(database: Site, world: World, lost: Application) -> None:
    mila = world.client("mila")
    number = lost.number
    declare = mila.fill(f"/cases/{number}/interest", has_interest="no", press="Verklaar")
    assert declare.status_code == 200
    assert "1 niet aangekomen" in mila.get(f"/cases/{number}").text
    page = mila.get(f"/cases/{number}?tab=messages").text
    for words in ("1 mail is niet aangekomen", "Niet aangekomen", NOT_THERE, "Bel de ontvanger"):
        assert words in page


def test_a_case_of_which_all_mail_was_sent_says_so_quietly(
    database: Site, world: World, outbox: Outbox, held: Held
) -> None:
    number = a_case(database, world).number
    mila = world.client("mila")
    mila.fill(f"/cases/{number}/interest", has_interest="no", press="Verklaar")
    assert "Nog niet verstuurd" in mila.get(f"/cases/{number}?tab=messages").text
    send_notices()
    database.commit()
    page = mila.get(f"/cases/{number}?tab=messages").text
    assert "Verstuurd" in page
    assert "niet aangekomen" not in page
