"""A grant that runs: its arrangement, its obligations, its end, and its page for whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from fund.awards import actions
from fund.awards.rules import Tier, tier
from fund.awards.workflow import State
from fund.core import clock
from fund.core.errors import Forbidden, Stale
from fund.decisions.workflow import State as DecisionState
from tests.bed.held import Held
from tests.bed.site import Site
from tests.bed.watching import Statements
from tests.builders import a_decision, an_award
from tests.world import World


@pytest.mark.parametrize(
    ("amount", "arrangement"),
    [
        (2_499_999, Tier.SMALL),
        (2_500_000, Tier.MIDDLE),
        (12_499_999, Tier.MIDDLE),
        (12_500_000, Tier.LARGE),
    ],
)
def test_the_arrangement_follows_from_the_amount(amount: int, arrangement: Tier) -> None:
    assert tier(amount) is arrangement


def test_a_grant_starts_when_it_is_made_known_and_not_before(database: Site, world: World) -> None:
    decision = a_decision(DecisionState.APPROVED)
    database.commit()
    number = decision.application.number
    assert world.client("noor").get(f"/awards/{number}").status_code == 404


def test_an_obligation_is_met_once_and_a_grant_ends_in_order(database: Site, world: World, held: Held) -> None:
    award = an_award()
    database.commit()
    first = award.obligations[0]
    actions.meet_obligation(first, by=world.mila)
    day = clock.today()
    held.forward(days=3)
    actions.meet_obligation(first, by=world.mila)
    assert first.met_on == day
    with pytest.raises(Stale):
        actions.close(award, by=world.sanne)
    with pytest.raises(Forbidden):
        actions.settle(award, amount=award.amount, by=world.mila)
    assert award.state is State.RUNNING


def test_the_page_of_a_grant_shows_what_was_promised(
    database: Site, world: World, queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    award = an_award()
    number, letter = award.number, award.decision.letter
    assert letter is not None
    paper = f"/documents/{letter.key}"
    database.commit()
    noor = world.client("noor")
    with queries() as sent:
        page = noor.get(f"/awards/{number}").text
    assert len(sent) <= 20
    for words in (
        "Wat wij van u vragen",
        "Stuur uw verslag",
        paper,
        "U kunt bezwaar maken tot en met",
        "Loopt",
        "Uw aanvraag",
    ):
        assert words in page, words
    for name, status in (("samir", 200), ("mila", 200), ("anja", 403)):
        assert world.client(name).get(f"/awards/{number}").status_code == status, name
    desk = world.client("mila").get(f"/awards/{number}").text
    for words in (f'href="/cases/{number}"', f'href="/organisations/{world.bakery.key}"', "Voorwaarden", "Verwacht"):
        assert words in desk, words
    for words in ("Mijn overzicht", "Uw geld", "Wat wij van u vragen", "Stuur uw verslag", "Binnen twee weken"):
        assert words not in desk, f"not said to the fund: {words}"
    contact = world.client("mila").get(f"/organisations/{world.bakery.key}").text
    assert world.noor.email in contact
    assert "/cases?q=" in contact
