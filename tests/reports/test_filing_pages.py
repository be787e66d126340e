"""The form of a report, by HTTP: nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

from fund.reports.models import Report
from tests.bed.client import Browser
from tests.bed.site import Site
from tests.reports.filing import a_report
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
    answer = database.client(world.noor).fill(address, typed, press="Stuur verslag")
    assert answer.status_code == 422
    assert _kept(database, report.key).submitted_at is None
