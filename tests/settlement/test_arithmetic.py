"""How a grant comes to its final amount: from the accepted final report, on both pages and in the letter."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from fund.assessment.actions import declare_interest
from fund.awards.models import Award
from fund.core import clock
from fund.core.money import share
from fund.documents import letters as paper
from fund.documents import press, settings
from fund.documents.letters import Signer
from fund.documents.queries import content_of
from fund.overview.queries.reporting import reports
from fund.reports.actions import accept, submit_report
from fund.reports.models import ReportKind
from fund.reports.queries import reports_of
from fund.settlement import letters, queries
from fund.settlement.models import ReductionGround, Settlement
from fund.settlement.rules import Accounted, Arithmetic, arithmetic_of
from tests.bed.held import Held
from tests.bed.site import Site
from tests.documents.test_press import text_of
from tests.documents.waiting import nobody_waits
from tests.reports.filing import a_report, fill_in
from tests.settlement.test_settlement import propose
from tests.world import World


@pytest.mark.parametrize(
    ("amount", "paid", "rest"),
    [
        (3_000, 1_000, (2_000, 0, 0)),
        (2_000, 1_000, (1_000, 0, 1_000)),
        (2_000, 2_500, (0, 500, 500)),
        (2_000, 3_000, (0, 1_000, 0)),
    ],
)
def test_what_is_paid_asked_back_and_released_adds_up(amount: int, paid: int, rest: tuple[int, int, int]) -> None:
    total = Arithmetic(granted=3_000, amount=amount, paid=paid)
    assert (total.to_pay, total.to_recover, total.to_release) == rest
    assert total.paid + total.to_pay - total.to_recover == amount
    assert total.most == 3_000


def test_the_most_is_the_share_of_the_costs_or_what_was_granted() -> None:
    lines = (Accounted("Oven", 4_000, 3_001), Accounted("Uren", 2_000, 1_000))
    assert Arithmetic(3_000, 3_000, 0, 50, lines).most == 2_001
    assert Arithmetic(2_000, 2_000, 0, 50, lines).most == 2_000


def account(award: Award, world: World) -> None:
    """Let every report of a grant come in and be accepted; half of the budget was spent."""
    for report in reports_of(award):
        fill_in(report)
        submit_report(report, by=world.noor)
        accept(report, remark="", by=world.mila)


def test_both_pages_and_the_letter_show_the_sum_from_the_final_report(database: Site, world: World, held: Held) -> None:
    award = a_report(ReportKind.FINAL).award
    database.commit()
    assert "Vaststellen kan niet" in world.client("mila").get(f"/cases/{award.number}").text
    award = database.session.scalars(select(Award)).one()
    account(award, world)
    held.at(award.ends_on)
    assert not list(reports(world.mila, clock.today())), "not before the plan has ended"
    held.at(award.ends_on + timedelta(days=1))
    (task,) = reports(world.mila, clock.today())
    assert (task.endpoint, task.due) == ("settlement.propose", award.ends_on + timedelta(days=14))
    total, percentage = queries.arithmetic(award), award.application.call.percentage
    assert [(line.name, line.budget, line.spent) for line in total.lines] == [
        ("Oven", 40_000_00, 20_000_00),
        ("Begeleiding", 40_000_00, 20_000_00),
    ]
    assert total.most == min(award.amount, share(40_000_00, percentage, 100)) < award.amount
    most = f"{total.most / 100:,.2f}".translate(str.maketrans(",.", ".,"))
    shown = world.client("mila").get(f"/awards/{award.number}/settlement").text
    for words in ("Begeleiding", "80.000,00", "40.000,00", f"Deel van de kosten, {percentage}%", most):
        assert words in shown
    assert f'value="{most.removesuffix(",00")}"' in shown, "the most is filled in"
    award = database.session.scalars(select(Award)).one()
    settlement = propose(award, world, total.most, ground=ReductionGround.COSTS_NOT_NECESSARY)
    assert arithmetic_of(settlement) == total
    declare_interest(award.application, has_interest=False, by=world.marieke)
    database.commit()
    signer = Signer(name=world.marieke.name, function="directeur")
    page = world.client("marieke").get(f"/settlements/{settlement.key}").text
    settlement = database.session.get_one(type(settlement), settlement.id)
    preview = letters.letter_of(settlement, known_on=clock.today(), signer=signer)
    before = _shown(preview, settlement.number)
    assert unescape(before) in unescape(page), "the page shows the letter that would go out"
    for words in ("Begeleiding", "Vrijval", 'Verantwoorde kosten</td><td class="p-num">40.000,00', most):
        assert words in page
    _sign(database, world, settlement, most)
    settlement = database.session.get_one(type(settlement), settlement.id)
    assert _shown(letters.letter_of(settlement), settlement.number) == before, "what was previewed is what went out"


def _shown(letter: paper.Letter, number: str) -> str:
    """The text of a letter as a page shows it."""
    return press.fragment(paper.sheet(letter, sender=settings.sender("nl"), at=clock.now(), reference=number))


def _sign(database: Site, world: World, settlement: Settlement, most: str) -> None:
    """Sign on the page: the letter is drawn before that, while nobody waits, and says who signed."""
    with nobody_waits() as drawn:
        signed = world.client("marieke").fill(f"/settlements/{settlement.key}", press=f"Stel vast op € {most}")
    assert f"Vastgesteld op €\u00a0{most}. De brief is onderweg." in signed.text
    settlement = database.session.get_one(type(settlement), settlement.id)
    document = settlement.letter
    assert document is not None
    assert [document.facts] == [press.as_plain(sheet) for sheet in drawn], "drawn once, before it was signed"
    assert document.number == settlement.number
    assert f"{world.marieke.name} directeur" in text_of(content_of(document)), "it says who signed"
