"""The desk as people use it: pages, forms, refusals in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from io import BytesIO

import pytest

from fund.awards.models import Award
from fund.core.db import db
from fund.core.errors import Refused
from fund.core.identifiers import demo_iban
from fund.payments import actions
from fund.payments.models import BankStatement, PaymentOrder, PaymentRun
from fund.payments.workflow import RunState
from fund.people import actions as people
from tests.bed.site import Site
from tests.builders import an_application
from tests.payments.bank_files import Line
from tests.payments.desk import Part, a_grant, a_run, bank_file, checked, first_of, paid
from tests.world import World

Queries = Callable[[], AbstractContextManager[list[object]]]


def two_grants(world: World) -> None:
    a_grant(world)
    a_grant(world, world.troupe, [Part(1_234_56)])
    checked(world)


def the_run(world: World) -> PaymentRun:
    two_grants(world)
    run = a_run(world, *(first_of(award) for award in db.session.scalars(db.select(Award))))
    db.session.commit()
    return run


def test_a_payment_from_desk_to_bank(database: Site, world: World) -> None:
    two_grants(world)
    database.commit()
    sanne, ruud = database.client(world.sanne), database.client(world.ruud)
    page = sanne.fill("/payments", press="Maak een betaalrun")
    assert "Betaalrun 2026-0001" in page.text
    assert "6.234,56" in page.text
    assert "Geef € 6.234,56 vrij" not in page.text.replace("\xa0", " ")
    run = db.session.query(PaymentRun).one()
    address = f"/payments/runs/{run.key}"
    page = ruud.get(address)
    assert "Geef € 6.234,56 vrij" in page.text.replace("\xa0", " ")
    page = ruud.fill(address, press="Geef € 6.234,56 vrij")
    assert "Download" in page.text
    first = ruud.get(f"{address}/file")
    assert first.mimetype == "application/xml"
    assert first.headers["Content-Disposition"].startswith("attachment")
    assert ruud.get(f"{address}/file").data == first.data
    run = db.session.query(PaymentRun).one()
    content = bank_file(*paid(run))
    page = sanne.fill("/bank", file=(BytesIO(content), "afschrift.xml"), press="Lees het afschrift")
    assert "Bankafschrift ST-1" in page.text
    assert db.session.query(PaymentRun).one().state is RunState.SETTLED
    page = sanne.fill("/bank", file=(BytesIO(content), "afschrift.xml"), press="Lees het afschrift")
    assert "is al gelezen" in page.text
    assert db.session.query(BankStatement).count() == 1


def test_a_double_click_releases_once(database: Site, world: World) -> None:
    run = the_run(world)
    ruud = database.client(world.ruud)
    answers = [ruud.post(f"/payments/runs/{run.key}/release", data={"seen": run.content_hash}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert db.session.query(PaymentOrder).count() == 2


def test_the_maker_reads_why_somebody_else_releases(database: Site, world: World) -> None:
    run = the_run(world)
    sanne = database.client(world.sanne)
    assert "U maakte deze run zelf" in sanne.get(f"/payments/runs/{run.key}").text
    answer = sanne.post(f"/payments/runs/{run.key}/release", data={"seen": run.content_hash})
    assert answer.status_code == 403
    assert "U maakte deze run zelf" in answer.text


def test_a_run_that_changed_goes_back_by_itself(database: Site, world: World) -> None:
    run = the_run(world)
    people.enter_bank_account(world.bakery, iban=demo_iban(777), holder=world.bakery.name, by=world.noor)
    database.commit()
    ruud = database.client(world.ruud)
    page = ruud.get(f"/payments/runs/{run.key}")
    assert "Gewijzigd" in page.text
    assert "Geef €" not in page.text
    answer = ruud.post(f"/payments/runs/{run.key}/release", data={"seen": run.content_hash}, follow_redirects=True)
    assert "Niet vrijgegeven" in answer.text
    assert db.session.get_one(PaymentRun, run.id).state is RunState.SENT_BACK


def test_a_run_is_sent_back_with_a_reason(database: Site, world: World) -> None:
    run = the_run(world)
    ruud = database.client(world.ruud)
    address = f"/payments/runs/{run.key}/send-back"
    assert ruud.post(address, data={"reason": ""}).status_code == 422
    page = ruud.fill(address, reason="Verkeerde dag", press="Ja, stuur terug")
    assert "Verkeerde dag" in page.text
    assert ruud.get(f"/payments/runs/{run.key}/file").status_code == 409


def test_an_account_is_checked(database: Site, world: World) -> None:
    a_grant(world)
    database.commit()
    key = world.bakery.bank_accounts[0].key
    hanneke = database.client(world.hanneke)
    assert "De Korenaar" in hanneke.get("/payments/accounts").text
    page = hanneke.fill(f"/payments/accounts/{key}", press="Ja, het klopt")
    assert "is gecontroleerd" in page.text


def test_who_checks_an_account_opens_the_proof_that_was_sent_with_the_last_application(
    database: Site, world: World
) -> None:
    an_application(title="Eerder")
    last = an_application(title="Later")
    number, papers = str(last.number), [each.document.key for each in last.attachments]
    key = world.bakery.bank_accounts[0].key
    database.commit()
    hanneke = database.client(world.hanneke)
    page = hanneke.get(f"/payments/accounts/{key}").text
    assert f"Wat de organisatie meestuurde met {number}" in page
    assert "Bewijs van uw bankrekening" in page
    assert re.findall(r"/documents/([\w-]+)", page) == papers
    assert f"/organisations/{world.bakery.key}" in page, "there is whom to call"
    assert hanneke.get(f"/documents/{papers[-1]}").status_code == 200


def test_nothing_ticked_and_a_day_without_banks(database: Site, world: World) -> None:
    two_grants(world)
    database.commit()
    sanne = database.client(world.sanne)
    answer = sanne.post("/payments/runs", data={"execute_on": "2026-03-04"})
    assert answer.status_code == 422
    assert "Vink minstens" in answer.text
    keys = [first_of(award).key for award in db.session.scalars(db.select(Award))]
    answer = sanne.post("/payments/runs", data={"execute_on": "2026-03-07", "instalments": keys})
    assert answer.status_code == 422
    assert "Banken betalen niet op" in answer.text
    assert answer.text.count(" checked") == 2
    assert db.session.query(PaymentRun).count() == 0


FILES = {
    "nothing": (b"", "XML"),
    "text": (b"datum;bedrag\r\n", "XML"),
    "bomb": (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "opdrachten"),
    "thirty megabytes": (b" " * (30 * 1024 * 1024), "groter"),
    "other account": (None, "rekening"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_wrong_file_gets_a_sentence(database: Site, world: World, what: str) -> None:
    content, words = FILES[what]
    content = bank_file(Line(-1_00), account=demo_iban(5)) if content is None else content
    sanne = database.client(world.sanne)
    answer = sanne.post("/bank", data={"file": (BytesIO(content), "x.xml")})
    assert answer.status_code == 422
    assert words in answer.text
    assert sanne.post("/bank", data={}).status_code == 422


PAGES = ("/payments", "/payments/runs", "/payments/accounts", "/bank")


@pytest.mark.parametrize("address", PAGES)
def test_who_may_look(database: Site, world: World, address: str) -> None:
    for person, code in (
        (world.sanne, 200), (world.tom, 200), (world.mila, 403), (world.bram, 403), (world.noor, 403)
    ):  # fmt: skip
        assert database.client(person).get(address).status_code == code, person.name


def test_the_auditor_looks_and_does_nothing(database: Site, world: World) -> None:
    run = the_run(world)
    tom = database.client(world.tom)
    assert tom.get(f"/payments/runs/{run.key}").status_code == 200
    assert "<form" not in tom.get("/bank").text.split("<main", 1)[1]
    for address in (
        "/payments/runs",
        f"/payments/runs/{run.key}/release",
        f"/payments/runs/{run.key}/send-back",
        "/bank",
    ):
        assert tom.post(address, data={}).status_code == 403, address


def test_pages_ask_the_same_few_questions_however_much_there_is(database: Site, world: World, queries: Queries) -> None:
    run = the_run(world)
    for _each in range(6):
        a_grant(world)
    database.commit()
    sanne = database.client(world.sanne)
    for address, most in (*((page, 9) for page in PAGES), (f"/payments/runs/{run.key}", 16)):
        with queries() as sent:
            assert sanne.get(address).status_code == 200
        assert len(sent) <= most, f"{address}: {len(sent)}"


def test_a_day_more_than_a_month_ahead_is_refused_at_its_field(database: Site, world: World) -> None:
    award = a_grant(world)
    checked(world)
    database.commit()
    sanne = database.client(world.sanne)
    page = sanne.fill("/payments", execute_on="2030-12-02", press="Maak een betaalrun")
    assert page.status_code == 422
    words = "De dag van betaling, ma 2 december 2030, is meer dan een maand vooruit. Kies een dag tot en met do 2 april"
    (said,) = re.findall('<a href="#execute_on">(.*?)</a>', page.text)
    assert " ".join(said.split()).startswith(words)
    assert 'value="2030-12-02"' in page.text
    assert page.text.count(" checked") == 1
    with pytest.raises(Refused, match="more than a month") as refused:
        actions.make_run([first_of(award)], execute_on=date(2030, 12, 2), by=world.sanne)
    assert refused.value.field == "execute_on"


def test_who_checked_an_account_reads_it_at_the_payment_and_at_the_run(database: Site, world: World) -> None:
    """Before it is sent and after: the reason stands on the page, and what was ticked stays ticked."""
    grants = [a_grant(world), a_grant(world, world.troupe, [Part(1_234_56)])]
    actions.check_account(world.troupe.bank_accounts[0], by=world.ruud)
    checked(world, world.bakery)
    database.commit()
    why = "omdat u de bankrekening nakeek"
    hanneke = database.client(world.hanneke)
    page = hanneke.get("/payments").text
    assert (page.count(why), page.count(" checked"), page.count('name="instalments"')) == (1, 1, 1)
    assert "Maak een betaalrun" in page
    keys = [first_of(award).key for award in grants]
    sent = hanneke.post("/payments/runs", data={"execute_on": "2026-03-04", "instalments": keys})
    assert sent.status_code == 422
    assert why in sent.text.split("<main", 1)[1].split("<table")[0], "above the payments, with the number of the case"
    run = a_run(world, *map(first_of, grants))
    database.commit()
    ruud = database.client(world.ruud)
    address = f"/payments/runs/{run.key}"
    page = ruud.get(address).text
    assert why in page
    assert f'action="{address}/release"' not in page
    sent = ruud.post(f"{address}/release", data={"seen": run.content_hash})
    assert sent.status_code == 403
    assert "Deze run is niet vrijgegeven" in sent.text
    assert why in sent.text.split("niet vrijgegeven", 1)[1].split("</div>")[0]
    assert "U kunt deze pagina niet openen" not in sent.text
    assert db.session.get_one(PaymentRun, run.id).state is RunState.AWAITING_RELEASE


def test_who_may_pay_nothing_of_what_is_ready_is_not_offered_a_run(database: Site, world: World) -> None:
    two_grants(world)
    database.commit()
    hanneke, sanne = (
        database.client(world.hanneke).get("/payments").text,
        database.client(world.sanne).get("/payments").text,
    )
    assert "U kunt van deze betalingen geen run maken" in hanneke
    assert "Maak een betaalrun" not in hanneke.split("<main", 1)[1]
    assert "Maak een betaalrun" in sanne
