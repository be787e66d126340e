"""An applicant walks the whole road by HTTP, and runs into everything that can be wrong."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from fund.applications import actions
from fund.applications import queries as application_queries
from fund.applications.jobs import issue_receipts
from fund.applications.models import Application
from fund.applications.workflow import State
from tests.applications import road
from tests.bed.client import Browser
from tests.bed.held import Held
from tests.bed.site import Site
from tests.bed.watching import Statements
from tests.builders import PDF
from tests.world import World


def _only(database: Site) -> Application:
    database.refresh()
    return database.session.scalars(select(Application)).one()


def test_the_whole_road(database: Site, world: World, noor: Browser) -> None:
    base = road.start(noor)
    page = noor.get(base)
    for words in ("Opgeslagen is nog niet ingediend", "Alleen Noor van Dijk mag indienen", "3 van 13 onderdelen klaar"):
        assert words in page.text
    assert "Nog dicht" in page.text
    road.fill_everything(noor, base)
    assert "13 van 13 onderdelen klaar" in noor.get(base).text
    review = noor.get(f"{base}/review")
    for words in ("Buurtwerkplaats", "80.000,00", "hebben een lagere energierekening", "stuk.pdf"):
        assert words in review.text
    receipt = noor.fill(f"{base}/review", press="Dien aanvraag in")
    assert receipt.request.path == f"{base}/receipt"
    for words in ("FSV-2026-000001", "ma 2 maart 2026, 10.00 uur", "ma 1 juni 2026", world.noor.email):
        assert words in receipt.text
    copy = noor.get(f"{base}/copy")
    assert (copy.status_code, copy.mimetype, copy.data[:5]) == (200, "application/pdf", b"%PDF-")
    issue_receipts()
    database.commit()
    kept = noor.get(f"{base}/copy", follow_redirects=True)
    assert kept.data == copy.data
    submitted = noor.get(base)
    assert "U diende in. Wij ontvingen uw aanvraag" in submitted.text
    assert noor.get(f"{base}/plan").location == base


@pytest.mark.parametrize("again", ["submit", "tab", "replay"])
def test_submitted_again_is_the_same_receipt(database: Site, noor: Browser, draft: str, again: str) -> None:
    other_tab = noor.get(f"{draft}/review")
    first = noor.post(f"{draft}/submit")
    second = noor.post(f"{draft}/submit", data=dict(road.document(other_tab).forms[-1].form_values()))
    assert (first.status_code, first.location) == (second.status_code, second.location) == (302, f"{draft}/receipt")
    assert _only(database).number == "FSV-2026-000001"
    assert noor.get(f"{draft}/receipt").text.count("FSV-2026-000001") > 0


def test_two_tabs_lose_nothing(database: Site, noor: Browser, draft: str) -> None:
    first, second = (dict(road.document(noor.get(f"{draft}/plan")).forms[-1].form_values()) for _tab in range(2))
    assert noor.post(f"{draft}/plan", data={**first, "title": "Van de eerste"}).status_code == 302
    clash = noor.post(f"{draft}/plan", data={**second, "title": "Van de tweede", "problem": "Getypt"})
    assert clash.status_code == 422
    assert "in een ander tabblad of door een collega" in road.errors(clash)[0]
    assert (road.value(clash, "title"), road.value(clash, "problem")) == ("Van de tweede", "Getypt")
    assert "Van de eerste" in clash.text
    assert _only(database).title == "Van de eerste"
    again = dict(next(f for f in road.document(clash).forms if "title" in f.fields).form_values())
    assert noor.post(f"{draft}/plan", data=again).status_code == 302
    assert (_only(database).title, _only(database).problem) == ("Van de tweede", "Getypt")


@pytest.mark.parametrize(
    ("part", "field", "words"),
    [
        ("plan", "title", "Anders"),
        ("tasks", "task-1-how", "Anders"),
        ("line", "line_reason", "Anders"),
        ("places", "target_group", "Anders"),
        ("partners", "lines-0-role", "anders"),
        ("budget", "lines-0-amount", "12"),
        ("financing", "requested", "12"),
        ("declarations", "de_minimis", "some"),
    ],
)
def test_what_was_kept_and_is_sent_again_is_no_clash_and_other_words_are(
    *, database: Site, noor: Browser, draft: str, part: str, field: str, words: str
) -> None:
    form = next(f for f in road.document(noor.get(f"{draft}/{part}")).forms if "revision" in f.fields)
    sheet = dict(form.form_values())
    first, again = (noor.post(f"{draft}/{part}", data=sheet) for _time in range(2))
    assert (first.status_code, again.status_code) == (302, 302), road.errors(again)
    assert first.location == again.location
    assert _only(database).revisions[part] == 2, "nothing was written the second time"
    field = field.replace("task-1", f"task-{_only(database).task_links[0].task_id}")
    assert field in sheet
    assert noor.post(f"{draft}/{part}", data={**sheet, field: words}).status_code == 422


def test_a_script_saves_in_passing(database: Site, noor: Browser, draft: str) -> None:
    typed = dict(road.document(noor.get(f"{draft}/impulse")).forms[-1].form_values())
    asks = {"Accept": "application/json"}
    kept = noor.post(f"{draft}/impulse", data={**typed, "continuity": "Getypt"}, headers=asks)
    assert kept.json == {"saved": "10.00", "values": {"revision": "2"}}
    assert _only(database).continuity == "Getypt"
    late = noor.post(f"{draft}/impulse", data={**typed, "continuity": "Later"}, headers=asks)
    assert late.status_code == 422
    assert "ander tabblad" in (late.json or {})["problem"]
    wrong = noor.post(f"{draft}/financing", data={"revision": "1", "requested": "NaN"}, headers=asks)
    assert wrong.status_code == 200
    assert "NaN" in (wrong.json or {})["problem"]
    assert _only(database).requested == 4_000_000


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("NaN", "U vulde NaN in"),
        ("1e5", "1e5"),
        ("12.34.56", "12.34.56"),
        ("-5", "5"),
        ("veertigduizend", "veertigduizend"),
        ("425.00", "Bedoelt u 42.500 of 425?"),
        ("40,000.00", "U vulde 40,000.00 in. Bedoelt u 40.000?"),
        ("12,345", "Bedoelt u 12.345 of 12,35?"),
    ],
)
def test_an_amount_that_cannot_be_read_is_said_at_its_field(noor: Browser, draft: str, typed: str, says: str) -> None:
    answer = noor.fill(f"{draft}/financing", {"requested": typed}, press=road.ON)
    assert answer.status_code == 422
    assert says in road.described(answer, "requested")
    assert road.value(answer, "requested") == typed
    assert road.value(answer, "lines-0-description") == "Eigen geld"


@pytest.mark.parametrize("typed", ["40.000,00", "40 000", "40000", "€ 40.000,-"])
def test_amounts_are_read_as_dutch_people_write_them(database: Site, noor: Browser, draft: str, typed: str) -> None:
    assert noor.fill(f"{draft}/financing", {"requested": typed}, press=road.ON).status_code == 200
    assert _only(database).requested == 4_000_000


@pytest.mark.parametrize(
    ("requested", "says"),
    [
        ("1.000", "In deze regeling vraagt u ten minste € 2.500: dat is € 1.500 meer."),
        ("60.000,01", "In deze regeling vraagt u hoogstens € 60.000: dat is € 0,01 minder."),
        ("38.500", "€ 1.500 van de begroting is nog niet gedekt."),
        ("41.000", "Er is € 1.000 meer geld dan het plan kost. Verlaag een bedrag."),
    ],
)
def test_money_that_does_not_meet_names_the_difference(
    database: Site, noor: Browser, draft: str, requested: str, says: str
) -> None:
    answer = noor.fill(f"{draft}/financing", {"requested": requested}, press=road.ON)
    assert any(says in error.replace("\u00a0", " ") for error in road.errors(answer))
    assert road.value(answer, "requested").replace("\u00a0", "") == requested
    refused = noor.post(f"{draft}/submit")
    assert refused.status_code == 409
    assert says in refused.text.replace("\u00a0", " ")
    assert _only(database).state is State.DRAFT


def test_more_than_the_share_of_the_costs(noor: Browser, draft: str) -> None:
    noor.fill(f"{draft}/budget", {"lines-0-amount": "10.000", "lines-1-remove": True}, press=road.ON)
    answer = noor.fill(f"{draft}/financing", {"requested": "9.000", "lines-0-amount": "1.000"}, press=road.ON)
    assert "hoogstens 80% van de kosten" in road.described(answer, "requested")


@pytest.mark.parametrize(
    ("part", "fields", "field", "says"),
    [
        ("partners", {"lines-1-name": "Gilde", "lines-1-kvk_number": "123"}, "lines-1-kvk_number", "8 cijfers"),
        ("partners", {"lines-1-role": "denkt mee"}, "lines-1-name", "naam van de partner"),
        ("plan", {"starts_on": "31-02-2026"}, "starts_on", "31-12-2026"),
        ("plan", {"starts_on": "2027-01-01", "ends_on": "2026-12-31"}, "ends_on", "vóór het begin"),
        ("plan", {"summary": "x" * 501}, "summary", "501"),
        ("places", {"people_reached": "veel"}, "people_reached", "25"),
        ("places", {"people_reached": "-1"}, "people_reached", "25"),
        ("budget", {"lines-2-amount": "10"}, "lines-2-cost_type", "soort kosten"),
        (
            "budget",
            {"lines-2-description": "Huur", "lines-2-cost_type": "housing"},
            "lines-2-amount",
            "Vul het bedrag in",
        ),
        ("budget", {"lines-0-amount": "0"}, "lines-0-amount", "0"),
        ("declarations", {"de_minimis": "some", "de_minimis_amount": "1.2.3"}, "de_minimis_amount", "1.2.3"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_stays(
    *, database: Site, noor: Browser, draft: str, part: str, fields: dict[str, Any], field: str, says: str
) -> None:
    before = _only(database).revisions
    answer = noor.fill(f"{draft}/{part}", fields, press=road.ON)
    assert answer.status_code == 422
    assert says in road.described(answer, field)
    for name, typed in fields.items():
        assert road.value(answer, name) == typed
    assert _only(database).revisions == before


def test_what_is_missing_is_said_after_saving_and_never_loses_the_rest(
    database: Site, noor: Browser, draft: str
) -> None:
    answer = noor.fill(f"{draft}/impulse", {"continuity": "", "why_impulse": "Nieuw"}, press=road.ON)
    assert answer.request.path == f"{draft}/impulse"
    assert road.described(answer, "continuity").endswith("Schrijf hoe het verder gaat na de subsidie.")
    assert _only(database).why_impulse == "Nieuw"
    back = noor.fill(f"{draft}/impulse", {"learning_question": ""}, press="Opslaan en terug naar overzicht")
    assert back.request.path == draft
    assert "12 van 13 onderdelen klaar" in back.text


def test_an_activity_is_pointed_out_and_may_stay(database: Site, noor: Browser, draft: str) -> None:
    task = _only(database).task_links[0].task_id
    field = f"task-{task}-what_changes"
    answer = noor.fill(f"{draft}/tasks", {field: "we organiseren 12 klusavonden"}, press=road.ON)
    assert "Schrijf wat er verandert, niet wat u doet" in road.described(answer, field)
    assert "[wat is er anders?]" in answer.text
    assert noor.post(f"{draft}/submit").location == f"{draft}/receipt"


def test_at_most_three_tasks(database: Site, noor: Browser, draft: str) -> None:
    page = noor.get(f"{draft}/tasks")
    offered = [box.get("value") for box in road.document(page).xpath("//input[@name='tasks']")]
    answer = noor.fill(f"{draft}/tasks", {"tasks": offered[:4]}, press=road.ON)
    assert answer.status_code == 422
    assert road.errors(answer) == ["Kies hoogstens 3 opgaven."]
    assert len(_only(database).task_links) == 1


def test_a_closed_call_says_so_and_keeps_the_draft(database: Site, noor: Browser, draft: str, held: Held) -> None:
    held.at(_only(database).call.closes_at)
    noor.sign_in(World().noor)
    sentence = "Deze regeling is gesloten op vr 11 december 2026, 17.00 uur. U kunt dus niet meer indienen."
    late = noor.post(f"{draft}/submit")
    assert late.status_code == 409
    assert sentence in late.text
    assert sentence in noor.get(draft).text
    assert sentence in noor.get(f"{draft}/review").text
    assert _only(database).state is State.DRAFT
    start = noor.get("/calls/fonds-sociale-veerkracht-2026/apply")
    assert "Begin aanvraag" not in start.text
    assert "Bekijk de regelingen" in start.text, "and there is a way on"
    token = {"organisation": "x", "idempotency_key": "k"}
    assert noor.post("/calls/fonds-sociale-veerkracht-2026/apply", data=token).status_code == 422


def test_a_call_that_is_not_open_yet_says_from_when(database: Site, noor: Browser, world: World, held: Held) -> None:
    held.at(date(2026, 2, 1))
    key = world.bakery.key
    page = noor.get("/calls/fonds-sociale-veerkracht-2026/apply")
    assert "ma 2 maart 2026" in page.text
    assert "Begin aanvraag" not in page.text
    sent = noor.post(
        "/calls/fonds-sociale-veerkracht-2026/apply", data={"organisation": key, "idempotency_key": "early"}
    )
    assert sent.status_code == 422
    assert "ma 2 maart 2026" in sent.text


def test_starting_twice_starts_once(database: Site, noor: Browser) -> None:
    page = road.document(noor.get("/calls/fonds-sociale-veerkracht-2026/apply"))
    fields = dict(page.forms[-1].form_values())
    first, second = (noor.post("/calls/fonds-sociale-veerkracht-2026/apply", data=fields) for _click in range(2))
    assert first.location == second.location
    database.refresh()
    assert database.session.scalar(select(func.count()).select_from(Application)) == 1


@pytest.mark.parametrize(
    ("filename", "content", "says"),
    [
        ("planning.exe", b"MZ\x90", "Dit soort bestand kunnen we niet openen. Stuur een PDF, Word- of Excel-bestand."),
        ("statuten.pdf", b"just words", "iets anders dan de naam zegt"),
        ("leeg.pdf", b"", "leeg"),
        ("groot.pdf", b"%PDF-1.7\n" + b"0" * (30 * 2**20), "MB"),
    ],
    ids=["mistyped", "pretends", "empty", "30 MB"],
)
def test_a_file_that_we_do_not_take_is_refused_in_words(
    *, database: Site, noor: Browser, draft: str, filename: str, content: bytes, says: str
) -> None:
    answer = road.send(noor, draft, "document-0", content=content, filename=filename)
    assert answer.status_code == 422
    assert says in road.described(answer, "document-0-file")
    assert "statutes.pdf" in answer.text
    assert len(_only(database).attachments) == 3


def test_a_file_is_added_once_shown_to_its_own_and_removed(
    database: Site, world: World, noor: Browser, draft: str
) -> None:
    page = road.document(noor.get(f"{draft}/attachments"))
    form = next(form for form in page.forms if form.fields.get("document") == "document-0")
    for _click in range(2):
        fields = {**dict(form.form_values()), "document-0-file": (io.BytesIO(PDF()), "extra.pdf")}
        assert noor.post(f"{draft}/attachments", data=fields).status_code == 302
    *_earlier, attachment = _only(database).attachments
    assert len(_earlier) == 3
    remove, address = f"/applications/files/{attachment.key}/remove", f"/documents/{attachment.document.key}"
    assert noor.get(address).status_code == 200
    assert database.client(world.anja).get(address).status_code == 403
    assert database.client(world.mila).get(address).status_code == 403
    assert noor.post(f"{draft}/attachments", data={"document": "document-99"}).status_code == 400
    assert noor.post(f"{draft}/attachments", data={"document": "document-0"}).status_code == 422
    removed = noor.post(remove, follow_redirects=True)
    assert "Het bestand is verwijderd" in removed.text
    assert "extra.pdf" not in removed.text


def test_unknown_addresses_are_not_found(noor: Browser, draft: str) -> None:
    for address in (
        "/applications/AAAAAAAAAAAAAAAAAAAAAA",
        "/applications/AAAAAAAAAAAAAAAAAAAAAA/plan",
        f"{draft}/nowhere",
        "/calls/nowhere/apply",
    ):
        assert noor.get(address).status_code == 404
    assert noor.post("/applications/files/AAAAAAAAAAAAAAAAAAAAAA/remove").status_code == 404


def test_others_are_told_that_it_is_not_theirs(database: Site, world: World, noor: Browser, draft: str) -> None:
    for person in (world.anja, world.mila):
        browser = database.client(person)
        for path in ("", "/plan", "/attachments", "/review", "/receipt", "/withdraw", "/copy"):
            answer = browser.get(f"{draft}{path}")
            assert (path, answer.status_code) == (path, 403)
        assert browser.post(f"{draft}/submit").status_code == 403
        assert browser.post(f"{draft}/plan", data={"revision": "1"}).status_code == 403
    samir = database.client(world.samir)
    assert "Alleen Noor van Dijk mag indienen" in samir.get(f"{draft}/review").text
    assert "Dien aanvraag in</span>" not in samir.get(f"{draft}/review").text
    assert samir.post(f"{draft}/submit").status_code == 403
    assert "sign-in" in (database.client().get(draft).location or "")


def test_withdrawing_is_asked_first(database: Site, noor: Browser, draft: str) -> None:
    noor.post(f"{draft}/submit")
    page = noor.get(f"{draft}/withdraw")
    assert "Ja, trek in" in page.text
    gone = noor.fill(f"{draft}/withdraw", {"reason": "Wij beginnen later"}, press="Ja, trek in")
    assert "Uw aanvraag is ingetrokken" in gone.text
    assert _only(database).state is State.WITHDRAWN
    assert noor.post(f"{draft}/withdraw").status_code == 409
    assert noor.get(f"{draft}/withdraw").location == draft, "it is not asked twice"
    assert noor.get(draft).status_code == 200


@pytest.mark.parametrize(
    "path", ["", "/plan", "/tasks", "/places", "/budget", "/financing", "/attachments", "/review", "/organisation"]
)
def test_a_page_asks_few_questions(
    noor: Browser, draft: str, path: str, queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    noor.get(f"{draft}{path}")
    with queries() as sent:
        assert noor.get(f"{draft}{path}").status_code == 200
    assert len(sent) <= 16, "\n".join(sent)


def test_both_languages(noor: Browser, draft: str) -> None:
    noor.get("/language/en")
    for path in ("", "/plan", "/impulse", "/tasks", "/line", "/places", "/partners", "/budget", "/financing"):
        page = noor.get(f"{draft}{path}")
        assert page.status_code == 200
        assert not re.search(r"Opslaan|Verbeteren|Onderdeel", page.text)
    assert "Saved is not yet submitted" in noor.get(draft).text


def test_the_organisation_of_an_application_is_read_here_and_changed_there(noor: Browser, draft: str) -> None:
    for part, words in (("organisation", "17123456"), ("account", "TEST"), ("signing", "Noor van Dijk, mag indienen")):
        page = noor.get(f"{draft}/{part}")
        assert words in page.text
        assert noor.post(f"{draft}/{part}").status_code == 405


def test_the_history_of_a_case_is_asked_newest_first(database: Site, world: World, draft: str) -> None:
    application = _only(database)
    actions.submit(application, by=world.noor)
    database.commit()
    told = [entry.action for entry in application_queries.history(application)]
    assert told[0] == "application.submit"
    assert told[-1] == "application.start"
