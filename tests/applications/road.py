"""The road of an applicant through the pages, as tests walk it."""

from __future__ import annotations

import io
from typing import Any

from lxml import html
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.bed.client import Browser
from tests.builders import PDF

ON = "Opslaan en verder"


def errors(answer: TestResponse) -> list[str]:
    """The sentences in the list of errors on top of the page."""
    return [" ".join(item.text_content().split()) for item in document(answer).xpath("//*[@class='vk-errors']//li")]


def document(answer: TestResponse) -> Any:
    """The page as a tree."""
    return html.document_fromstring(answer.text)


def value(answer: TestResponse, name: str) -> str:
    """What stands in a field of the page."""
    for element in document(answer).xpath("//*[@name=$name]", name=name):
        if element.tag == "textarea":
            return str(element.text or "").removeprefix("\n").removeprefix("\r\n")
        if element.tag == "select":
            return str(next((option.get("value") for option in element.xpath(".//option[@selected]")), ""))
        if element.get("type") not in ("radio", "checkbox") or element.get("checked") is not None:
            return str(element.get("value") or "")
    return ""


def described(answer: TestResponse, name: str) -> str:
    """The error that is told at a field itself."""
    for element in document(answer).xpath("//*[@name=$name]", name=name):
        for other in (element.get("aria-describedby") or "").split():
            if other.endswith("-error"):
                return " ".join(document(answer).get_element_by_id(other).text_content().split())
    return ""


def start(browser: Browser, slug: str = "fonds-sociale-veerkracht-2026") -> str:
    """Start an application and answer its address."""
    answer = browser.fill(f"/calls/{slug}/apply", press="Begin aanvraag")
    assert answer.status_code == 200, answer.text[:2000]
    return answer.request.path


def fill_everything(
    browser: Browser, base: str, *, asked: str = "40.000", cost: str = "80.000,00", until: str = "2027-06-01"
) -> None:
    """Fill in every part, each time with the button that goes on."""
    save = lambda part, **fields: _save(browser, base, part, fields)  # noqa: E731 (short for ten lines)
    save(
        "plan",
        title="Buurtwerkplaats",
        summary="Samen klussen.",
        problem="Mensen kennen elkaar niet.",
        activities="Klusavonden.",
        starts_on="2026-06-01",
        ends_on=until,
    )
    save("impulse", why_impulse="Startgeld.", continuity="Verhuur.", learning_question="Werkt het?")
    task = document(browser.get(f"{base}/tasks")).xpath("//input[@name='tasks']")[0].get("value")
    _save(browser, base, "tasks", {"tasks": [task]})
    answers = {
        "how": "Samen isoleren.",
        "for_whom": "Bewoners van 60 huizen",
        "what_changes": "hebben een lagere energierekening",
        "how_much": "60 huishoudens",
        "by_when": "eind 2028",
        "how_seen": "de jaarafrekening",
    }
    _save(browser, base, "tasks", {f"task-{task}-{name}": text for name, text in answers.items()})
    line = document(browser.get(f"{base}/line")).xpath("//input[@name='line_id']")[0].get("value")
    save("line", line_id=line, line_reason="Het past.")
    options = document(browser.get(f"{base}/places")).xpath("//select[@name='lines-0-municipality_id']/option")
    _save(
        browser,
        base,
        "places",
        {"lines-0-municipality_id": options[3].get("value"), "target_group": "Bewoners", "people_reached": "60"},
    )
    save("partners", no_partners=True)
    cost_line = {"lines-0-cost_type": "staff", "lines-0-description": "Uren", "lines-0-amount": cost}
    _save(browser, base, "budget", {**cost_line, "vat_recoverable": "no"})
    own = {"lines-0-source": "own", "lines-0-description": "Eigen geld", "lines-0-status": "certain"}
    _save(browser, base, "financing", {"requested": asked, **own, "lines-0-amount": "40.000"})
    for name in document(browser.get(f"{base}/attachments")).xpath("//input[@name='document']/@value")[:3]:
        send(browser, base, name)
    save("declarations", de_minimis="none", declared_solvent=True, declared_true=True, agrees_electronic=True)


def _save(browser: Browser, base: str, part: str, fields: dict[str, Any]) -> None:
    answer = browser.fill(f"{base}/{part}", fields, press=ON)
    assert answer.status_code == 200, (part, errors(answer))


def send(
    browser: Browser, base: str, name: str, *, content: bytes | None = None, filename: str = "stuk.pdf"
) -> TestResponse:
    """Send a file for one document of the call, from its own form."""
    page = document(browser.get(f"{base}/attachments"))
    form = next(form for form in page.forms if form.fields.get("document") == name)
    fields: dict[str, Any] = dict(form.form_values())
    fields[f"{name}-file"] = FileStorage(io.BytesIO(PDF() if content is None else content), filename)
    boundary, body = encode_multipart(fields)  # in memory: the client would leave a large one open on disk
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.post(f"{base}/attachments", data=body, content_type=kind, follow_redirects=True)
