"""The form of a report, by HTTP: nothing that was typed is lost."""

from __future__ import annotations

import re
from typing import Any

from fund.reports import actions
from fund.reports.models import Report, ReportKind
from fund.reports.queries import reports_of
from fund.web import filters
from tests.bed.client import Browser
from tests.bed.site import Site
from tests.reports.filing import a_report, fill_in, paid_after
from tests.world import World


def _sent(report: Report) -> tuple[str, dict[str, Any]]:
    line = report.spending[0].budget_line_id
    return f"/reports/{report.key}/file", {"activities": "Wij bakten.", f"spent_{line}": "NaN"}


def _kept(database: Site, key: str) -> Report:
    database.refresh()
    return database.session.query(Report).filter_by(key=key).one()


def test_one_wrong_amount_does_not_keep_the_rest_from_being_saved(database: Site, world: World) -> None:
    report = a_report()
    database.commit()
    address, typed = _sent(report)
    noor: Browser = database.client(world.noor)
    answer = noor.fill(address, typed, press="Bewaar en ga later verder")
    assert answer.status_code == 200
    assert "Opgeslagen, behalve wat nog niet goed is" in answer.text
    assert 'value="NaN"' in answer.text
    kept = _kept(database, report.key)
    assert (kept.activities, kept.spending[0].spent) == ("Wij bakten.", None)


def test_a_script_hears_what_was_not_kept(database: Site, world: World) -> None:
    report = a_report()
    database.commit()
    address, typed = _sent(report)
    noor = database.client(world.noor)
    told = noor.post(address, data=typed, headers={"Accept": "application/json"}).json or {}
    assert told["saved"] == "10.00"
    assert "NaN" in told["problem"]
    assert _kept(database, report.key).activities == "Wij bakten."


def test_a_wrong_report_is_not_sent(database: Site, world: World) -> None:
    report = a_report()
    database.commit()
    address, typed = _sent(report)
    answer = database.client(world.noor).fill(address, typed, press="Opslaan en verslag controleren")
    assert answer.status_code == 422
    assert _kept(database, report.key).submitted_at is None


def test_what_is_missing_is_told_at_its_field_and_nothing_is_lost(database: Site, world: World) -> None:
    report = a_report()
    database.commit()
    line = report.spending[0]
    noor = database.client(world.noor)
    over = {"activities": "Wij bakten.", f"spent_{line.budget_line_id}": "900.000,00"}
    asked = noor.fill(f"/reports/{report.key}/file", over, press="Opslaan en verslag controleren")
    page = noor.get(f"/reports/{report.key}/file?missing=1").text
    optional = re.findall(r">\s*([^<>]+?) <span class=\"vk-optional\">\(mag leeg blijven\)", page)
    assert {"Wat ging er anders?", "Wat leerde u?", "Hoeveel mensen deden mee?"} <= set(optional)
    assert "Wat deed u?" not in optional
    (final,) = (one for one in reports_of(_kept(database, report.key).award) if one.kind is ReportKind.FINAL)
    asked_at_the_end = " ".join(noor.get(f"/reports/{final.key}/file").text.split())
    assert "Wat leerde u?</label>" in asked_at_the_end, "a lesson is part of every final report"
    assert asked.request.path == f"/reports/{report.key}/file"
    assert f'<a href="#why_{line.budget_line_id}">Leg uit waarom u' in asked.text
    assert f'id="why_{line.budget_line_id}-error"' in page
    assert "Vul voor elke opgave in wat er bereikt is" in page
    assert _kept(database, report.key).activities == "Wij bakten."
    assert noor.get(f"/reports/{report.key}/check").status_code == 302


def test_a_report_is_checked_and_then_sent_once(database: Site, world: World) -> None:
    report = a_report()
    fill_in(report)
    from_day = filters.day(paid_after(report)[1])
    database.commit()
    address = f"/reports/{report.key}/check"
    noor = database.client(world.noor)
    page = noor.get(address)
    assert "Wij bakten elke week met 40 buren." in page.text
    assert "41 mensen deden mee" in page.text
    assert f", vanaf {from_day}.</p>" in page.text, "a report that is early is not paid for before its day"
    assert f", vanaf {from_day}</dd>" in noor.get(f"/reports/{report.key}/file").text
    draft = database.client(world.mila).get(f"/reports/{report.key}").text
    assert "Er is nog niets verstuurd" in draft
    assert "Wij bakten elke week" not in draft, "a draft is the grantee's own"
    sent = noor.fill(address, press="Stuur verslag")
    assert "Wij bakten elke week" in database.client(world.mila).get(f"/reports/{report.key}").text
    assert sent.request.path == f"/reports/{report.key}"
    assert "Wij hebben uw verslag" in sent.text
    assert noor.get(address).status_code == 302
    assert noor.get(f"/reports/{report.key}/file").status_code == 302
    actions.ask(_kept(database, report.key), about="Geld", question="Waarom?", by=world.mila)
    database.commit()
    back = noor.fill(f"/reports/{report.key}/file", {"lesson": "Meer tijd."}, press="Opslaan en terug naar de vraag")
    assert back.request.path == f"/reports/{report.key}"
    assert "Meer tijd." in back.text


def test_another_language_keeps_what_was_filled_in(database: Site, world: World) -> None:
    report = a_report()
    database.commit()
    address, typed = _sent(report)
    noor = database.client(world.noor)
    wrong = noor.fill(address, typed, press="Opslaan, en verder in het Engels")
    assert 'value="NaN"' in wrong.text
    assert "Wat deed u?" in wrong.text, "first it is mended, in the language in which it was typed"
    english = noor.fill(address, {"activities": "Wij bakten brood."}, press="Opslaan, en verder in het Engels")
    assert "What did you do?" in english.text
    assert _kept(database, report.key).activities == "Wij bakten brood."
