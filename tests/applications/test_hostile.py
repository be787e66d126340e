"""What is typed is text: whatever it is, it breaks nothing and runs nowhere (P10)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from fund.applications import actions
from fund.applications.models import Application
from tests.applications import road
from tests.bed.client import Browser
from tests.bed.site import Site
from tests.world import World


def _only(database: Site) -> Application:
    database.refresh()
    return database.session.scalars(select(Application)).one()


HOSTILE = "<script>alert(1)</script>{{7*7}}' OR 1=1--\x00\u202e\ud7ff=cmd|' /C calc'!A0"
PARTS = {
    "plan": ("title", "summary", "problem", "activities", "starts_on", "ends_on"),
    "impulse": ("why_impulse", "continuity", "learning_question"),
    "tasks": ("tasks", "main"),
    "line": ("line_id", "line_reason"),
    "places": ("lines-0-municipality_id", "lines-0-neighbourhood", "target_group", "people_reached"),
    "partners": ("lines-0-name", "lines-0-kvk_number", "lines-0-role", "no_partners"),
    "budget": ("lines-0-cost_type", "lines-0-description", "lines-0-amount", "vat_recoverable"),
    "financing": ("requested", "lines-0-source", "lines-0-status", "lines-0-description", "lines-0-amount"),
    "declarations": ("de_minimis", "de_minimis_amount", "de_minimis_details", "declared_true"),
}


@pytest.mark.parametrize("part", PARTS)
def test_hostile_text_in_every_field_breaks_nothing(database: Site, noor: Browser, draft: str, part: str) -> None:
    page = noor.get(f"{draft}/{part}")
    fields = dict(next(f for f in road.document(page).forms if "revision" in f.fields).form_values())
    for text in (HOSTILE, "\ufffe\ud800", "9" * 5000, "٣", "é" * 9000):
        for field in (*PARTS[part], "revision"):
            fields["revision"] = str(_only(database).revisions.get(part, 0))
            sent = {**fields, field: text.encode("utf-8", "surrogatepass")}
            answer = noor.post(f"{draft}/{part}", data=sent, follow_redirects=True)
            assert answer.status_code in (200, 422), (field, text[:20])
            assert "<script>alert" not in answer.text
    for path in ("", "/review", f"/{part}"):
        shown = noor.get(f"{draft}{path}")
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text
        assert "\x00" not in shown.text


def test_hostile_text_is_kept_as_text_in_the_copy(database: Site, world: World, noor: Browser, draft: str) -> None:
    application = _only(database)
    task = application.task_links[0].task_id
    answers = actions.Help(*([HOSTILE.replace("\x00", "").replace("\u202e", "")] * 6))
    actions.save_tasks(application, revision=1, by=world.noor, helps={task: answers})
    actions.submit(application, by=world.noor)
    database.commit()
    copy = noor.get(f"{draft}/copy")
    assert copy.data[:5] == b"%PDF-"
    assert "<script>alert" not in noor.get(draft).text
