"""What is typed is never lost: an answer that is wrong is said at its field, and all others are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from fund.applications.models import Application
from tests.applications import road
from tests.bed.client import Browser
from tests.bed.site import Site


def _only(database: Site) -> Application:
    database.refresh()
    return database.session.scalars(select(Application)).one()


def _typed(browser: Browser, address: str) -> dict[str, Any]:
    forms = road.document(browser.get(address)).forms
    return dict(next(form for form in forms if "revision" in form.fields).form_values())


def _a_place_twice(browser: Browser, draft: str) -> dict[str, Any]:
    typed = _typed(browser, f"{draft}/places")
    town = typed["lines-0-municipality_id"]
    return {**typed, "lines-1-municipality_id": town, "lines-1-neighbourhood": "Noord", "target_group": "Buren"}


def test_a_municipality_twice_is_said_at_its_line_and_loses_nothing(database: Site, noor: Browser, draft: str) -> None:
    sent = _a_place_twice(noor, draft)
    answer = noor.post(f"{draft}/places", data=sent)
    assert answer.status_code == 422
    assert "U koos deze gemeente twee keer" in road.described(answer, "lines-1-municipality_id")
    assert road.value(answer, "lines-1-neighbourhood") == "Noord"
    assert road.value(answer, "target_group") == "Buren"
    assert _only(database).target_group != "Buren"
    by_script = noor.post(f"{draft}/places", data=sent, headers={"Accept": "application/json"})
    assert "twee keer" in (by_script.json or {})["problem"]
    kept = _only(database)
    assert (len(kept.places), kept.target_group) == (1, "Buren")


WRONG_END = {"title": "Nieuw", "problem": "Nieuw getypt", "starts_on": "2026-06-01", "ends_on": "2026-05-01"}


def test_a_script_keeps_what_is_right_beside_what_is_wrong(database: Site, noor: Browser, draft: str) -> None:
    before = _only(database).ends_on
    sent = {**_typed(noor, f"{draft}/plan"), **WRONG_END}
    answer = noor.post(f"{draft}/plan", data=sent, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert "vóór het begin" in (answer.json or {})["problem"]
    kept = _only(database)
    assert (kept.title, kept.problem, kept.starts_on, kept.ends_on) == (
        "Nieuw",
        "Nieuw getypt",
        date(2026, 6, 1),
        before,
    )
    assert (answer.json or {})["values"] == {"revision": str(kept.revisions["plan"])}


def test_who_goes_on_without_mending_keeps_what_is_right(database: Site, noor: Browser, draft: str) -> None:
    wrong = noor.fill(f"{draft}/plan", WRONG_END, press=road.ON)
    assert wrong.status_code == 422
    assert "data-changed" in wrong.text
    assert _only(database).problem != "Nieuw getypt"
    sent = {**_typed(noor, f"{draft}/plan"), **WRONG_END, "to": "skip"}
    on = noor.post(f"{draft}/plan", data=sent, follow_redirects=True)
    assert on.request.path == f"{draft}/impulse"
    assert "Opgeslagen, behalve wat nog niet goed is" in on.text
    assert _only(database).problem == "Nieuw getypt"
    clash = noor.post(f"{draft}/plan", data={**sent, "problem": "Elders getypt"})
    assert clash.status_code == 422
    assert road.value(clash, "ends_on") == "2026-05-01"


def test_all_that_is_wrong_is_told_at_once(noor: Browser, draft: str) -> None:
    answer = noor.fill(f"{draft}/plan", {**WRONG_END, "summary": "x" * 501}, press=road.ON)
    assert "vóór het begin" in road.described(answer, "ends_on")
    assert "501 tekens" in road.described(answer, "summary")


def test_questions_that_just_opened_are_not_wrong_yet(noor: Browser) -> None:
    base = road.start(noor)
    task = road.document(noor.get(f"{base}/tasks")).xpath("//input[@name='tasks']")[0].get("value")
    opened = noor.fill(f"{base}/tasks", {"tasks": [task]}, press=road.ON)
    assert opened.status_code == 200
    assert road.errors(opened) == []
    assert "Fout:" not in opened.text
    asked = noor.fill(f"{base}/tasks", {}, press=road.ON)
    assert road.described(asked, f"task-{task}-how")


def test_another_language_keeps_what_was_typed(database: Site, noor: Browser, draft: str) -> None:
    page = road.document(noor.get(f"{draft}/plan"))
    links = page.xpath("//header//a[@hreflang='en']/@href")
    assert set(links) == {"#other-language"}, "a link that leaves the page would lose what was typed"
    english = noor.fill(f"{draft}/plan", {"problem": "Nieuw getypt"}, press="Opslaan, en verder in het Engels")
    assert english.request.path == f"{draft}/plan"
    assert "Which problem did you see?" in english.text
    assert road.value(english, "problem") == "Nieuw getypt"
    wrong = noor.fill(f"{draft}/plan", {**WRONG_END, "title": "Anders"}, press="Save, and go on in Dutch")
    assert "before the start" in wrong.text, "first it is mended, in the language in which it was typed"
    assert (road.value(wrong, "title"), road.value(wrong, "ends_on")) == ("Anders", WRONG_END["ends_on"])
    assert noor.get(f"{draft}/attachments").text.count("/language/nl?next=") == 2, "where nothing is typed, a link does"
