"""Who comes for the first time, and what is too big to look at at all: nobody is left on a page without a way on."""

from __future__ import annotations

from fund.core.identifiers import demo_iban
from fund.people import actions as people
from fund.people.queries import person_by_email
from tests.applications import road
from tests.bed.client import Browser
from tests.bed.site import Site
from tests.builders import a_call
from tests.world import World

NEXT = "//main//section[contains(@class, 'vk-next')]//a/@href"


def test_who_has_no_organisation_yet_registers_it_and_comes_back(database: Site, world: World) -> None:
    a_call()
    people.enrol(name="Petra", email="petra@wijk.example", by=world.bram)
    database.commit()
    person = person_by_email("petra@wijk.example")
    assert person is not None
    petra = database.client(person)
    start = "/calls/fonds-sociale-veerkracht-2026/apply"
    [way] = road.document(petra.get(start)).xpath("//main//div[@class='vk-empty']//a/@href")
    facts = {"name": "Wijk", "legal_form": "sole_trader", "kvk_number": "01234567"}
    place = {"street": "Dorpsstraat 1", "postcode": "5211 AB", "town": "Oss"}
    page = petra.fill(way, {**facts, **place}, press="Bewaar organisatie")
    [bank] = road.document(page).xpath(NEXT)
    page = petra.fill(bank, {"iban": demo_iban(77), "holder": "Wijk"}, press="Bewaar bankrekening")
    assert road.document(page).xpath(NEXT) == [start]
    away = petra.get(page.request.path, query_string={"next": "//evil.example"})
    assert road.document(away).xpath(NEXT) == [], "nobody is led off the site"
    assert petra.fill(start, press="Begin aanvraag").request.path.startswith("/applications/")


def test_what_is_too_big_to_receive_is_refused_in_the_language_of_the_reader(noor: Browser, draft: str) -> None:
    answer = road.send(noor, draft, "document-0", content=b"%PDF-1.7\n" + b"0" * (33 * 2**20))
    assert answer.status_code == 413
    assert "groter dan wij kunnen ontvangen" in answer.text


def test_who_was_signed_out_while_typing_is_told_so_and_how_to_go_on(database: Site, noor: Browser, draft: str) -> None:
    form = dict(road.document(noor.get(f"{draft}/impulse")).forms[-1].form_values())
    form["continuity"] = "De leden dragen het daarna <samen>."
    stranger = database.client()
    for token in (True, False):
        page = stranger.post(f"{draft}/impulse", data=form, token=token)
        assert road.document(page).xpath("//main//textarea") == [], "sent from nobody knows where"
        assert page.status_code == 401
        assert "U bent uitgelogd" in page.text
        assert road.document(page).xpath("//main//a/@href")[0] == f"/sign-in?next={draft}/impulse"
    page = stranger.post(f"{draft}/impulse", data=form, headers={"Referer": f"http://localhost{draft}/impulse"})
    typed = [each.text.strip() for each in road.document(page).xpath("//main//textarea")]
    assert form["continuity"] in typed, "to go back would lose it"
    old = noor.post(f"{draft}/impulse", data=form, token=False, headers={"Referer": f"http://localhost{draft}/impulse"})
    assert old.status_code == 302, "the form has its token"
    told = stranger.post(f"{draft}/impulse", data=form, headers={"Accept": "application/json"})
    assert "u bent uitgelogd" in (told.json or {})["problem"]
    sent_elsewhere = stranger.post(f"{draft}/submit", headers={"Referer": f"http://localhost{draft}/review"})
    assert road.document(sent_elsewhere).xpath("//main//a/@href")[0] == f"/sign-in?next={draft}/review"
