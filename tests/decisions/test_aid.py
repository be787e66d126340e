"""A grant fits under the ceiling of de-minimis aid, or it is not given at all (LC-53(3), SA-02, SA-05)."""

from __future__ import annotations

import pytest

from fund.core.errors import Refused
from fund.decisions import actions
from fund.ledger import queries as ledger
from tests.bed.site import Site
from tests.builders import a_proposal, an_advised_application, sign, terms
from tests.decisions.test_actions import approve, declared
from tests.world import World


def test_more_than_the_room_for_de_minimis_aid_is_not_proposed(database: Site, world: World) -> None:
    """Over the ceiling of three years the whole grant is not allowed, so it is refused and never trimmed (SA-05)."""
    application = an_advised_application()
    application.de_minimis, application.de_minimis_amount = "some", 29_500_000
    where = f"/cases/{application.number}/decision"
    database.commit()
    with pytest.raises(Refused, match="room for") as refusal:
        actions.propose(application, terms(application, 4_000_000), by=world.mila)
    assert refusal.value.field == "amount"
    database.refresh()
    mila = world.client("mila")
    assert "Ruimte die over is" in mila.get(where).text
    refused = mila.fill(where, reasoning="Goed plan.", press="Bied aan voor ondertekening")
    assert refused.status_code == 422
    assert "Er is ruimte voor €\u00a05.000,00 de-minimissteun in drie jaar." in refused.text
    lower = {"amount": "5.000", "deviation": "Meer ruimte is er niet.", "reasoning": "Goed plan."}
    page = mila.fill(where, lower, press="Bied aan voor ondertekening")
    assert "Het voorstel staat klaar voor ondertekening." in page.text


def test_the_room_for_de_minimis_aid_is_asked_again_at_the_signature(database: Site, world: World) -> None:
    """Two grants of one organisation that fit alone, and not together."""
    first, second = (an_advised_application(title=title) for title in ("Een", "Twee"))
    for application in (first, second):
        application.de_minimis, application.de_minimis_amount = "some", 23_000_000
    decisions = [a_proposal(application) for application in (first, second)]
    sign(decisions[0])
    declared(decisions[1], world.joost)
    with pytest.raises(Refused, match="room for"):
        approve(decisions[1], world.joost)
    assert ledger.call_position("FSV-2026").committed == 4_000_000
    database.commit()
    page = world.client("joost").get(f"/decisions/{decisions[1].key}").text
    assert "Dit past niet onder het plafond voor de-minimissteun" in page
    assert "30.000,00" in page
