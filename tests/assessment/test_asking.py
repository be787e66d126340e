"""Who scores a case when somebody is late or away: reminding, taking off, asking somebody else; on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fund.applications.workflow import State as ApplicationState
from fund.assessment import actions, queries
from fund.assessment.models import AdviceOutcome, Assessment
from fund.assessment.workflow import State
from fund.core.db import db
from fund.core.errors import Forbidden, Stale
from fund.notices.models import Notice
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import a_scored_application, an_advised_application, an_application, score
from tests.world import World


def _reminders() -> list[Notice]:
    return db.session.query(Notice).filter_by(template="assessment/reminder").order_by(Notice.id).all()


def _one_is_late(database: Site, held: Held) -> tuple[str, Assessment]:
    """Fatima handed in, Daan did not and is three days late; answers the number of the case and what Daan has."""
    world = World()
    application = an_application(ApplicationState.IN_ASSESSMENT)
    daan, fatima = (actions.assign(application, person, by=world.mila) for person in (world.daan, world.fatima))
    score(fatima, 4, by=world.fatima)
    actions.submit_scores(fatima, by=world.fatima)
    database.commit()
    held.at(daan.due_on)
    held.forward(days=3)
    return application.number or "", daan


def test_who_is_late_is_reminded_once_a_day(database: Site, world: World, held: Held) -> None:
    number, daan = _one_is_late(database, held)
    mila, path = database.client(world.mila), f"/cases/{number}/scores/{daan.key}"
    page, work = mila.get(f"/cases/{number}").text, mila.get("/assess").text
    assert "Herinner of vervang" in page
    for shown in (page, work):
        assert f"{path}/remind" in shown
        assert f"{path}/take-off" in shown
    assert "Op wiens punten u wacht" in work
    assert "Op wiens punten u wacht" not in database.client(world.daan).get("/assess").text
    assert "krijgt hierover binnen een paar minuten een mail" in mila.post(f"{path}/remind", follow_redirects=True).text
    assert "kreeg vandaag al een herinnering" in mila.post(f"{path}/remind", follow_redirects=True).text
    held.forward(days=1)
    assert database.client(world.mila).post(f"{path}/remind").status_code == 303
    first, second = _reminders()
    assert (first.to_email, second.to_email) == (world.daan.email, world.daan.email)
    assert "zijn 3 dagen te laat" in first.subject
    assert "zijn 4 dagen te laat" in second.subject
    assert f"/cases/{number}" in first.body
    assert "Herinnerd aan de punten: Daan Verhoeven" in database.client(world.mila).get(f"/cases/{number}").text


def test_who_is_late_is_replaced_and_nobody_reads_before_the_other_handed_in(
    database: Site, world: World, held: Held
) -> None:
    number, daan = _one_is_late(database, held)
    mila, path = database.client(world.mila), f"/cases/{number}/scores/{daan.key}"
    gap = mila.fill(f"{path}/take-off", reason=" ", press="Ja, haal van de zaak")
    assert gap.status_code == 422
    assert "Schrijf waarom iemand anders deze zaak beoordeelt." in gap.text
    after = mila.fill(f"{path}/take-off", reason="Langdurig ziek", press="Ja, haal van de zaak").text
    assert "Daan Verhoeven beoordeelt deze zaak niet meer." in after
    assert "Vraag nog één persoon om te beoordelen" in after
    assert "Van de zaak gehaald: Daan Verhoeven – “Langdurig ziek”" in after
    assert "U ziet de punten als iedereen heeft ingeleverd." in after, "one of two is not everybody"
    assert "hoeft geen punten meer in te leveren" in mila.post(f"{path}/remind", follow_redirects=True).text
    mila.fill(f"/cases/{number}", person=world.mila.key, press="Vraag om te beoordelen")
    database.refresh()
    states = {one.person.name: one.state for one in db.session.query(Assessment)}
    assert states == {
        "Daan Verhoeven": State.TAKEN_OFF,
        "Fatima El Idrissi": State.SUBMITTED,
        "Mila Brouwers": State.DRAFT,
    }


def test_who_was_taken_off_can_be_asked_again(world: World, held: Held) -> None:
    application, (daan, _fatima) = a_scored_application(hand_in=False)
    first_due = daan.due_on
    actions.take_off(daan, "Met verlof", by=world.mila)
    with pytest.raises(Stale):
        actions.submit_scores(daan, by=world.daan)
    with pytest.raises(Stale, match="do not score"):
        actions.save_scores(daan, points={}, task_points={}, by=world.daan)
    held.forward(days=7)
    assert actions.assign(application, world.daan, by=world.mila) is daan
    assert (daan.state, daan.due_on > first_due) == (State.DRAFT, True)
    actions.submit_scores(daan, by=world.daan)
    assert daan.state is State.SUBMITTED


def test_an_interest_after_being_taken_off_is_declared_all_the_same(world: World) -> None:
    application, (daan, _fatima) = a_scored_application(hand_in=False)
    actions.take_off(daan, "Met verlof", by=world.mila)
    actions.declare_interest(application, has_interest=True, explanation="Mijn zus werkt daar.", by=world.daan)
    assert daan.state is State.TAKEN_OFF


def test_only_a_case_handler_chases_and_nobody_who_handed_in(world: World) -> None:
    _application, (daan, fatima) = a_scored_application(hand_in=False)
    actions.submit_scores(daan, by=world.daan)
    for action in (
        lambda: actions.take_off(daan, "Anders", by=world.mila),
        lambda: actions.remind_assessor(daan, by=world.mila),
    ):
        with pytest.raises(Stale):
            action()
    for action in (
        lambda: actions.take_off(fatima, "Anders", by=world.daan),
        lambda: actions.remind_assessor(fatima, by=world.daan),
    ):
        with pytest.raises(Forbidden):
            action()


CLOSED = (
    "UPDATE score SET points = 1",
    "UPDATE score SET reason = 'Anders'",
    "DELETE FROM score",
    "UPDATE task_score SET contribution = 1",
    "DELETE FROM task_score",
    "INSERT INTO score (assessment_id, criterion_id, points, reason) SELECT assessment_id, 9999, 1, '' FROM score",
)


def test_the_database_itself_keeps_scores_that_were_handed_in(database: Site, world: World) -> None:
    application, (daan, _fatima) = a_scored_application(5, 3)
    for row in queries.board_of(application, world.mila).rows:
        actions.agree(application, row.criterion, points=4, reason="Samen bekeken", by=world.mila)
    database.commit()
    for statement in (*CLOSED, *(("TRUNCATE score",) if database.name == "postgresql" else ())):
        with pytest.raises(DBAPIError, match="append-only"):
            database.session.execute(text(statement))
        database.refresh()
    database.session.execute(text("UPDATE agreed_score SET points = 3"))
    database.session.rollback()
    actions.reopen_scores(db.session.get_one(Assessment, daan.id), "Verwisseld", by=world.mila)
    database.session.execute(text(f"UPDATE score SET points = 2 WHERE assessment_id = {daan.id}"))


def test_the_database_itself_keeps_what_was_agreed_on_after_the_advice(database: Site, world: World) -> None:
    application, _scores = a_scored_application()
    criterion = application.call.criteria[0]
    actions.agree(application, criterion, points=4, reason="Samen bekeken", by=world.mila)
    actions.give_advice(application, outcome=AdviceOutcome.GRANT, amount=100_000, reasoning="Goed.", by=world.mila)
    database.commit()
    for statement in ("UPDATE agreed_score SET points = 1", "DELETE FROM agreed_score"):
        with pytest.raises(DBAPIError, match="append-only"):
            database.session.execute(text(statement))
        database.refresh()


def test_nobody_is_chased_after_the_advice(world: World) -> None:
    application = an_advised_application()
    one = queries.who_scores(application)[0]
    with pytest.raises(Stale):
        actions.remind_assessor(one, by=world.mila)
