"""Letting somebody else handle a case (F40): who may, who is refused, and that the work moves; on both databases."""

from __future__ import annotations

import pytest

from fund.applications.models import Application
from fund.applications.workflow import State
from fund.assessment import actions
from fund.core.db import db
from fund.core.errors import Forbidden, Refused
from fund.notices.models import Notice
from tests.bed.site import Site
from tests.builders import a_scored_application, an_application
from tests.world import World


def test_a_colleague_takes_over_who_is_away(database: Site, world: World) -> None:
    application, _scores = a_scored_application(4, 4, title="Overdracht")
    number = application.number
    database.commit()
    fatima, page = database.client(world.fatima), f"/cases/{number}"
    assert f"{page}/hand-over" in fatima.get(page).text
    assert "Schrijf het advies" not in fatima.get("/my-work").text
    gap = fatima.fill(f"{page}/hand-over", reason=" ", press="Ja, draag over")
    assert gap.status_code == 422
    for said in ("Kies wie deze zaak behandelt.", "Schrijf waarom iemand anders deze zaak behandelt."):
        assert said in gap.text
    done = fatima.fill(f"{page}/hand-over", person=world.fatima.key, reason="Mila is ziek", press="Ja, draag over").text
    assert "Fatima El Idrissi behandelt deze zaak vanaf nu." in done
    assert "Iemand anders behandelt de zaak: Fatima El Idrissi – “Mila is ziek”" in done
    assert "Schrijf het advies" in fatima.get("/my-work").text
    assert "Overdracht" not in database.client(world.mila).get("/my-work").text
    assert not db.session.query(Notice).filter_by(template="assessment/handed_over").count(), "she did it herself"
    actions.hand_over(db.session.get_one(Application, application.id), world.mila, "Mila is er weer", by=world.fatima)
    notice = db.session.query(Notice).filter_by(template="assessment/handed_over").one()
    assert (notice.to_email, "Mila is er weer" in notice.body) == (world.mila.email, True)
    database.commit()
    assert "Overdracht" in database.client(world.mila).get("/my-work").text


def test_a_case_goes_to_nobody_who_may_not_handle_it(world: World) -> None:
    application = an_application(State.IN_ASSESSMENT)
    for to, says in ((world.mila, "already"), (world.joost, "cannot handle")):
        with pytest.raises(Refused, match=says) as caught:
            actions.hand_over(application, to, "Verlof", by=world.mila)
        assert caught.value.field == "person"
    actions.declare_interest(application, has_interest=True, explanation="Mijn zus werkt daar.", by=world.fatima)
    with pytest.raises(Refused, match="declared an interest"):
        actions.hand_over(application, world.fatima, "Verlof", by=world.mila)
    with pytest.raises(Forbidden):
        actions.hand_over(application, world.mila, "Verlof", by=world.fatima)
    with pytest.raises(Forbidden):
        actions.hand_over(application, world.fatima, "Verlof", by=world.daan)
    assert application.handler == world.mila


def test_a_case_that_nobody_took_up_is_not_handed_over(database: Site, world: World) -> None:
    application = an_application()
    actions.declare_interest(application, has_interest=False, by=world.mila)
    with pytest.raises(Refused, match="Take it up"):
        actions.hand_over(application, world.fatima, "Verlof", by=world.mila)
    database.commit()
    assert "/hand-over" not in database.client(world.mila).get(f"/cases/{application.number}").text


def test_a_handler_with_an_interest_has_colleagues_asked_to_take_over(database: Site, world: World) -> None:
    application = an_application(State.IN_ASSESSMENT)
    number = application.number
    actions.declare_interest(application, has_interest=True, explanation="Mijn broer bakt daar.", by=world.daan)
    assert not db.session.query(Notice).filter_by(template="assessment/take_over").count(), "Daan does not handle it"
    actions.declare_interest(application, has_interest=True, explanation="Mijn zus werkt daar.", by=world.mila)
    notice = db.session.query(Notice).filter_by(template="assessment/take_over").one()
    assert notice.to_email == world.fatima.email
    assert f"/cases/{number}/hand-over" in notice.body
    assert "zus" not in notice.body
    database.commit()
    fatima, page = database.client(world.fatima), f"/cases/{number}/hand-over"
    assert database.client(world.mila).get(page).status_code == 403
    assert fatima.get(page).status_code == 303, "first the declaration"
    fatima.fill(f"/cases/{number}/interest?next={page}", has_interest="no", press="Verklaar")
    done = fatima.fill(page, person=world.fatima.key, reason="Belang van Mila", press="Ja, draag over")
    assert "Fatima El Idrissi behandelt deze zaak vanaf nu." in done.text
