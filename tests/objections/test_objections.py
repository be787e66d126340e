"""Somebody objects to a decision: kept as it was sent, confirmed, and seen by the desk."""

from __future__ import annotations

import re
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fund.assessment.models import AdviceOutcome
from fund.core import clock
from fund.core.append_only import AlteredRecordError
from fund.core.audit import AuditEntry
from fund.core.errors import Forbidden, Refused, Stale
from fund.decisions.models import Decision
from fund.decisions.workflow import State
from fund.notices.jobs import send_notices
from fund.objections import rules
from fund.objections.actions import decide_objection, file_objection, withdraw_objection
from fund.objections.models import Objection
from fund.objections.rules import Outcome
from fund.objections.workflow import State as ObjectionState
from fund.settlement.workflow import State as SettlementState
from tests.bed.held import Held
from tests.bed.outbox import Outbox
from tests.bed.site import Site
from tests.builders import a_decision, a_proposal, a_settlement
from tests.world import World

GROUNDS = "U telde twee partners niet mee.\nZij tekenden wel."


@pytest.fixture
def refusal(database: Site, world: World) -> Decision:
    decision = a_decision(outcome=AdviceOutcome.REFUSE)
    database.commit()
    return decision


def _body(mails: list[EmailMessage], words: str) -> str:
    (mail,) = (mail for mail in mails if words in mail["Subject"])
    body = mail.get_body()
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize(
    ("object_until", "received", "decide_by"),
    [
        (date(2026, 5, 8), date(2026, 4, 1), date(2026, 6, 19)),
        (date(2027, 1, 4), date(2027, 1, 4), date(2027, 2, 15)),
        (date(2026, 5, 8), date(2026, 5, 11), date(2026, 6, 22)),
    ],
)
def test_the_term_to_decide_runs_from_the_end_of_the_term_to_object(
    object_until: date, received: date, decide_by: date
) -> None:
    assert rules.decide_by(object_until, received).day == decide_by


def test_an_applicant_objects_and_the_desk_sees_it(
    refusal: Decision, database: Site, world: World, outbox: Outbox
) -> None:
    application, until = refusal.application, refusal.object_until
    assert until is not None
    noor = database.client(world.noor)
    own = f"/applications/{application.key}"
    address = f"/decisions/{refusal.key}/object"
    assert f'href="{address}"' in noor.get(own).text
    samir = database.client(world.samir).get(own).text
    assert address not in samir
    assert "Wie mag tekenen voor uw organisatie, kan bezwaar maken." in samir
    empty = noor.fill(address, grounds=" ", press="Verstuur bezwaar")
    assert empty.status_code == 422
    assert '<a href="#grounds">Schrijf waarom u het er niet mee eens bent.</a>' in empty.text
    sent = noor.fill(address, grounds=GROUNDS, press="Verstuur bezwaar")
    assert "Wij hebben uw bezwaar" in sent.text
    assert "Zij tekenden wel." in sent.text
    assert noor.get(address).location == sent.request.path
    assert "Lees uw bezwaar" in noor.get(own).text

    send_notices()
    objection = database.session.query(Objection).one()
    for person in (world.noor, world.samir):
        receipt = _body(outbox.to(person.email), "Wij hebben uw bezwaar ontvangen")
        assert objection.number in receipt
        assert sent.request.path in receipt
    assert sent.request.path in _body(outbox.to(world.mila.email), "Bezwaar ontvangen")

    mila = database.client(world.mila)
    case = mila.get(f"/cases/{application.number}").text
    assert "Bezwaar ontvangen (Noor van Dijk)" in case
    assert f'href="{sent.request.path}"' in case
    assert objection.number in mila.get("/objections").text
    assert "Zij tekenden wel." in mila.get(sent.request.path).text


def test_it_is_taken_in_once_and_never_changes(refusal: Decision, database: Site, world: World) -> None:
    first = file_objection(refusal, grounds=GROUNDS, by=world.noor)
    assert file_objection(refusal, grounds=f" {GROUNDS} ", by=world.noor) is first
    with pytest.raises(Refused, match="already"):
        file_objection(refusal, grounds="Nog iets.", by=world.noor)
    database.commit()
    entry = database.session.query(AuditEntry).filter_by(action="objection.file").one()
    assert (entry.case_id, entry.detail["number"]) == (refusal.application_id, f"{refusal.number}/BZ")
    first.grounds = "Anders."
    with pytest.raises(AlteredRecordError):
        database.session.flush()


def test_what_is_late_is_taken_in_with_its_reason(refusal: Decision, database: Site, world: World, held: Held) -> None:
    until = refusal.object_until
    assert until is not None
    held.at(until + timedelta(days=3))
    with pytest.raises(Refused, match="after") as refused:
        file_objection(refusal, grounds=GROUNDS, by=world.noor)
    assert refused.value.field == "late_because"
    noor = database.client(world.noor)
    assert "Toch bezwaar maken" in noor.get(f"/applications/{refusal.application.key}").text
    assert "(mag leeg blijven)" not in noor.get(f"/decisions/{refusal.key}/object").text
    typed = {"grounds": GROUNDS, "late_because": "Ik lag in het ziekenhuis."}
    page = noor.fill(f"/decisions/{refusal.key}/object", typed, press="Verstuur bezwaar").text
    assert "Ik lag in het ziekenhuis." in page
    objection = database.session.query(Objection).one()
    assert objection.is_late
    assert objection.decide_by >= clock.today() + timedelta(weeks=6)


