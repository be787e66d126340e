"""A message that reaches nobody is work for who handles the case, until it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fund.applications.models import Application
from fund.applications.rules import TRIES_UNSEEN
from fund.applications.workflow import State
from fund.core import clock
from fund.core.db import db
from fund.notices.models import Notice, NoticeStatus
from fund.people.actions import end_person
from fund.people.models import Person
from fund.reports.jobs import send_reminders
from fund.reports.models import Report
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import an_application, an_award
from tests.world import World

COPY, NOBODY, MAIL = (
    "de kopie van de aanvraag lukt niet",
    "daar krijgt niemand onze herinneringen",
    "een mail kwam niet aan",
)


def work_of(database: Site, person: Person) -> str:
    database.commit()
    return database.client(person).get("/my-work?kind=call").text


def test_a_copy_that_cannot_be_made_is_shown_until_it_is(database: Site, world: World) -> None:
    application = an_application(State.IN_ASSESSMENT)
    application.receipt_tries = TRIES_UNSEEN - 1
    assert COPY not in work_of(database, world.mila)
    database.session.get_one(Application, application.id).receipt_tries = TRIES_UNSEEN
    page = work_of(database, world.mila)
    assert COPY in page
    assert "Lukt niet" in database.client(world.mila).get(f"/cases/{application.number}").text
    assert str(application.number) in page
    assert COPY not in work_of(database, world.fatima), "it is not her case"
    end_person(world.mila, by=world.bram)
    assert COPY in work_of(database, world.fatima), "who handled it works here no longer"


def test_a_copy_of_a_case_that_nobody_took_up_is_shown_to_every_handler(database: Site, world: World) -> None:
    an_application().receipt_tries = TRIES_UNSEEN
    assert COPY in work_of(database, world.mila)
    assert COPY in work_of(database, world.fatima)


def test_reminders_to_an_organisation_without_anybody_are_shown(database: Site, world: World, held: Held) -> None:
    award = an_award()
    report = database.session.query(Report).filter_by(award_id=award.id).order_by(Report.due_on).first()
    assert report is not None
    database.commit()
    held.at(report.due_on)
    end_person(world.noor, by=world.bram)
    assert NOBODY not in work_of(database, world.mila), "Samir acts for it still"
    end_person(world.samir, by=world.bram)
    database.commit()
    send_reminders()
    assert work_of(database, world.mila).count(NOBODY) == 1, "once, for three reminders"


def a_mail(status: NoticeStatus, template: str = "reports/reminder") -> Notice:
    """A mail in a case of Mila."""
    mail = Notice(
        reason="x", template=template, language="nl", to_name="Noor", to_email="n@x.example", subject="x", body="x",
        facts={}, document_keys=[], case_id=an_application(State.IN_ASSESSMENT).id, created_at=clock.now(),
        due_at=clock.now(), next_try_at=clock.now() + timedelta(days=1), status=status,
    )  # fmt: skip
    db.session.add(mail)
    db.session.flush()
    return mail


@pytest.mark.parametrize("status", [NoticeStatus.WAITING, NoticeStatus.GIVEN_UP, NoticeStatus.SET_ASIDE])
def test_a_mail_that_was_given_up_is_shown(database: Site, world: World, status: NoticeStatus) -> None:
    a_mail(status)
    assert (MAIL in work_of(database, world.mila)) == (status is NoticeStatus.GIVEN_UP)


def test_what_was_told_in_another_way_is_no_work_any_more(database: Site, world: World) -> None:
    mail = a_mail(NoticeStatus.GIVEN_UP)
    database.commit()
    key, path = mail.key, f"/cases/{database.session.get_one(Application, mail.case_id).number}?tab=messages"
    mila = database.client(world.mila)
    mila.fill(path, press="Ik vertelde het op een andere manier")
    assert MAIL not in mila.get("/my-work").text
    assert "Op een andere manier verteld" in mila.get(path).text
    assert mila.post(f"/messages/{key}/set-aside").status_code == 409
    answer = database.client(world.fatima).post(f"/messages/{key}/set-aside")
    assert "/interest" in answer.headers["Location"], "first she says whether she has an interest"


def test_a_decision_is_not_told_in_another_way(database: Site, world: World) -> None:
    mail = a_mail(NoticeStatus.GIVEN_UP, "decisions/grant")
    database.commit()
    assert database.client(world.mila).post(f"/messages/{mail.key}/set-aside").status_code == 409


def test_what_is_stuck_takes_one_statement(database: Site, world: World, queries: Callable[[], Any]) -> None:
    browser = database.client(world.mila)
    with queries() as few:
        browser.get("/my-work")
    for _nth in range(3):
        an_application(State.IN_ASSESSMENT).receipt_tries = TRIES_UNSEEN
    database.commit()
    with queries() as many:
        browser.get("/my-work")
    assert len(many) == len(few)
