"""The letters that stages post, with invented facts: drawn as they will be, and held against both standards."""

from datetime import date

import pytest

from fund.decisions.letters import Award, Ground, Line, Payment, Refusal
from fund.documents.letters import Signer, sheet
from fund.documents.press import Press
from fund.settlement.letters import Determination
from tests.documents.samples import AT, SENDER
from tests.documents.test_press import text_of

LANGUAGES = ("nl", "en")


def _common(language):
    return {
        "language": language,
        "title": {"nl": "Uw besluit", "en": "Your decision"}[language],
        "addressee": ("Stichting Rijdend Gezelschap", "t.a.v. A. van Gils", "Kade 12", "4651 AA Steenbergen"),
        "salutation": {"nl": "Beste A. van Gils,", "en": "Dear A. van Gils,"}[language],
        "contact": "Mila Brouwers",
        "signer": Signer(name="J. van Rooij", function="afdelingshoofd Sociale Veerkracht"),
        "object_until": date(2027, 1, 15),
        "project": "Maatje op de bus",
        "applied_on": date(2026, 9, 28),
        "legal_basis": "artikel 4:23 van de Algemene wet bestuursrecht",
        "reasons": ("Uw plan helpt ouderen in Steenbergen.", "Het past bij de opgave mobiliteit."),
    }


def an_award(language):
    return Award(
        **_common(language),
        call="Fonds Sociale Veerkracht 2026",
        amount=3_325_000,
        requested=3_500_000,
        points=8205,
        minimum_points=60,
        percentage=50,
        sum=(
            Line(code="costs", cents=6_650_000),
            Line(code="share", cents=3_325_000),
            Line(code="asked", cents=3_500_000),
        ),
        payments=(
            Payment(amount=1_662_500, due_on=date(2027, 1, 15), after_report=False, at_settlement=False),
            Payment(amount=997_500, due_on=date(2027, 10, 1), after_report=True, at_settlement=False),
            Payment(amount=665_000, due_on=None, after_report=False, at_settlement=True),
        ),
        obligations=("U voert het plan uit.", "U stuurt een eindverslag."),
        starts_on=date(2027, 2, 1),
        ends_on=date(2028, 1, 31),
        de_minimis=True,
    )


def a_refusal(language):
    return Refusal(
        **_common(language),
        call="Fonds Sociale Veerkracht 2026",
        requested=3_500_000,
        points=5000,
        minimum_points=60,
        grounds=(Ground(article="artikel 11, onder b", text="Het plan kreeg minder dan 60 punten"),),
        criteria=(("Maatschappelijke waarde", 1200, 30), ("Haalbaarheid", 800, 20)),
    )


def a_determination(language, amount=3_000_000):
    return Determination(
        **_common(language),
        granted_on=date(2026, 12, 4),
        award_number="FSV-2026-000022",
        granted=3_325_000,
        amount=amount,
        paid=2_660_000,
        still_to_pay=max(amount - 2_660_000, 0),
        too_much=max(2_660_000 - amount, 0),
        repay_to=("Provincie", "NL65 TEST 0000 0000 73"),
        pay_by=date(2027, 1, 15),
        costs=66_000_00,
        percentage=50,
        of_costs=33_000_00,
        ground="lower_costs" if amount < 3_325_000 else "",
    )


LETTERS = {
    f"{name} ({language})": write(language)
    for language in LANGUAGES
    for name, write in {
        "award": an_award,
        "refusal": a_refusal,
        "determination": a_determination,
        "determination in full": lambda language: a_determination(language, 3_325_000),
        "determination with too much paid": lambda language: a_determination(language, 2_000_000),
    }.items()
}


@pytest.fixture(scope="module")
def the_press():
    press = Press(seconds=60)
    yield press
    press.stop()


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_drawn_and_follows_both_standards(the_press, verapdf, tmp_path, name):
    file = tmp_path / "letter.pdf"
    file.write_bytes(the_press.draw(sheet(LETTERS[name], sender=SENDER, at=AT, reference="FSV-2026-000022/B1")))
    for flavour in ("3a", "ua1"):
        verdict = verapdf.validate(file, flavour)
        assert verdict.passed, verdict.failures
    words = text_of(file.read_bytes())
    assert "FSV-2026-000022/B1" in words
    assert "None" not in words
