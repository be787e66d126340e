"""The pages of the assessment and the desk, by HTTP: nothing lost, nothing seen too early."""

from __future__ import annotations

import re

import pytest

from fund.applications.queries import by_number
from fund.applications.workflow import State as ApplicationState
from fund.assessment import actions, queries
from fund.assessment.models import Assessment
from fund.assessment.workflow import State
from fund.core.db import db
from tests.bed.site import Site
from tests.builders import a_scored_application, an_advised_application, an_application
from tests.world import World


def _case(number: str | None, rest: str = "") -> str:
    return f"/cases/{number}{rest}"


def test_who_did_not_declare_sees_the_head_and_is_led_to_the_declaration(database: Site, world: World) -> None:
    application = an_application()
    database.commit()
    browser = database.client(world.daan)
    page = browser.get(_case(application.number))
    assert application.title in page.text
    assert "Veel mensen in de wijk zijn alleen" not in browser.get(_case(application.number, "?tab=application")).text
    led = browser.get(_case(application.number, "/discuss"))
    assert led.status_code == 303
    assert led.location.startswith(f"/cases/{application.number}/interest?next=")
    after = browser.fill(_case(application.number, "/interest"), has_interest="no", press="Verklaar")
    assert "Veel mensen in de wijk zijn alleen" in browser.get(_case(application.number, "?tab=application")).text
    assert after.status_code == 200


def test_an_interest_closes_the_case_and_says_why(database: Site, world: World) -> None:
    application = an_application()
    database.commit()
    browser = database.client(world.daan)
    gap = browser.fill(_case(application.number, "/interest"), has_interest="yes", press="Verklaar")
    assert gap.status_code == 422
    assert "Schrijf in één zin wat uw belang is." in gap.text
    browser.fill(_case(application.number, "/interest"), has_interest="yes", explanation="Mijn zus.", press="Verklaar")
    for tab in ("assessment", "application", "documents", "proof"):
        assert "U gaf een belang op" in browser.get(_case(application.number, f"?tab={tab}")).text
    assert browser.get(_case(application.number, "/discuss")).status_code == 403


def test_from_received_to_advised_by_clicking(database: Site, world: World) -> None:
    application = an_application()
    number = application.number
    database.commit()
    mila, daan, fatima = (database.client(person) for person in (world.mila, world.daan, world.fatima))
    mila.fill(_case(number, "/interest"), has_interest="no", press="Verklaar")
    mila.fill(_case(number), press="De aanvraag is compleet")
    for person in (world.daan, world.fatima):
        mila.fill(_case(number), person=person.key, press="Vraag om te beoordelen")
    for browser, points in ((daan, 5), (fatima, 3)):
        browser.fill(_case(number, "/interest"), has_interest="no", press="Verklaar")
        assert "Geef uw punten" in browser.get("/assess").text
        path = re.search(r"/cases/[^/]+/scores/[\w-]{22}", browser.get("/assess").text)
        assert path is not None
        sheet = _whole(path[0], points)
        answer = browser.fill(path[0], sheet, press="Lever mijn punten in")
        assert "Uw punten zijn ingeleverd" in answer.text
    blocked = mila.get(_case(number, "/advise"))
    assert "liggen de punten ver uit elkaar" in blocked.text
    db.session.rollback()
    prefixes = [f"{criterion.code.lower()}-" for criterion in application.call.criteria]
    failed = mila.fill(_case(number, "/discuss"), press="Schrijf op wat we afspraken")
    assert failed.status_code == 422
    assert "<title>Fout:" in failed.text
    assert failed.text.count('id="errors"') == 1, "what is wrong is told once above the page"
    for prefix in prefixes:
        mila.fill(
            _case(number, "/discuss"),
            {f"{prefix}points": "4", f"{prefix}reason": "Samen bekeken"},
            press="Schrijf op wat we afspraken",
        )
    done = mila.fill(
        _case(number, "/advise"), outcome="grant", amount="40.000", reasoning="Goed plan.", press="Geef advies"
    )
    assert "Het advies is gegeven" in done.text
    database.refresh()
    left = by_number(number or "")
    assert left is not None
    assert left.state is ApplicationState.ADVISED
    assert queries.advices_of(left)[0].total == 8_000


def _whole(path: str, points: int) -> dict[str, str]:
    one = db.session.query(Assessment).filter_by(key=path.rsplit("/", 1)[1]).one()
    filled: dict[str, str] = {}
    for own in one.scores:
        filled |= {f"points_{own.criterion_id}": str(points), f"reason_{own.criterion_id}": "Goed onderbouwd"}
    for task in one.task_scores:
        filled |= {f"{kind}_{task.task_link_id}": str(points) for kind in ("contribution", "evidence")}
        filled |= {f"why_{task.task_link_id}": "Helder"}
    return filled


