"""A decision is made known once: its letters, the mail with both attached, and the grant that starts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from fund.applications.workflow import State as ApplicationState
from fund.assessment.models import AdviceOutcome
from fund.awards.queries import award_of
from fund.awards.rules import Tier
from fund.core import clock
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.legal_terms import objection_term
from fund.decisions import actions, letters
from fund.decisions.models import Decision
from fund.decisions.workflow import State
from fund.documents import press
from fund.documents.queries import content_of
from fund.ledger import queries as ledger
from fund.notices.jobs import send_notices
from tests.bed.held import Held
from tests.bed.outbox import Outbox
from tests.bed.site import Site
from tests.builders import a_decision, a_proposal, an_advised_application, an_application, sign
from tests.decisions.test_pages import path
from tests.documents.test_press import text_of
from tests.documents.waiting import nobody_waits
from tests.world import World


def _read_the_letters(decision: Decision) -> None:
    assert decision.letter is not None
    assert decision.courtesy_letter is not None
    dutch, english = text_of(content_of(decision.letter)), text_of(content_of(decision.courtesy_letter))
    for words in (
        "2 maart 2026",
        decision.number,
        "U krijgt € 40.000 subsidie",
        "Stichting Buurtbakkerij De Korenaar",
        "Wij verlenen u € 40.000,00",
        "80,00 van de 100 punten",
        "Het plan past bij de opgave",
        "Joost van Rooij",
        "afdelingshoofd",
        "maandag 13 april 2026",
        "(EU) 2023/2831",
        "U deelt ten minste één les.",
    ):
        assert words in dutch, words
    assert "anders dan het advies" not in dutch
    for words in ("You receive a grant of € 40,000", "80.00 of 100 points", "It is a translation"):
        assert words in english, words


def test_a_grant_is_made_known_once_and_starts(database: Site, world: World, outbox: Outbox, held: Held) -> None:
    decision = a_decision()
    database.commit()
    assert (decision.state, decision.served_on) == (State.SERVED, clock.today())
    assert decision.object_until == objection_term(clock.today()).day
    assert decision.application.state is ApplicationState.GRANTED
    assert decision.letter is not None
    assert decision.courtesy_letter is not None
    assert (decision.letter.number, decision.letter.language) == (decision.number, "nl")
    assert (decision.courtesy_letter.number, decision.courtesy_letter.language) == (f"{decision.number}-en", "en")
    _read_the_letters(decision)
    send_notices()
    held.forward(minutes=5)
    send_notices()
    (mail,) = [one for one in outbox.to("noor@korenaar.example") if "Besluit over" in str(one["Subject"])]
    attached = [part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf"]
    assert [part.get_content() for part in attached] == [
        content_of(decision.letter),
        content_of(decision.courtesy_letter),
    ]
    award = award_of(decision.application)
    assert award is not None
    assert (award.number, award.amount, award.tier) == (decision.application.number, 4_000_000, Tier.MIDDLE)
    assert [item.text_nl for item in award.obligations] == [item.text_nl for item in decision.obligations]
    assert ledger.case_position(award.number).awarded == 4_000_000
    assert not ledger.check().findings


def test_nobody_waits_while_the_letters_are_drawn(database: Site, world: World) -> None:
    """They are drawn before the transaction that keeps them, under the number that they get; and drawn once."""
    where = path(a_decision(State.APPROVED))
    database.commit()
    with nobody_waits() as drawn:
        assert "De brief is onderweg." in world.client("mila").fill(where, press="Verstuur de brief").text
    decision = again(database)
    _read_the_letters(decision)
    assert [sheet.reference for sheet in drawn] == [decision.number, decision.number], (
        "the translation names the decision itself"
    )
    assert decision.letter is not None
    assert decision.letter.facts == press.as_plain(drawn[0])


def test_what_was_drawn_ahead_and_fits_no_more_is_drawn_anew(database: Site, world: World, held: Held) -> None:
    """A letter is of the day on which it is made known, says what was decided, and has a number of its own."""
    decision = a_decision(State.APPROVED)
    database.commit()
    ahead = letters.draw_ahead(decision)
    held.forward(days=1)
    actions.serve(decision, ahead=ahead, by=world.mila)
    assert decision.letter is not None
    assert "3 maart 2026" in text_of(content_of(decision.letter))
    dutch, english = ahead
    held.forward(days=-1)
    assert dutch.fits(dutch.letter, decision.number)
    assert not dutch.fits(dutch.letter, f"{decision.number}-1")
    assert not dutch.fits(english.letter, decision.number)


def test_a_refusal_is_made_known_and_starts_nothing(database: Site, world: World, outbox: Outbox) -> None:
    decision = a_decision(outcome=AdviceOutcome.REFUSE)
    database.commit()
    assert decision.application.state is ApplicationState.REFUSED
    assert decision.letter is not None
    words = text_of(content_of(decision.letter))
    ground = decision.application.call.refusal_grounds[0]
    assert "U krijgt geen subsidie" in words
    assert ground.text["nl"] in words
    assert ground.article in words
    assert "40,00 van de 100 punten" in words
    assert award_of(decision.application) is None
    send_notices()
    (mail,) = [one for one in outbox.to("noor@korenaar.example") if "Besluit over" in str(one["Subject"])]
    assert "geen subsidie" in str(mail["Subject"])


def test_who_did_not_agree_to_mail_gets_a_letter_by_post(
    database: Site, world: World, outbox: Outbox, held: Held
) -> None:
    """It is printed and posted; the day of posting is the day on which it is made known (WM-03, Awb 2:8)."""
    application = an_advised_application()
    application.agrees_electronic = False
    decision = a_proposal(application)
    sign(decision)
    database.commit()
    with pytest.raises(Refused, match="First make the letter"):
        actions.serve(decision, by=world.mila, posted_on=clock.today())
    database.refresh()
    where, made_on = path(again(database)), clock.today()
    with nobody_waits() as drawn:
        assert "De brief is klaar." in world.client("mila").fill(where, press="Maak de brief om te printen").text
    assert len(drawn) == 2
    decision = again(database)
    assert decision.letter is not None
    paper = f"/documents/{decision.letter.key}"
    assert (decision.state, decision.served_on) == (State.APPROVED, None)
    assert "binnen zes weken na de dag waarop wij deze brief op de post deden" in text_of(content_of(decision.letter))
    with pytest.raises(Refused) as refusal:
        actions.serve(decision, by=world.mila)
    assert refusal.value.field == "posted_on"
    database.refresh()
    assert world.client("noor").get(paper).status_code == 403
    held.forward(days=2)
    mila, words = world.client("mila"), "Ik heb de brief op de post gedaan"
    for wrong, said in (
        (made_on - timedelta(days=1), "De brief is gemaakt op"),
        (date(2030, 1, 1), "vandaag of eerder"),
    ):
        assert said in mila.fill(where, posted_on=str(wrong), press=words).text
    posted = made_on + timedelta(days=1)
    assert "De brief is op de post gedaan." in mila.fill(where, posted_on=str(posted), press=words).text
    decision = again(database)
    assert (decision.state, decision.served_on) == (State.SERVED, posted)
    assert decision.object_until == objection_term(posted).day
    assert award_of(decision.application) is not None
    assert world.client("noor").get(paper).status_code == 200
    send_notices()
    assert not [one for one in outbox.to("noor@korenaar.example") if "Besluit over" in str(one["Subject"])]


def again(database: Site) -> Decision:
    """The decision as the database holds it."""
    return database.session.scalars(select(Decision)).one()


def test_only_a_letter_that_goes_by_post_is_made_beforehand(database: Site, world: World) -> None:
    decision = a_decision(State.APPROVED)
    with pytest.raises(Stale, match="goes by mail"):
        actions.make_letter(decision, by=world.mila)
    with pytest.raises(Forbidden):
        actions.make_letter(decision, by=world.sanne)


def test_the_form_says_what_really_happens(database: Site, world: World) -> None:
    application = an_application(ApplicationState.DRAFT)
    database.commit()
    page = world.client("noor").get(f"/applications/{application.key}/declarations").text
    assert "Dan krijgt u de brief met ons besluit per post." in page