def test_only_who_signs_objects_and_only_to_what_was_made_known(
    refusal: Decision, database: Site, world: World
) -> None:
    for person in (world.samir, world.anja, world.mila, world.joost):
        with pytest.raises(Forbidden):
            file_objection(refusal, grounds=GROUNDS, by=person)
    with pytest.raises(Refused) as refused:
        file_objection(refusal, grounds="  ", by=world.noor)
    assert refused.value.field == "grounds"
    waiting = a_proposal()
    assert waiting.state is State.PROPOSED
    with pytest.raises(Forbidden, match="not made known"):
        file_objection(waiting, grounds=GROUNDS, by=world.noor)


def test_a_grantee_objects_to_the_determination(database: Site, world: World) -> None:
    settlement = a_settlement(SettlementState.DETERMINED)
    database.commit()
    noor = database.client(world.noor)
    page = noor.get(f"/awards/{settlement.award.number}").text
    address = f"/settlements/{settlement.key}/object"
    assert f'href="{address}"' in page
    noor.fill(address, grounds=GROUNDS, press="Verstuur bezwaar")
    objection = database.session.query(Objection).one()
    assert (objection.settlement_id, objection.decision_id) == (settlement.id, None)
    assert "Lees uw bezwaar" in noor.get(f"/awards/{settlement.award.number}").text


def test_an_objection_is_work_until_it_is_written_down_how_it_ended(
    refusal: Decision, database: Site, world: World, held: Held
) -> None:
    objection = file_objection(refusal, grounds=GROUNDS, by=world.noor)
    database.commit()
    held.at(objection.decide_by + timedelta(days=1))
    mila, address, number = database.client(world.mila), f"/objections/{objection.key}", refusal.application.number
    work = mila.get("/my-work?kind=object").text
    assert f'<a href="{address}">Behandel het bezwaar' in work
    assert "1 dag te laat" in work
    assert _beside_objections(work) == "1"
    assert f'href="{address}"' in mila.get(f"/cases/{number}").text
    page = mila.post(f"{address}/end", data={"ended_on": "2026-02-01"})
    assert page.status_code == 422
    assert '<a href="#how-0">Kies een van de mogelijkheden' in page.text
    for day, sentence in (("2026-02-01", "Het bezwaar kwam binnen op"), ("2027-02-01", "Deze dag moet nog komen")):
        page = mila.post(f"{address}/end", data={"ended_on": day, "how": "founded"})
        assert page.status_code == 422
        assert f'<a href="#ended_on">{sentence}' in page.text
        assert f'value="{day}"' in page.text
    page = mila.fill(address, how="unfounded", press="Leg vast")
    assert "het bezwaar is ongegrond" in page.text
    assert "Leg vast" not in page.text
    page = mila.post(f"{address}/end", data={"how": "withdrawn", "ended_on": f"{clock.today()}"})
    assert page.status_code == 422
    assert "want de status is ‘Beslist’" in page.text
    work = mila.get("/my-work").text
    assert "Behandel het bezwaar" not in work
    assert _beside_objections(work) == ""
    assert objection.number not in mila.get("/objections").text
    assert objection.number in mila.get("/objections?view=ended").text
    case = mila.get(f"/cases/{number}").text
    assert "Op het bezwaar beslist (Mila" in case
    assert f'href="{address}"' not in case.split("vk-next", 1)[1].split("</section>")[0]
    noor = database.client(world.noor)
    assert "het bezwaar is ongegrond" in noor.get(address).text
    assert "het bezwaar is ongegrond" in noor.get(f"/applications/{refusal.application.key}").text
    entry = database.session.query(AuditEntry).filter_by(action="objection.decide_objection").one()
    assert (entry.from_state, entry.to_state, entry.detail["outcome"]) == ("received", "decided", "unfounded")


def _beside_objections(page: str) -> str:
    """The number beside the menu item."""
    item = page.split('href="/objections"', 1)[1].split("</li>", maxsplit=1)[0]
    return "".join(re.findall(r"<small[^>]*>(\d+)", item))


def test_how_it_ended_is_written_once_and_nothing_else_beside_it(
    refusal: Decision, database: Site, world: World
) -> None:
    objection = file_objection(refusal, grounds=GROUNDS, by=world.noor)
    database.commit()
    today = clock.today()
    for person in (world.noor, world.joost, world.tom):
        with pytest.raises(Forbidden):
            withdraw_objection(objection, ended_on=today, by=person)
    for change in ("grounds = 'Anders.'", "decide_by = '2030-01-01'", "state = 'decided'", "outcome = 'founded'"):
        _is_refused_by_the_database(database, objection.id, change)
    withdraw_objection(database.session.get_one(Objection, objection.id), ended_on=today, by=world.mila)
    database.commit()
    ended = database.session.query(Objection).one()
    assert (ended.state, ended.outcome, ended.ended_on) == (ObjectionState.WITHDRAWN, None, today)
    with pytest.raises(Stale):
        decide_objection(ended, Outcome.FOUNDED, ended_on=today, by=world.mila)
    _is_refused_by_the_database(database, objection.id, "ended_on = '2030-01-01'")
    ended = database.session.query(Objection).one()
    ended.ended_on = today - timedelta(days=1)
    with pytest.raises(AlteredRecordError):
        database.session.flush()


def _is_refused_by_the_database(database: Site, number: int, change: str) -> None:
    with pytest.raises(DBAPIError):
        database.session.execute(text(f"UPDATE objection SET {change} WHERE id = {number}"))
    database.session.rollback()
