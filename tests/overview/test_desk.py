"""My work, the list of cases, the case page: what they show, to whom, in how many statements."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from fund.applications.queries import by_number
from fund.applications.workflow import State
from fund.assessment import actions as assessment
from fund.core import clock
from fund.overview.queries import choosing, work
from fund.overview.queries.cases import COURSES, VIEWS
from fund.overview.queries.task import MOST
from fund.people.roles import Role
from fund.programme.models import SocietalTask
from fund.reports import actions as reports
from fund.reports.models import ReportKind
from fund.reports.queries import reports_of
from fund.web import filters
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import a_proposal, a_scored_application, an_advised_application, an_application, an_award
from tests.reports.filing import a_filed_report, fill_in
from tests.world import World


def test_work_follows_the_case_from_desk_to_desk(database: Site, world: World) -> None:
    received = an_application(title="Nieuw")
    assessed, _scores = a_scored_application(5, 3, title="Verschil")
    a_scored_application(4, 4, title="Eens")
    an_advised_application(title="Advies")
    open_, _drafts = a_scored_application(hand_in=False, title="Open")
    database.commit()
    mila, daan = database.client(world.mila).get("/my-work").text, database.client(world.daan).get("/my-work").text
    for verb in (
        "Controleer of de aanvraag compleet is",
        "Bespreek de verschillen",
        "Schrijf het advies",
        "Stel het besluit",
    ):
        assert verb in mila
    assert f"/cases/{assessed.number}/discuss" in mila
    assert f"/cases/{received.number}" in mila
    assert "Wacht op een ander" in mila
    assert "; 1 wacht op een ander" in mila
    assert f"/cases/{open_.number}/scores/" in daan
    assert "Schrijf het advies" not in daan
    assert "Alles is gedaan" in database.client(world.tom).get("/my-work").text


def test_the_list_and_the_case_say_the_same_of_who_is_late(database: Site, world: World, held: Held) -> None:
    open_, drafts = a_scored_application(hand_in=False, title="Open")
    database.commit()
    due = min(one.due_on for one in drafts)
    held.at(due)
    assert "Wacht op een ander" in database.client(world.mila).get("/my-work").text
    held.forward(days=1)
    browser = database.client(world.mila)
    work, page = browser.get("/my-work").text, browser.get(f"/cases/{open_.number}").text
    assert "Wacht op een ander" not in work
    for said in ("Wacht op de punten", "1 dag te laat"):
        assert said in work
        assert said in page


def test_an_assessor_reads_the_day_of_their_own_points(database: Site, world: World, held: Held) -> None:
    application = an_application(State.IN_ASSESSMENT)
    first = assessment.assign(application, world.fatima, by=world.mila)
    held.forward(days=3)
    own = assessment.assign(application, world.daan, by=world.mila)
    number, days = application.number, [filters.day(one.due_on) for one in (own, first)]
    assert len({*days, filters.day(application.decide_by)}) == 3
    database.commit()
    browser = database.client(world.daan)
    assert ("Verklaar of u een belang hebt", days[0]) == _next_step(browser.get(f"/cases/{number}").text)
    assert filters.day_short(own.due_on) in browser.get("/my-work").text
    browser.fill(f"/cases/{number}/interest", has_interest="no", press="Verklaar")
    assert ("Geef uw punten", days[0]) == _next_step(browser.get(f"/cases/{number}").text)
    assert ("Wacht op de punten", days[1]) == _next_step(database.client(world.mila).get(f"/cases/{number}").text)


def _next_step(page: str) -> tuple[str, str]:
    """Read off a case page what is next and before which day."""
    found = re.search(r'vk-next__what">([^<]+)</p>.*?Uiterlijk</dt><dd>([^<(]+) \(', page, re.DOTALL)
    assert found is not None
    return unescape(found[1]), found[2]


def test_a_question_about_a_report_has_the_same_day_on_the_list_and_on_the_case(
    database: Site, world: World, held: Held
) -> None:
    report = a_filed_report(ReportKind.FINAL)
    (interim,) = (one for one in reports_of(report.award) if one.kind is ReportKind.INTERIM)
    fill_in(interim)
    reports.submit_report(interim, by=world.noor)
    held.at(report.due_on + timedelta(days=1))
    asked = reports.ask(report, about="Geld", question="Waarom?", by=world.mila)
    number, day, short = report.award.number, filters.day(asked.answer_by), filters.day_short(asked.answer_by)
    database.commit()
    browser = database.client(world.mila)
    row = browser.get("/cases").text.split(number, 1)[1].split("</tr>", 1)[0]
    assert short in row
    assert "te laat" not in row
    reports.accept(database.session.get_one(type(interim), interim.id), by=world.mila)
    database.commit()
    assert ("Wacht op het antwoord over het verslag", day) == _next_step(browser.get(f"/cases/{number}").text)


def test_who_decides_is_offered_what_the_mandate_covers(database: Site, world: World) -> None:
    a_proposal(an_advised_application(title="Boven", requested=5_600_000))
    a_proposal(an_advised_application(title="Onder"))
    database.commit()
    joost, marieke = database.client(world.joost), database.client(world.marieke)
    for path in ("/my-work", "/decide"):
        assert "Onder" in joost.get(path).text
        assert "Boven" not in joost.get(path).text
        assert "Boven" in marieke.get(path).text
    assert "Boven" in database.client(world.mila).get("/decide").text


def test_work_of_one_kind(database: Site, world: World) -> None:
    an_application(title="Nieuw")
    an_advised_application(title="Advies")
    database.commit()
    page = database.client(world.mila).get("/my-work?kind=decide").text
    assert "Advies" in page
    assert "Controleer of de aanvraag" not in page
    assert database.client(world.mila).get("/my-work?kind=nothing").status_code == 200


def test_who_has_very_much_to_do_reads_that_there_is_more(
    database: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_application(title="Nieuw")
    database.commit()
    mila = database.client(world.mila)
    more = "Er kan meer zijn dan hier staat: u ziet wat het eerst af moet."
    assert more not in mila.get("/my-work").text
    ((task,),) = work.work_of(world.mila, clock.today()).groups.values()
    database.refresh()
    monkeypatch.setattr(work, "SOURCES", ((frozenset({Role.CASE_HANDLER}), lambda _who, _day: [task] * MOST),))
    assert more in mila.get("/my-work").text


@pytest.mark.parametrize("who", ["mila", "fatima", "joost", "sanne", "tom"])
def test_work_takes_few_statements_however_much_there_is(
    database: Site, world: World, queries: Callable[[], Any], who: str
) -> None:
    a_scored_application(5, 3)
    an_advised_application()
    for _nth in range(3):
        an_application()
    database.commit()
    browser = database.client(world.person(who))
    with queries() as sent:
        browser.get("/my-work")
    assert len(sent) <= 8


def test_the_list_finds_sorts_filters_and_pages(database: Site, world: World, queries: Callable[[], Any]) -> None:
    first = an_application(title="Éénmaal bakken", requested=3_000_000)
    second = an_application(title="Wijktuin", requested=4_000_000, organisation=world.troupe, by=world.anja)
    third = an_application(State.IN_ASSESSMENT, title="Klussenbus", requested=3_500_000)
    database.commit()
    browser = database.client(world.mila)

    def shown(query: str) -> list[str]:
        page = browser.get(f"/cases?{query}").text
        found = [one.number for one in (first, second, third) if one.number is not None and one.number in page]
        return sorted(found, key=page.index)

    a, b, c = (str(one.number) for one in (first, second, third))
    assert shown("") == [c, b, a]
    assert shown("sort=old") == [a, b, c]
    assert shown("sort=most") == [b, c, a]
    assert shown("sort=least") == [a, c, b]
    assert shown(f"q={b}") == [b]
    assert shown(f"q={a[:8].lower()}") == [c, b, a]
    assert shown("q=wijk") == [b]
    assert shown("q=40.000") == shown("q=40000") == shown("q=€ 40.000,00") == [b]
    assert shown("q=gezelschap") == [b]
    assert shown("q=100%25") == []
    assert shown("q=_") == []
    assert shown("state=in_assessment") == [c]
    assert shown("view=mine") == [c]
    assert shown("view=unassigned") == [b, a]
    assert shown(f"handler={world.mila.key}") == [c]
    assert shown("call=FSV-2026") == [c, b, a]
    assert shown("call=nope") == []
    assert shown("state=x&sort=y&view=z&page=%3Cabc") == [c, b, a]
    with queries() as sent:
        browser.get("/cases?q=wijk")
    assert len(sent) <= 9


def test_a_case_without_a_next_step_has_no_place_in_that_order_but_is_in_the_file(database: Site, world: World) -> None:
    number = an_award().number
    database.commit()
    browser = database.client(world.mila)
    note = "waarvan alleen nog een verslag komt"
    for sort in ("next", "next-last"):
        page = browser.get(f"/cases?state=granted&sort={sort}").text
        assert number not in page
        assert note in page
        assert number in browser.get(f"/cases.csv?state=granted&sort={sort}").text
    page = browser.get("/cases?state=granted").text
    assert number in page
    assert note not in page


def test_a_task_finds_its_cases_whether_they_are_few_or_many(
    database: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = an_application()
    code = application.task_links[0].task.code
    other = database.session.scalars(
        select(SocietalTask.code).where(SocietalTask.id.not_in([link.task_id for link in application.task_links]))
    ).first()
    database.commit()
    browser = database.client(world.mila)
    for few in (1000, 0):
        monkeypatch.setattr(choosing, "FEW", few)
        assert str(application.number) in browser.get(f"/cases?task={code}").text
        assert str(application.number) not in browser.get(f"/cases?task={other}").text
        assert str(application.number) not in browser.get("/cases?task=NONE").text


def test_every_choice_finds_the_same_on_the_page_and_in_the_file(database: Site, world: World) -> None:
    numbers = {an_application().number, a_scored_application(5, 3)[0].number, an_award().number}
    database.commit()
    browser = database.client(world.mila)
    choices = [f"view={name}" for name in VIEWS] + [f"state={name}" for name in (*State, *COURSES)]
    choices += ["handler=left", f"handler={world.mila.key}", "call=FSV-2026", "task=NONE", "q=fsv-2026", "q=zzz"]
    found = set()
    for choice in (*choices, *(f"{each}&call=FSV-2026&q=fsv" for each in choices)):
        page, file = (browser.get(f"/{address}?{choice}").text for address in ("cases", "cases.csv"))
        shown = {number for number in numbers if f"/cases/{number}" in page}
        assert {number for number in numbers if str(number) in file} == shown, choice
        found.add(frozenset(shown))
    assert len(found) > 4


def test_drafts_are_not_cases(database: Site, world: World) -> None:
    draft = an_application(State.DRAFT, title="Nog niet ingediend")
    database.commit()
    assert draft.title not in database.client(world.mila).get("/cases").text


def test_the_list_as_a_file(database: Site, world: World) -> None:
    an_application(title="=SOM(A1)")
    database.commit()
    answer = database.client(world.mila).get("/cases.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"))
    assert answer.mimetype == "text/csv"
    assert any("FSV-2026-000001" in row for row in rows)
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_the_list_as_a_file_speaks_the_language_of_the_reader(database: Site, world: World) -> None:
    an_application(title="Nieuw")
    a_scored_application(4, 4, title="Eens")
    database.commit()
    answer = database.client(world.mila).get("/cases.csv?view=mine&state=in_assessment&sort=old")
    text = answer.get_data(as_text=True)
    assert "zaken-2026-03-02.csv" in answer.headers["Content-Disposition"]
    assert "In beoordeling" in text
    for line in ("Opgeslagen weergave;Van mij", "Stand;In beoordeling", "Sorteer op;Oudste eerst"):
        assert line in text


def test_the_proof_and_the_answers_say_everything_in_dutch(database: Site, case: World) -> None:
    browser = database.client(case.tom)
    for number in ("FSV-2026-000001", "FSV-2026-000003", "FSV-2026-000004"):
        page = browser.get(f"/cases/{number}?tab=proof").text
        assert "Bestand ontvangen" in page
        assert not re.findall(r">\s*[a-z_]+\.[a-z_]+\s*<", page)
    assert "(hoofdplaats)" in browser.get("/cases/FSV-2026-000001?tab=application").text


@pytest.mark.parametrize("tab", ["assessment", "application", "money", "messages", "documents", "proof"])
def test_a_case_takes_at_most_twelve_statements(
    database: Site, world: World, queries: Callable[[], Any], tab: str
) -> None:
    application = an_advised_application()
    database.commit()
    browser = database.client(world.mila)
    with queries() as sent:
        page = browser.get(f"/cases/{application.number}?tab={tab}")
    assert page.status_code == 200
    assert len(sent) <= 12


def test_a_case_is_for_the_people_of_the_fund(database: Site, world: World) -> None:
    application = an_application()
    database.commit()
    assert database.client(world.noor).get(f"/cases/{application.number}").status_code == 403
    assert database.client(world.noor).get("/cases").status_code == 403
    assert database.client(world.mila).get("/cases/FSV-2026-999999").status_code == 404


def test_the_proof_names_who_did_what(database: Site, world: World) -> None:
    application = an_advised_application()
    database.commit()
    page = database.client(world.tom).get(f"/cases/{application.number}?tab=proof").text
    for words in ("Daan Verhoeven", "gaf punten", "adviseerde", "Geen belang"):
        assert words.lower() in page.lower()


def test_files_of_a_case_open_after_the_declaration(database: Site, world: World) -> None:
    application = an_application()
    path = f"/documents/{application.attachments[0].document.key}"
    database.commit()
    assert database.client(world.daan).get(path).status_code == 403
    assert database.client(world.noor).get(path).status_code == 200
    again = by_number(application.number or "")
    assert again is not None
    assessment.declare_interest(again, has_interest=False, by=world.daan)
    database.commit()
    assert database.client(world.daan).get(path).status_code == 200


@pytest.mark.parametrize("tab", ["assessment", "money", "documents", "proof"])
def test_a_granted_case_takes_few_statements(
    database: Site, world: World, queries: Callable[[], Any], tab: str
) -> None:
    number = an_award().number
    database.commit()
    browser = database.client(world.mila)
    with queries() as sent:
        page = browser.get(f"/cases/{number}?tab={tab}")
    assert page.status_code == 200
    assert "Wacht op het verslag" in page.text
    assert len(sent) <= 12


def test_the_next_step_is_the_same_on_every_tab_and_for_everybody(
    database: Site, world: World, queries: Callable[[], Any]
) -> None:
    number = a_scored_application(5, 3)[0].number
    database.commit()
    for who in ("mila", "daan", "sanne", "ilse", "tom"):
        browser = database.client(world.person(who))
        for tab in ("assessment", "application", "documents", "proof"):
            with queries() as sent:
                page = browser.get(f"/cases/{number}?tab={tab}").text
            assert "Bespreek de verschillen op 6 criteria" in page
            assert len(sent) <= 12
