"""The sheets that every stage shares: statement and copy of answers."""

import pypdfium2
import pytest

from fund.core.errors import Refused
from fund.documents.press import Press, page
from tests.documents.samples import a_statement, some_answers
from tests.documents.test_press import text_of


@pytest.fixture(scope="module")
def the_press():
    press = Press(seconds=120)
    yield press
    press.stop()


def test_a_statement_tells_its_moment_filter_totals_and_proof(the_press):
    words = text_of(the_press.draw(a_statement(10)))
    for said in (
        "Toegekend en betaald per zaak",
        "4 december 2026, 09.12 uur",
        "Behandelaar Mila Brouwers",
        "Gemaakt door Ruud Hendriks",
        "Stichting 7 <b>Vooruit</b>",
        "480.000,00",
        "384.000,00",
        "agrees",
        "Bladzijde 1 van 1",
    ):
        assert said in words


def test_heads_repeat_on_every_page_and_totals_stand_once(the_press):
    pages = pypdfium2.PdfDocument(the_press.draw(a_statement(120)))
    words = [each.get_textpage().get_text_range() for each in pages]
    assert len(pages) > 3
    assert all("Ontvanger" in each for each in words[:-1])
    assert sum("Totaal" in each for each in words) == 1
    assert all(each.get_width() > each.get_height() for each in pages)


def test_a_statement_that_disagrees_with_the_ledger_says_so(the_press):
    assert "does not agree" in text_of(the_press.draw(a_statement(3, control={"awarded": 1})))


def test_a_statement_in_english(the_press):
    words = text_of(the_press.draw(a_statement(3, "en")))
    for said in ("Position at", "144,000.00", "Page 1 of 1", "Amounts in euros"):
        assert said in words


def test_a_statement_without_rows_says_so(the_press):
    assert "Er zijn geen regels bij dit filter." in text_of(the_press.draw(a_statement(0)))


def test_a_statement_too_long_for_paper_is_refused_with_another_way():
    with pytest.raises(Refused, match="Choose a spreadsheet or CSV"):
        a_statement(501)


def test_a_copy_of_answers_holds_every_question_and_answer(the_press):
    words = text_of(the_press.draw(some_answers()))
    for said in (
        "Uw aanvraag: Maatje op de bus",
        "Ontvangen 4 december 2026, 09.12 uur",
        "Met een maatje naast de chauffeur.",
        "Niet ingevuld",
        "Personeel 50.000,00",
        "Bergen op Zoom",
        "begroting.xlsx",
    ):
        assert said in words


def test_hostile_answers_are_text():
    assert "<script" not in page(some_answers(text="<script>alert(1)</script>\n{{ 7*7 }}"))
    assert "{{ 7*7 }}" in page(some_answers(text="{{ 7*7 }}"))
