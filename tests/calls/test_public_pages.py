from datetime import date, timedelta

import pytest

from fund.calls import actions
from fund.core import clock
from fund.core.audit import TheClock
from fund.ledger.actions import move
from fund.ledger.rules import AccountKind, MovementKind, Pot, budget
from tests.calls.calls import next_year

SLUG = "fonds-sociale-veerkracht-2026"


@pytest.fixture
def call(database):
    call = actions.load_call("fsv-2026", opens_at=clock.at(date(2026, 3, 9)))
    database.commit()
    return call


def page(client, address, language="nl"):
    if language != "nl":
        client.get(f"/language/{language}")
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_without_calls_the_list_says_what_to_do(client):
    assert "Er is nu geen regeling open" in page(client, "/calls")


def test_a_coming_call_is_announced_with_its_ceiling(client, call):
    text = page(client, "/calls")
    assert "Opent ma 9 maart 2026" in text
    assert "€\u00a0600.000" in text
    assert "U kunt vandaag niet aanvragen" in text


def test_an_open_call_says_what_is_left_and_until_when(client, call, held):
    held.at(date(2026, 12, 10))
    text = page(client, "/calls")
    assert "Sluit morgen" in text
    assert "Nog te verdelen" in text
    assert "vr 11 december 2026, 17.00 uur" in text


def test_a_closed_call_stays_readable(client, call, held):
    held.at(date(2026, 12, 12))
    assert "Gesloten op" in page(client, "/calls")
    text = page(client, f"/calls/{SLUG}")
    assert "Deze regeling is gesloten" in text
    assert "Start uw aanvraag" not in text
    assert "Bekijk welke regelingen open zijn" in text


def test_the_page_says_all_one_must_know_before_applying(client, call, held):
    held.at(date(2026, 3, 9) + timedelta(days=1))
    text = page(client, f"/calls/{SLUG}")
    for words in (
        "Wie het eerst compleet is, gaat voor",
        "minstens 20% van de kosten",
        "€\u00a02.500 tot €\u00a060.000",
        "di 9 juni 2026",
        "13 weken",
        "Effect voor mensen",
        "30%",
        "3 van 5",
        "minstens 60 van de 100 punten",
        "Na de start kan het zonder subsidie",
        "Statuten",
        "(mag u weglaten)",
        "Mag een eenmanszaak meedoen?",
        "Awb, art. 4:35 lid 3",
        "073 000 00 00",
    ):
        assert words in text, words


def test_the_page_reads_in_english_too(client, call, held):
    held.at(date(2026, 4, 1))
    text = page(client, f"/calls/{SLUG}", "en")
    for words in (
        "Does this fit you?",
        "Effect for people",
        "at least 20% of the costs",
        "€\u00a0600,000",
        "Closes in",
    ):
        assert words in text, words
    assert "Past dit bij u" not in text


def test_the_bar_shows_what_the_ledger_says(database, client, call):
    reserved, award = Pot(AccountKind.RESERVED, "FSV-2026-000001"), Pot(AccountKind.AWARD, "FSV-2026-000001")
    move(MovementKind.RESERVE, budget("FSV-2026"), reserved, 15_000_000, reference="a", by=TheClock())
    move(MovementKind.COMMIT, reserved, award, 10_000_000, reference="b", by=TheClock())
    database.commit()
    text = page(client, f"/calls/{SLUG}")
    assert "€\u00a0450.000" in text
    assert "€\u00a0100.000" in text
    assert "€\u00a050.000" in text
    assert 'width="16.67%"' in text


@pytest.mark.parametrize("slug", ["unknown", "a%00b", "fonds-2027", "x" * 300])
def test_an_unknown_call_or_a_draft_is_not_found(database, client, call, slug):
    next_year(call)
    database.commit()
    assert client.get(f"/calls/{slug}").status_code == 404


def test_pages_ask_the_database_little(client, call, held, queries):
    held.at(date(2026, 4, 1))
    with queries() as sent:
        page(client, "/calls")
    assert len(sent) <= 4
    with queries() as sent:
        page(client, f"/calls/{SLUG}")
    assert len(sent) <= 5