def _sheet_of(world: World, database: Site) -> tuple[str, Assessment]:
    application = an_application(ApplicationState.IN_ASSESSMENT)
    one = actions.assign(application, world.daan, by=world.mila)
    actions.declare_interest(application, has_interest=False, by=world.daan)
    database.commit()
    return _case(application.number, f"/scores/{one.key}"), one


def test_who_scores_too_still_asks_the_others(database: Site, world: World) -> None:
    application = an_application(ApplicationState.IN_ASSESSMENT)
    number = application.number
    database.commit()
    mila = world.client("mila")
    asked = mila.fill(_case(number), person=world.mila.key, press="Vraag om te beoordelen").text
    assert "Geef uw punten" in asked
    assert "Vraag nog één persoon om te beoordelen." in asked
    done = mila.fill(_case(number), person=world.daan.key, press="Vraag om te beoordelen").text
    assert "Geef uw punten" in done
    assert 'id="assign"' not in done


def test_handing_in_too_early_keeps_what_was_typed_and_says_what_misses(database: Site, world: World) -> None:
    path, one = _sheet_of(world, database)
    first = one.scores[0].criterion_id
    browser = database.client(world.daan)
    answer = browser.fill(path, {f"points_{first}": "4", f"reason_{first}": "Half af"}, press="Lever mijn punten in")
    assert answer.status_code == 200
    for gap in (": kies hoeveel punten", ": kies hoeveel het plan helpt", ": kies hoe goed dat is bewezen"):
        assert gap in answer.text
    assert "Half af" in browser.get(path).text, "kept, though not handed in"
    database.refresh()
    assert queries.own_scores(one.id).state is State.DRAFT


def test_the_script_keeps_the_sheet_and_is_told_when(database: Site, world: World) -> None:
    path, one = _sheet_of(world, database)
    first = one.scores[0].criterion_id
    browser = database.client(world.daan)
    answer = browser.post(
        path, data={f"points_{first}": "4", f"reason_{first}": "Zelf bewaard"}, headers={"Accept": "application/json"}
    )
    assert answer.json == {"saved": "10.00"}
    assert "Zelf bewaard" in browser.get(path).text


def test_hostile_points_are_told_at_the_field_and_change_nothing(database: Site, world: World) -> None:
    path, one = _sheet_of(world, database)
    first = one.scores[0].criterion_id
    browser = database.client(world.daan)
    for wrong in ("9", "0", "-1", "4.5", "x", "4\x00"):
        answer = browser.post(path, data={f"points_{first}": wrong, f"reason_{first}": "<b>Vet</b>"})
        assert answer.status_code == 422
        assert "&lt;b&gt;Vet&lt;/b&gt;" in answer.text
    too_long = browser.post(path, data={f"points_{first}": "4", f"reason_{first}": "a" * 9000})
    assert too_long.status_code == 422
    database.refresh()
    assert {own.points for own in queries.own_scores(one.id).scores} == {None}


def test_nobody_opens_the_sheet_of_another(database: Site, world: World) -> None:
    path, _one = _sheet_of(world, database)
    for person in (world.fatima, world.mila, world.joost, world.tom, world.noor):
        assert database.client(person).get(path).status_code == 403
    number = path.split("/")[2]
    assert database.client(world.daan).get(path.replace(number, "FSV-2026-999999")).status_code == 404


def test_points_of_others_stand_on_no_page_before_ones_own_are_in(database: Site, world: World) -> None:
    application, _scores = a_scored_application(5, 3, hand_in=False)
    actions.submit_scores(_scores[0], by=world.daan)
    number = application.number
    database.commit()
    for person in (world.fatima, world.mila, world.tom):
        browser = database.client(person)
        for path in ("", "?tab=proof", "?tab=application", "/discuss", "/advise"):
            assert "Reden van Daan" not in browser.get(_case(number, path), follow_redirects=True).text
    own = database.client(world.daan).get(_case(number)).text
    assert "Reden van Daan" in own
    assert "Reden van Fatima" not in own


def test_scores_are_handed_back_with_a_reason(database: Site, world: World) -> None:
    application, scores = a_scored_application()
    database.commit()
    browser = database.client(world.mila)
    path = _case(application.number, f"/scores/{scores[0].key}/hand-back")
    assert browser.fill(path, reason="", press="Ja, geef terug").status_code == 422
    assert "teruggegeven aan Daan Verhoeven" in browser.fill(path, reason="Verwisseld", press="Ja, geef terug").text
    database.refresh()
    assert queries.own_scores(scores[0].id).state is State.DRAFT


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_speaks_both_languages(database: Site, world: World, language: str) -> None:
    application = an_advised_application()
    database.commit()
    browser = database.client(world.mila)
    browser.get(f"/language/{language}")
    for path in ("/my-work", "/cases", "/assess", _case(application.number), _case(application.number, "?tab=proof")):
        page = browser.get(path)
        assert page.status_code == 200
        assert f'lang="{language}"' in page.text
