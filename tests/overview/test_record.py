"""The record for the auditor: found by case, person, day and kind; checked; handed over; for nobody else."""

from __future__ import annotations

import ast
import csv
import importlib
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from fund.core import anchors, audit
from fund.core.append_only import drop_trigger_ddl
from fund.core.audit import AuditEntry, entry_hash
from fund.core.workflow import Workflow
from fund.overview.queries.record import KINDS
from fund.overview.views.told import RECORDED, TOLD
from tests.architecture.source import FUND, dotted, files, room, stages, tree
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import a_scored_application, an_application
from tests.world import World


def test_the_record_is_found_by_case_person_day_and_kind(database: Site, world: World, held: Held) -> None:
    first, _scores = a_scored_application(title="Eerste")
    database.commit()
    day = held.now.date()
    held.forward(days=3)
    second = an_application(title="Tweede")
    database.commit()
    tom = database.client(world.tom)
    assert "/audit" in tom.get("/my-work").text

    def shown(query: str) -> str:
        return tom.get(f"/audit?{query}").text

    whole = shown("")
    for said in ("Punten ingeleverd", "Aanvraag ontvangen", "Daan Verhoeven", str(first.number), str(second.number)):
        assert said in whole
    by_case = shown(f"case={str(first.number).lower()}")
    assert f"/cases/{first.number}?tab=proof" in by_case
    assert f"/cases/{second.number}?tab=proof" not in by_case
    by_person = shown("who=verhoeven")
    assert "Punten ingeleverd" in by_person
    assert "Aanvraag ontvangen" not in by_person
    assert f"/cases/{second.number}?tab=proof" not in shown(f"since={day}&until={day}")
    assert f"/cases/{first.number}?tab=proof" not in shown(f"since={day + timedelta(days=1)}")
    by_kind = shown("kind=assessment&who=daan")
    assert "Punten ingeleverd" in by_kind
    assert "Er is geen regel die past" in shown("kind=settlement")
    assert "Er is geen regel die past" in shown("case=FSV-1999-000001")
    for hostile in ("who=%25", "case=%27%3B--", "kind=nothing", "page=>x", "who=" + "a" * 5000):
        assert tom.get(f"/audit?{hostile}").status_code == 200
    wrong = shown("since=2026-13-40")
    assert "Vul een dag in die bestaat. U vulde in: 2026-13-40." in wrong
    assert "Aanvraag ontvangen" in wrong


def test_the_auditor_sees_whether_the_record_is_whole(database: Site, world: World) -> None:
    an_application()
    database.commit()
    anchors.drop(Path(database.app.config["AUDIT_ANCHORS"]))
    tom = database.client(world.tom)
    whole = tom.get("/audit?check=1").text
    assert f"Het logboek klopt: {audit.length()} regels volgen op elkaar." in whole
    assert "1 keer buiten de database" in whole
    for statement in (
        *drop_trigger_ddl(database.name, "audit_entry"),
        "UPDATE audit_entry SET actor_name = 'iemand anders' WHERE id = 4",
    ):
        database.session.execute(text(statement))
    database.commit()
    broken = tom.get("/audit?check=1").text
    assert "Het logboek klopt niet." in broken
    assert "Regel 4 is de eerste die niet klopt." in broken
    assert "Het logboek klopt niet." not in tom.get("/audit").text


def test_the_file_holds_what_the_hashes_are_made_of(database: Site, world: World) -> None:
    application, _scores = a_scored_application()
    database.commit()
    answer = database.client(world.tom).get(f"/audit.csv?case={application.number}&kind=assessment")
    lines = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"))
    head = lines[0]
    rows = [dict(zip(head, line, strict=True)) for line in lines[1 : lines.index([])]]
    assert len(rows) > 4
    assert all(row["Wat"].startswith("assessment.") and row["Zaak"] == application.number for row in rows)
    entry = database.session.get_one(AuditEntry, int(rows[0]["Regel"]))
    said = {name: getattr(entry, name) for name in audit.FIELDS} | {
        "action": rows[0]["Wat"],
        "actor_name": rows[0]["Wie"],
        "detail": json.loads(rows[0]["Bijzonderheden"]),
    }
    assert entry_hash(said, rows[0]["Controlewaarde ervoor"]) == rows[0]["Controlewaarde"]
    assert any(line[:2] == ["Aantal regels", str(len(rows))] for line in lines)


@pytest.mark.parametrize("who", ["mila", "joost", "sanne", "ilse", "bram", "noor"])
def test_nobody_else_reads_the_record(database: Site, world: World, who: str) -> None:
    browser = database.client(world.person(who))
    assert browser.get("/audit").status_code == 403
    assert browser.get("/audit.csv").status_code == 403


def _written_down() -> set[str]:
    """Collect what the program writes down: every step of a workflow, and every `audit.record("…")`."""
    found = {
        f"{table.name}.{step.name}"
        for stage in stages()
        if room(stage, "workflow")
        for table in vars(importlib.import_module(f"fund.{stage}.workflow")).values()
        if isinstance(table, Workflow)
        for step in table.steps
    }
    for path in files(".py", under=FUND):
        for call in ast.walk(tree(path)):
            if isinstance(call, ast.Call) and dotted(call.func).endswith("audit.record") and call.args:
                action = call.args[0]
                found |= {str(action.value)} if isinstance(action, ast.Constant) else set()
    return found


def test_everything_that_is_written_down_has_words_and_a_kind() -> None:
    found = _written_down()
    assert {"ledger.move", "decision.approve", "person.sign_in"} <= found
    assert not found - set(TOLD) - set(RECORDED), "say in fund/overview/views/told.py what it is"
    kinds = {word for _label, words in KINDS.values() for word in words}
    assert not {action.split(".")[0] for action in found} - kinds, "put it under a kind in queries/record.py"
