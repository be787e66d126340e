"""A decision of which the mail did not arrive: it is seen, and made known once more, from that day on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from fund.assessment.actions import declare_interest
from fund.assessment.models import AdviceOutcome
from fund.core import clock
from fund.core.audit import AuditEntry
from fund.core.errors import Forbidden, Invalid, Refused
from fund.core.legal_terms import objection_term
from fund.decisions import actions
from fund.decisions.models import Decision
from fund.documents.queries import content_of
from fund.notices.jobs import send_notices
from fund.notices.models import Notice, NoticeStatus
from tests.bed.held import Held
from tests.bed.outbox import Outbox
from tests.bed.site import Site
from tests.builders import a_decision
from tests.documents.test_press import text_of
from tests.documents.waiting import nobody_waits
from tests.world import World

RIGHT = "noor.van.dijk@korenaar.example"


def _mails(database: Site) -> list[Notice]:
    told = select(Notice).where(Notice.template.startswith("decisions/")).order_by(Notice.id)
    return list(database.session.scalars(told))


def _that_did_not_arrive(database: Site, held: Held, outcome: AdviceOutcome = AdviceOutcome.GRANT) -> Decision:
    """A decision that was made known on 2 March by a mail that was given up; today it is the 9th."""
    decision = a_decision(outcome=outcome)
    database.session.flush()
    (mail,) = _mails(database)
    mail.status, mail.last_problem = NoticeStatus.GIVEN_UP, "550 5.1.1 user unknown"
    database.commit()
    held.forward(days=7)
    return decision


@pytest.mark.parametrize("outcome", AdviceOutcome)
def test_it_is_made_known_anew_from_the_day_it_is_sent_again(
    database: Site, world: World, outbox: Outbox, held: Held, outcome: AdviceOutcome
) -> None:
    decision = _that_did_not_arrive(database, held, outcome)
    first, first_letter = decision.served_on, decision.letter
    actions.serve_again(decision, email=RIGHT, by=world.mila)
    database.commit()
    today = clock.today()
    assert (decision.served_on, decision.letter) == (first, first_letter), "what was done stays on record"
    known = decision.served_last
    assert (known.served_on, known.object_until) == (today, objection_term(today).day)
    assert known.letter is not None
    assert known.letter.number == f"{decision.number}-1"
    words = text_of(content_of(known.letter))
    assert "9 maart 2026" in words
    assert "maandag 20 april 2026" in words
    send_notices()
    (mail,) = outbox.to(RIGHT)
    text = mail.get_body()
    assert text is not None
    assert "20 april 2026" in text.get_content()
    attached = [part.get_content() for part in mail.iter_attachments()]
    assert attached[0] == content_of(known.letter)
    assert [mail.status for mail in _mails(database)] == [NoticeStatus.SET_ASIDE, NoticeStatus.SENT]
    entry = database.session.scalars(select(AuditEntry).where(AuditEntry.action == "decision.serve_again")).one()
    assert entry.detail["to"] == RIGHT


def test_it_is_sent_again_only_when_the_last_mail_did_not_arrive(database: Site, world: World, held: Held) -> None:
    decision = _that_did_not_arrive(database, held)
    with pytest.raises(Forbidden):
        actions.serve_again(decision, email=RIGHT, by=world.sanne)
    with pytest.raises(Invalid):
        actions.serve_again(decision, email="noor", by=world.mila)
    declare_interest(decision.application, has_interest=True, explanation="Mijn zus.", by=world.marieke)
    with pytest.raises(Forbidden, match="You declared an interest"):
        actions.serve_again(decision, email=RIGHT, by=world.marieke)
    actions.serve_again(decision, email=RIGHT, by=world.mila)
    with pytest.raises(Refused, match="nothing to send again"):
        actions.serve_again(decision, email=RIGHT, by=world.mila)
    database.session.flush()
    _mails(database)[-1].status = NoticeStatus.GIVEN_UP
    held.forward(days=1)
    actions.serve_again(decision, email=RIGHT, by=world.mila)
    known = decision.served_last
    assert known.letter is not None
    assert (known.letter.number, known.served_on) == (f"{decision.number}-2", clock.today())


def test_the_desk_sees_it_and_sends_it_again(database: Site, world: World, held: Held) -> None:
    decision = _that_did_not_arrive(database, held)
    number, key = decision.application.number, decision.key
    words = "Bel de aanvrager en stuur het besluit opnieuw"
    mila = world.client("mila")
    assert words in mila.get("/my-work").text
    assert words in mila.get(f"/cases/{number}").text
    page = mila.get(f"/decisions/{key}").text
    assert words in page
    assert f"/decisions/{key}/send-again" in page
    with nobody_waits() as drawn:
        mila.fill(f"/decisions/{key}/send-again", {"email": RIGHT}, press="Stuur opnieuw")
    assert [sheet.reference for sheet in drawn] == [f"{number}/B1-1", f"{number}/B1-1"]
    for path in ("/my-work", f"/cases/{number}", f"/decisions/{key}"):
        assert words not in mila.get(path).text
    assert "Bekendgemaakt op ma 9 maart 2026" in mila.get(f"/decisions/{key}").text
    assert "20 april 2026" in world.client("noor").get(f"/awards/{number}").text


def test_nobody_sends_again_what_arrived(database: Site, world: World) -> None:
    decision = a_decision()
    database.commit()
    answer = world.client("mila").get(f"/decisions/{decision.key}/send-again")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/decisions/{decision.key}")


def test_what_is_written_about_sending_again_never_changes(database: Site, world: World, held: Held) -> None:
    decision = _that_did_not_arrive(database, held)
    actions.serve_again(decision, email=RIGHT, by=world.mila)
    database.commit()
    (again,) = decision.served_again
    again.served_on = again.served_on - timedelta(days=1)
    with pytest.raises(Exception, match="never changed"):
        database.commit()
    database.session.rollback()
