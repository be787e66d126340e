"""The front page and the applicant's home, by HTTP."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from fund.applications.workflow import State
from fund.assessment.models import AdviceOutcome
from fund.core import clock
from fund.core.audit import TheClock
from fund.decisions import actions as decisions
from fund.decisions.models import Decision
from fund.decisions.workflow import State as DecisionState
from fund.ledger.actions import move
from fund.ledger.rules import AccountKind, MovementKind, Pot
from fund.overview.queries.front import figures
from fund.people import actions
from fund.reports import actions as reports
from fund.reports.models import Report, ReportKind
from fund.reports.queries import reports_of
from tests.bed.client import Browser
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import a_call, a_decision, an_application, an_award
from tests.reports.filing import fill_in
from tests.world import World


@pytest.mark.parametrize("path", ["/", "/accessibility", "/privacy"])
def test_everybody_reads_the_public_pages_in_both_languages(database: Site, client: Browser, path: str) -> None:
    dutch = client.get(path)
    assert dutch.status_code == 200
    assert '<html lang="nl"' in dutch.text
    english = client.get(f"/language/en?next={path}", follow_redirects=True)
    assert '<html lang="en"' in english.text
    assert english.text.count("<h1") == 1


def test_before_the_first_call_the_front_page_says_so(database: Site, client: Browser) -> None:
    assert "Er is nu geen regeling open" in client.get("/").text


def test_the_front_page_shows_the_open_call_and_the_books(
    database: Site, world: World, client: Browser, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    call = a_call()
    an_application()
    database.commit()
    with queries() as sent:
        page = client.get("/").text
    assert len(sent) <= 10
    assert call.title["nl"] in page
    assert "van 1 aanvragen" in page
    found = figures(clock.now())
    assert found is not None
    assert (found.ceiling, found.left, found.awarded) == (call.ceiling, call.ceiling, 0)


def test_everybody_reads_only_what_was_made_known_and_the_figures_agree(
    database: Site, world: World, client: Browser
) -> None:
    signed = a_decision(DecisionState.APPROVED)
    award = an_award(requested=2_000_000)
    an_application(State.WITHDRAWN)
    call = a_call()
    database.commit()
    _the_figures_are(call.ceiling, awarded=2_000_000, grants=1)
    texts = [client.get(path).text for path in ("/", "/calls", f"/calls/{call.slug}")]
    for text in texts:
        assert "€\u00a0580.000" in text
        assert "€\u00a0540.000" not in text, "40,000 of this is signed and not made known"
    assert "van 2 aanvragen" in texts[0]
    assert "2 aanvragen" in texts[2]
    decisions.serve(database.session.get_one(Decision, signed.id), by=world.mila)
    released = Pot(AccountKind.AWARD, award.number), Pot(AccountKind.RELEASED, award.number)
    move(MovementKind.RELEASE, *released, 500_000, reference="a", by=TheClock())
    database.commit()
    _the_figures_are(call.ceiling - 500_000, awarded=5_500_000, grants=2)


def _the_figures_are(ceiling: int, *, awarded: int, grants: int) -> None:
    """Two applications came in and were not withdrawn; `ceiling` is what may be divided, in cents."""
    found = figures(clock.now())
    assert found is not None
    assert (found.awarded, found.grants, found.applications, found.reserved) == (awarded, grants, 2, 0)
    assert sum(amount for _task, amount in found.per_task) == awarded
    assert found.left == ceiling - awarded


def test_a_call_that_is_over_is_no_longer_offered(database: Site, world: World, client: Browser, held: Held) -> None:
    call = a_call()
    database.commit()
    held.at(call.closes_at)
    page = client.get("/").text
    assert "Er is nu geen regeling open" in page
    assert "Het fonds in 2026" in page, "the figures stay"


def test_who_is_new_is_led_to_an_organisation(database: Site, world: World) -> None:
    newcomer = actions.enrol(name="Nieuw", email="nieuw@example.example", by=world.bram)
    database.commit()
    page = database.client(newcomer).get("/home").text
    assert "Voeg de organisatie toe waarvoor u aanvraagt" in page
    assert "U hebt nog geen aanvragen" in page


def test_home_leads_to_the_draft_and_says_before_when(database: Site, world: World) -> None:
    draft = an_application(at=State.DRAFT)
    database.commit()
    page = world.client("noor").get("/home").text
    assert "Ga verder met uw aanvraag “Bakken en ontmoeten”" in page
    assert f"/applications/{draft.key}" in page
    assert "vr 11 december 2026, 17.00 uur" in page
    assert "vóór" not in page.casefold()


def test_home_asks_for_a_report_until_it_came_in(database: Site, held: Held, world: World) -> None:
    award = an_award()
    report = next(each for each in reports_of(award) if each.kind is ReportKind.INTERIM)
    database.commit()
    number, over = award.number, award.ends_on + timedelta(days=2)
    held.at(report.due_on + timedelta(days=10))
    noor = database.client(world.noor)
    asked = noor.get("/home").text
    assert "Stuur uw tussenverslag" in asked
    assert f"/reports/{report.key}/file" in asked
    assert "Te laat" in asked
    report = database.session.get_one(Report, report.id)
    fill_in(report)
    reports.submit_report(report, by=world.noor)
    database.commit()
    held.at(over)
    noor = database.client(world.noor)
    for path in ("/home", f"/awards/{number}"):
        page = noor.get(path).text
        assert "Te laat" not in page, path
    assert "Stuur uw eindverslag" in noor.get("/home").text


def test_home_shows_what_is_theirs_and_nothing_of_others(
    database: Site, world: World, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    an_application(at=State.SUBMITTED)
    database.commit()
    samir = world.client("samir")
    with queries() as sent:
        page = samir.get("/home").text
    assert len(sent) <= 8
    assert "U hoeft niets te doen" in page
    assert "Bakken en ontmoeten" in page
    assert "Bakken en ontmoeten" not in world.client("anja").get("/home").text


@pytest.mark.parametrize("outcome", AdviceOutcome)
def test_a_decision_shows_from_the_moment_it_is_made_known_and_not_before(
    database: Site, world: World, outcome: AdviceOutcome
) -> None:
    decision = a_decision(DecisionState.APPROVED, outcome=outcome)
    database.commit()
    noor, key = world.client("noor"), decision.application.key
    word = "Afgewezen" if outcome is AdviceOutcome.REFUSE else "Toegekend"
    for path in ("/home", f"/applications/{key}"):
        page = noor.get(path).text
        assert word not in page
        assert "maakten ons besluit bekend" not in page
        assert "In beoordeling" in page
    decisions.serve(database.session.get_one(Decision, decision.id), by=world.mila)
    database.commit()
    for path in ("/home", f"/applications/{key}"):
        assert word in noor.get(path).text


def test_staff_are_sent_to_their_work(database: Site, world: World) -> None:
    answer = world.client("mila").get("/home")
    assert answer.status_code in (200, 302)
    if "overview.my_work" in database.app.view_functions:
        assert answer.headers["Location"] == "/my-work"
