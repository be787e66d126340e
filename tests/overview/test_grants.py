"""Grants that run, on the desk: found by how far they are, and what their handler does about a report that is late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fund.assessment.models import AdviceOutcome
from fund.awards.models import Award
from fund.core import clock
from fund.core.audit import TheClock
from fund.people import actions as people
from fund.people.roles import Role
from fund.reports import actions as reports
from fund.reports.queries import reports_of
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import a_decision, a_proposal, a_settlement, an_advised_application, an_application, an_award
from tests.reports.filing import fill_in
from tests.world import World


def test_a_grant_is_found_by_how_far_it_is(
    database: Site, world: World, held: Held, queries: Callable[[], Any]
) -> None:
    received = an_application(title="Ontvangen")
    award = an_award(title="Loopt")
    settled = a_settlement(title="Vastgesteld").award
    database.commit()
    number, other = award.number, settled.number
    due = min(report.due_on for report in reports_of(award))

    def shown(query: str) -> set[str]:
        page = database.client(world.mila).get(f"/cases?{query}").text
        return {one for one in (str(received.number), number, other) if one in page}

    page = database.client(world.mila).get("/cases?state=running").text
    assert "Toegekend: verslag te laat" in page
    assert "Loopt" in page
    assert number in page
    assert other not in page
    assert shown("state=granted") == {number, other}
    assert shown("state=report-late") == shown("view=late") == set()
    assert shown("state=settled") | shown("state=closed") == {other}
    assert shown("state=report-in") == shown("state=to-determine") == set()
    held.at(due + timedelta(days=1))
    assert number in shown("state=report-late") & shown("view=late")
    mila = database.client(world.mila)
    with queries() as sent:
        page = mila.get("/cases?view=late").text
    assert len(sent) <= 9
    assert "te laat" in page
    file = mila.get("/cases.csv?state=report-late").get_data(as_text=True)
    assert "Stand;Toegekend: verslag te laat" in file
    assert number in file
    assert "Loopt" in file
    report = next(each for each in reports_of(database.session.get_one(Award, award.id)) if each.due_on == due)
    fill_in(report)
    reports.submit_report(report, by=world.noor)
    database.commit()
    assert number in shown("state=report-in") - shown("state=report-late")


def test_cases_of_a_handler_who_left_are_found_and_handed_over(database: Site, world: World, held: Held) -> None:
    award, refused = an_award(title="Loopt nog"), a_decision(outcome=AdviceOutcome.REFUSE, title="Afgewezen")
    number, ended = award.number, str(refused.application.number)
    for grant in world.mila.role_grants:
        people.end_role(grant, last_day=clock.today(), by=world.bram)
    newcomer = people.enrol(name="Vera Smit", email="vera@fonds.example", by=TheClock())
    people.grant_role(newcomer, Role.CASE_HANDLER, from_on=clock.today(), by=TheClock())
    database.commit()
    vera = database.client(newcomer)
    assert number not in vera.get("/cases?handler=left").text, "today she still works here"
    held.forward(days=1)
    vera = database.client(newcomer)
    page = vera.get("/cases?handler=left").text
    assert number in page
    assert ended not in page, "nothing is left to do there"
    assert '<option value="left" selected' in page
    assert "Behandelaar;Iemand die weg is" in vera.get("/cases.csv?handler=left").get_data(as_text=True)


def test_who_handles_waits_for_a_signature_and_calls_about_a_late_report(
    database: Site, world: World, held: Held
) -> None:
    a_proposal(an_advised_application(title="Ter tekening"))
    award = an_award(title="Te laat")
    due = min(report.due_on for report in reports_of(award))
    number = award.number
    database.commit()
    assert "Onderteken het besluit" in database.client(world.joost).get("/my-work").text
    mila = database.client(world.mila).get("/my-work").text
    assert "Wacht op de handtekening" in mila
    assert "Onderteken het besluit" not in mila
    held.at(due + timedelta(days=20))
    call = "Bel de ontvanger over het verslag dat te laat is"
    assert call not in database.client(world.mila).get("/my-work").text
    held.forward(days=1)
    late = database.client(world.mila).get("/my-work?kind=report").text
    assert call in late
    assert "21 dagen te laat" in late
    assert f"/cases/{number}" in late
    case = database.client(world.mila).get(f"/cases/{number}").text
    assert call in case, "the page of the case says the same as the work list"
    assert f"/organisations/{world.bakery.key}" in case, "there is whom to call"
    assert call not in database.client(world.fatima).get("/my-work").text
