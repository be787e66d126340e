"""Statements come from the ledger, as of any day, and prove that they equal it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest

from fund.assessment.actions import declare_interest
from fund.core import clock
from fund.core.audit import TheClock
from fund.core.db import db
from fund.core.identifiers import demo_iban
from fund.documents.press.sandbox import write_day
from fund.ledger.actions import move
from fund.ledger.rules import AccountKind, MovementKind, Pot, budget
from fund.payments import actions as payments
from fund.statements import queries
from fund.statements.queries import Choice
from fund.statements.rules import Figures, View
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import mandates
from tests.documents.test_press import text_of
from tests.payments.bank_files import Line
from tests.payments.desk import Part, a_call, a_grant, a_released_run, bank_file, checked, first_of, paid
from tests.settlement.test_settlement import propose, sign
from tests.world import World

Queries = Callable[[], AbstractContextManager[list[object]]]


def a_year(world: World, held: Held) -> None:
    """Let three grants run in two calls: one paid, one at the bank, one released and claimed."""
    from fund.payments import actions

    first = a_grant(world, task="zorg", place="Helmond")
    second = a_grant(world, world.troupe, [Part(1_234_56)], call=a_call("KLEIN-2026"), task="natuur", place="Breda")
    third = a_grant(world, parts=[Part(4_000_00), Part(1_000_00, at_settlement=True)], place="Helmond")
    checked(world)
    run = a_released_run(world, first_of(first))
    held.forward(days=10)
    actions.read_statement(bank_file(*paid(run)), filename="a.xml", by=world.sanne)
    run = a_released_run(world, first_of(third))
    actions.read_statement(bank_file(*paid(run), number="ST-2"), filename="b.xml", by=world.sanne)
    a_released_run(world, first_of(second))
    number, who = third.number, TheClock()
    award, released = Pot(AccountKind.AWARD, number), Pot(AccountKind.RELEASED, number)
    grantee, receivable = Pot(AccountKind.GRANTEE, number), Pot(AccountKind.RECEIVABLE, number)
    move(MovementKind.RELEASE, award, released, 1_000_00, reference="rel", by=who)
    move(MovementKind.RESTORE, released, budget("FSV-2026"), 400_00, reference="res", by=who)
    move(MovementKind.CLAIM, grantee, receivable, 500_00, reference="claim", by=who)
    move(MovementKind.RECOVERED, receivable, Pot(AccountKind.FUND), 200_00, reference="back", by=who)
    db.session.commit()


def names(view: View, on: date | None = None) -> dict[str, Figures]:
    return {line.key: line.figures for line in queries.rows_of(Choice(view, on or clock.today()))}


def test_per_case_on_two_days(database: Site, world: World, held: Held) -> None:
    a_year(world, held)
    lines = names(View.CASE)
    assert lines["FSV-2026-000001"] == Figures(10_000_00, 0, 0, 0, 5_000_00, 5_000_00, 0)
    assert lines["FSV-2026-000002"] == Figures(1_234_56, 0, 0, 1_234_56, 0, 0, 0)
    assert lines["FSV-2026-000003"] == Figures(5_000_00, 0, 1_000_00, 0, 4_000_00, 0, 500_00, 0, 200_00)
    before = names(View.CASE, clock.today() - timedelta(days=5))
    assert before["FSV-2026-000001"] == Figures(10_000_00, 0, 0, 5_000_00, 0, 5_000_00, 0)
    assert before["FSV-2026-000003"] == Figures(5_000_00, 0, 0, 0, 0, 5_000_00, 0)
    assert names(View.CASE, clock.today() - timedelta(days=50)) == {}


def test_what_was_determined_and_came_back_counts_from_the_end_of_its_day(
    database: Site, world: World, held: Held
) -> None:
    """Determined at twenty to midnight in Amsterdam, which is another day elsewhere, it is of that day."""
    award, other = a_grant(world, parts=[Part(5_000_00)]), a_grant(world, world.troupe, [Part(900_00)])
    checked(world)
    run = a_released_run(world, first_of(award))
    payments.read_statement(bank_file(*paid(run), number="ST-1"), filename="a.xml", by=world.sanne)
    mandates()
    held.at(clock.at(award.ends_on + timedelta(days=10), 23, 40))
    day = clock.today()
    for one, amount in ((award, 3_000_00), (other, 900_00)):
        declare_interest(one.application, has_interest=False, by=world.mila)
        sign(propose(one, world, amount), world)
    held.forward(days=3)
    back = Line(500_00, None, "Bakker", demo_iban(900))
    back.details = back.detail("08").replace("SV-2026-008", award.number)
    payments.read_statement(bank_file(back, number="ST-2"), filename="b.xml", by=world.sanne)
    database.commit()
    assert names(View.CASE, day - timedelta(days=1))[award.number].determined == 0
    assert names(View.CASE, day)[award.number] == Figures(5_000_00, 0, 0, 0, 5_000_00, 0, 2_000_00, 3_000_00, 0)
    assert names(View.CASE, day)[other.number] == Figures(900_00, 0, 0, 0, 0, 900_00, 0, 900_00, 0)
    assert names(View.CASE)[award.number].recovered == 500_00
    for on in (day - timedelta(days=1), day, clock.today()):
        for view in View:
            choice = Choice(view, on)
            assert queries.totals_of(choice).differences(queries.control_of(choice)) == {}
            total = sum(line.figures.determined for line in queries.rows_of(choice))
            assert total == queries.control_of(choice).determined == (0 if on < day else 3_900_00)
    page = database.client(world.sanne).get(f"/statements?on={day.isoformat()}").text
    for words in ("Vastgesteld", "Terugbetaald", "einde van", "3.900,00", "Sluit aan op het grootboek"):
        assert words in page


@pytest.mark.parametrize("view", list(View))
def test_every_split_adds_up_to_the_ledger(database: Site, world: World, held: Held, view: View) -> None:
    a_year(world, held)
    for choice in (
        Choice(view, clock.today()),
        Choice(view, clock.today() - timedelta(days=5)),
        Choice(view, clock.today(), a_call("KLEIN-2026")),
        Choice(view, clock.today(), a_call("FSV-2026")),
    ):
        lines = list(queries.rows_of(choice))
        total, control = queries.totals_of(choice), queries.control_of(choice)
        assert total.differences(control) == {}
        for name in vars(total):
            assert sum(getattr(line.figures, name) for line in lines) == getattr(control, name), name
        assert queries.count_of(choice) == len(lines)


def test_a_case_counts_once_under_its_main_task(database: Site, world: World, held: Held) -> None:
    from fund.applications.models import TaskLink
    from tests.payments.desk import a_task

    a_year(world, held)
    link = db.session.query(TaskLink).first()
    assert link is not None
    db.session.add(TaskLink(application_id=link.application_id, task=a_task("wonen"), position=2))
    db.session.commit()
    lines = {line.key: line.cases for line in queries.rows_of(Choice(View.TASK, clock.today()))}
    assert lines == {"zorg": 1, "natuur": 1, "": 1}
    places = {line.name: line.cases for line in queries.rows_of(Choice(View.AREA, clock.today()))}
    assert places == {"Breda": 1, "Helmond": 2}


def test_a_disagreement_is_seen(database: Site, world: World, held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    a_year(world, held)
    right = queries.control_of
    monkeypatch.setattr(queries, "control_of", lambda choice: Figures(**{**vars(right(choice)), "paid": 1}))
    page = database.client(world.sanne).get("/statements")
    assert "sluit niet aan op het grootboek" in page.text


def test_the_page_opens_every_case_and_says_that_it_agrees(database: Site, world: World, held: Held) -> None:
    a_year(world, held)
    sanne = database.client(world.sanne)
    page = sanne.get("/statements").text
    assert "Sluit aan op het grootboek" in page
    assert "5.000,00" in page
    movements = sanne.get("/statements/cases/FSV-2026-000001").text
    for word in ("Verleend", "Aan de bank gegeven", "Betaald"):
        assert word in movements
    for view in View:
        assert sanne.get(f"/statements?view={view.value}&on=2026-03-05&call=FSV-2026").status_code == 200


def test_pages_ask_few_questions(database: Site, world: World, held: Held, queries: Queries) -> None:
    a_year(world, held)
    sanne = database.client(world.sanne)
    for address in ("/statements", "/statements?view=task", "/statements/cases/FSV-2026-000001"):
        with queries() as sent:
            assert sanne.get(address).status_code == 200
        assert len(sent) <= 10, f"{address}: {len(sent)}"


@pytest.mark.parametrize("address", ["?on=gisteren", "?on=2999-01-01", "?call=ANDERS", "?on=1899-01-01"])
def test_what_cannot_be_read_is_said_in_words(database: Site, world: World, address: str) -> None:
    answer = database.client(world.sanne).get(f"/statements{address}")
    assert answer.status_code == 400
    assert "U ziet het overzicht van vandaag" in answer.text
    assert (
        "vul" in answer.text.lower()
        or "kies" in answer.text.lower()
        or "schrijf" in answer.text.lower()
        or "regeling" in answer.text
    )


def test_an_empty_statement_says_what_to_do(database: Site, world: World) -> None:
    assert "is niets toegekend" in database.client(world.sanne).get("/statements").text


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "pdf"])
def test_every_export_carries_its_proof(database: Site, world: World, held: Held, form: str) -> None:
    a_year(world, held)
    sanne = database.client(world.sanne)
    answer = sanne.get(f"/statements/export.{form}?view=case")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    if form == "csv":
        text = answer.data.decode("utf-8-sig")
        assert "FSV-2026-000001;Stichting Buurtbakkerij De Korenaar;17123456;10000,00" in text
        assert "klopt" in text or "sluit aan" in text or "agrees" in text
        assert "SHA-256" in text
        assert sanne.get(f"/statements/export.{form}?view=case").data == answer.data
    if form == "pdf":
        words = " ".join(text_of(answer.data).split())
        day = write_day(clock.today(), "date", "nl")
        assert f"Stand van {day}" in words
        assert f"Stand op {day} Regeling alle regelingen" in words
        assert clock.today().isoformat() not in words


def test_every_movement_is_handed_over(database: Site, world: World, held: Held) -> None:
    a_year(world, held)
    sanne = database.client(world.sanne)
    text = sanne.get("/statements/movements.csv").data.decode("utf-8-sig")
    assert "instruct:FSV-2026-000001-1-1" in text
    assert text.count("\r\n") > 15
    assert sanne.get("/statements/movements.xlsx?call=FSV-2026").status_code == 200


def test_who_may_look(database: Site, world: World, held: Held) -> None:
    a_year(world, held)
    for person, code in ((world.ilse, 200), (world.tom, 200), (world.mila, 403), (world.noor, 403)):
        client = database.client(person)
        assert client.get("/statements").status_code == code
        assert client.get("/statements/export.csv").status_code == code
    assert database.client(world.mila).get("/statements/cases/FSV-2026-000001").status_code == 303  # first declares
    assert database.client(world.noor).get("/statements/cases/FSV-2026-000001").status_code == 403


def test_a_line_of_the_bank_that_is_none_changes_no_statement(database: Site, world: World, held: Held) -> None:
    from fund.payments import actions

    a_year(world, held)
    before = queries.totals_of(Choice(View.CASE, clock.today()))
    actions.read_statement(bank_file(Line(-9_00, "X"), number="ST-9"), filename="c.xml", by=world.sanne)
    assert queries.totals_of(Choice(View.CASE, clock.today())) == before
