"""What everybody can read before applying: the questions of the form, and how much was asked so far."""

from __future__ import annotations

from fund.applications.workflow import State
from fund.awards.queries import figures_of
from tests.bed.client import Browser
from tests.bed.site import Site
from tests.builders import an_application, an_award
from tests.world import World

SLUG = "/calls/fonds-sociale-veerkracht-2026"


def test_everybody_reads_the_questions_and_figures_before_applying(database: Site, world: World) -> None:
    award = an_award()
    an_application(at=State.SUBMITTED)
    an_application(at=State.WITHDRAWN)
    database.commit()
    visitor: Browser = database.client()
    call = visitor.get(SLUG).text
    assert "Wij kregen tot nu toe 2 aanvragen." in call
    assert "Er is 1 subsidie toegekend." in call
    assert "Samen vragen zij" not in call, "of two applications the one would know what the other asks"
    assert f'href="{SLUG}/questions"' in call
    page = visitor.get(f"{SLUG}/questions").text
    for words in (
        "Welk probleem zag u?",
        "Statuten",
        "Aan welke opgaven helpt uw plan?",
        "Per opgave: voor wie verandert er iets, wat, hoeveel, wanneer, en waaraan ziet u dat?",
        "Begroting (soort, waarvoor, bedrag)",
    ):
        assert words in page
    assert visitor.get("/calls/nothing/questions").status_code == 404
    asked = award.application.requested
    assert asked is not None
    assert figures_of(award.application.call).asked == 2 * asked
