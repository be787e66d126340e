import re
from datetime import date

import pytest

from fund.calls import actions, queries
from fund.calls.workflow import State
from fund.core import clock
from fund.ledger.queries import call_position
from tests.calls.calls import next_year, the_call
from tests.world import World

SIGN_IN_FIRST = (302, 401)


@pytest.fixture
def published(database, world):
    call = actions.load_call("fsv-2026", opens_at=clock.at(date(2026, 3, 9)))
    database.commit()
    return call


@pytest.fixture
def draft(database, published):
    call = next_year(published)
    database.commit()
    return call


@pytest.fixture
def manager(database, world):
    return database.client(world.ilse)


def typed(text: str) -> dict[str, str]:
    """Read what stands in the form of a page, as a browser would send it."""
    from html import unescape

    sent = {}
    for tag in re.findall(r"<input[^>]*>", text):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name:
            sent[name[1]] = unescape(value[1]) if value else ""
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', text, re.DOTALL):
        sent[name] = unescape(value)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def send(client, address, **changes):
    form = typed(client.get(address).get_data(as_text=True)) | changes
    answer = client.post(address, data=form)
    return answer, answer.get_data(as_text=True)


def test_the_list_shows_drafts_too_and_can_be_sorted(manager, draft):
    text = manager.get("/admin/calls").get_data(as_text=True)
    assert text.index("FSV-2027") < text.index("FSV-2026")
    text = manager.get("/admin/calls?sort=opens").get_data(as_text=True)
    assert text.index("FSV-2026") < text.index("FSV-2027")
    text = manager.get("/admin/calls?state=draft&sort=nonsense").get_data(as_text=True)
    assert "FSV-2027" in text
    assert "FSV-2026" not in text
    assert "Er is geen regeling in deze stand" in manager.get("/admin/calls?state=closed").get_data(as_text=True)


def test_without_calls_the_list_says_where_the_first_comes_from(manager):
    assert "Er zijn nog geen regelingen" in manager.get("/admin/calls").get_data(as_text=True)


def test_a_new_year_is_copied_once_however_often_it_is_sent(database, manager, published):
    address = f"/admin/calls/{published.key}/copy"
    form = typed(manager.get(address).get_data(as_text=True)) | {
        "code": "FSV-2027",
        "slug": "fonds-2027",
        "opens_at": "11-01-2027",
        "closes_at": "2027-12-10",
        "closes_hour": "17.00 uur",
    }
    first, second = (manager.post(address, data=form) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    call = the_call("FSV-2027")
    assert call.title["nl"] == "Fonds Sociale Veerkracht 2027"
    assert call.decision_rule == "Regeling FSV 2027, art. 9"
    assert call.closes_at == clock.at(date(2027, 12, 10), 17)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "2027"}, "Schrijf de code met letters en een jaar"),
        ({"code": "FSV-2026"}, "Er is al een regeling met deze code"),
        ({"slug": "Fonds 2027"}, "Gebruik kleine letters, cijfers en streepjes"),
        ({"closes_at": "2026-01-01"}, "Kies een later moment om te sluiten"),
        ({"closes_at": ""}, "Vul een dag in waarop de regeling sluit"),
        ({"opens_at": "31-02-2027"}, "Schrijf de datum als dag-maand-jaar"),
        ({"opens_hour": "25:00"}, "Schrijf de tijd in uren en minuten"),
    ],
)
def test_a_copy_that_cannot_be_says_why_at_its_field(manager, published, wrong, sentence):
    good = {"code": "FSV-2027", "slug": "fonds-2027", "opens_at": "2027-01-11", "closes_at": "2027-12-10"}
    answer, text = send(manager, f"/admin/calls/{published.key}/copy", **(good | wrong))
    assert answer.status_code == 422
    assert sentence in text
    assert queries.by_code("FSV-2027") is None


def test_a_draft_is_changed(database, manager, draft):
    answer, _ = send(
        manager,
        f"/admin/calls/{draft.key}",
        ceiling="€ 1.234.567,89",
        minimum_amount="2.500,50",
        advance_percentage="0",
        title_en="Fund 2027",
        fits_nl="een\ntwee",
        fits_en="one\ntwo",
    )
    assert answer.status_code == 302
    database.refresh()
    call = the_call("FSV-2027")
    assert (call.ceiling, call.minimum_amount, call.advance_percentage) == (123_456_789, 250_050, 0)
    assert call.fits == [{"nl": "een", "en": "one"}, {"nl": "twee", "en": "two"}]
    assert call.opens_at == clock.at(date(2027, 1, 11))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ceiling": "0"}, "Vul een plafond in dat hoger is dan nul"),
        ({"ceiling": ""}, "Vul een bedrag in, bijvoorbeeld 60.000"),
        ({"ceiling": "12.34.56"}, "U vulde 12.34.56 in"),
        ({"minimum_amount": "70.000"}, "Het laagste bedrag is €\u00a070.000"),
        ({"maximum_amount": "700.000"}, "Het plafond is €\u00a0600.000"),
        ({"percentage": "120"}, "Vul een deel van de kosten in tussen 1 en 100"),
        ({"percentage": "1,5"}, "Vul een heel getal in"),
        ({"percentage": "0"}, "Vul een deel van de kosten in tussen 1 en 100"),
        ({"closes_at": "2027-01-10"}, "Kies een later moment om te sluiten"),
        ({"assessors_needed": "1"}, "vier ogen"),
        ({"title_nl": " "}, "Vul de Nederlandse tekst in"),
        ({"fits_en": "one\ntwo"}, "Schrijf evenveel regels in beide talen"),
        ({"earliest_start_on": "2026-12-31"}, "Kies een latere dag"),
        ({"decision_term_start": "yesterday"}, "Kies een van de mogelijkheden"),
    ],
)
def test_what_is_wrong_in_a_draft_is_said_at_its_field_and_nothing_is_kept(database, manager, draft, wrong, sentence):
    answer, text = send(manager, f"/admin/calls/{draft.key}", **wrong)
    assert answer.status_code == 422
    assert sentence in text
    [(name, value)] = wrong.items()
    if value.strip() and value != "yesterday":
        assert typed(text)[name].replace("\r\n", "\n") == value
    database.refresh()
    assert the_call("FSV-2027").ceiling == 60_000_000


def test_everything_that_is_wrong_is_said_at_once(manager, draft):
    answer, text = send(manager, f"/admin/calls/{draft.key}", ceiling="0", percentage="120", fits_en="one")
    assert answer.status_code == 422
    assert "Er zijn nog 3 punten om te verbeteren" in text
    wrong = {"criteria-0-weight": "20", "criteria-1-anchors_nl": "a"}
    answer, text = send(manager, f"/admin/calls/{draft.key}/criteria", **wrong)
    assert answer.status_code == 422
    assert "Er zijn nog 2 punten om te verbeteren" in text


def test_criteria_change_in_words_weight_and_number(database, manager, draft):
    answer, _ = send(
        manager,
        f"/admin/calls/{draft.key}/criteria",
        **{
            "criteria-0-weight": "20",
            "criteria-5-title_nl": "",
            "criteria-6-title_nl": "Bereik",
            "criteria-6-weight": "20",
        },
        **{"criteria-6-title_en": "Reach", "criteria-6-question_nl": "Wie?", "criteria-6-question_en": "Who?"},
        **{"criteria-6-anchors_nl": "a\nb\nc\nd\ne", "criteria-6-anchors_en": "v\nw\nx\ny\nz"},
    )
    assert answer.status_code == 302
    database.refresh()
    criteria = the_call("FSV-2027").criteria
    assert [(row.code, row.weight) for row in criteria] == [
        ("impact", 20),
        ("task_and_area", 20),
        ("enterprise", 20),
        ("need", 10),
        ("cooperation", 10),
        ("reach_6", 20),
    ]
    assert criteria[5].anchors[4] == {"nl": "e", "en": "z"}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"criteria-0-weight": "20"}, "De wegingen zijn samen 90. Maak er samen 100 van."),
        ({"criteria-0-weight": ""}, "Vul in hoe zwaar dit telt"),
        ({"criteria-0-weight": "0"}, "Vul in hoe zwaar dit telt"),
        ({"criteria-0-weight": "-5"}, "Vul een heel getal in"),
        ({"criteria-0-minimum": "6"}, "Een minimum ligt tussen 1 en 5 punten"),
        ({"criteria-0-minimum": "0"}, "Een minimum ligt tussen 1 en 5 punten"),
        ({"criteria-0-anchors_nl": "a\nb"}, "Schrijf evenveel regels in beide talen"),
        ({"criteria-0-anchors_nl": "a\nb", "criteria-0-anchors_en": ""}, "Schrijf 5 regels"),
    ],
)
def test_criteria_that_cannot_be_say_why(database, manager, draft, wrong, sentence):
    answer, text = send(manager, f"/admin/calls/{draft.key}/criteria", **wrong)
    assert answer.status_code == 422
    assert sentence in text
    database.refresh()
    assert the_call("FSV-2027").criteria[0].weight == 30


def test_the_code_of_a_criterion_cannot_be_sent_twice(database, manager, draft):
    answer, _ = send(manager, f"/admin/calls/{draft.key}/criteria", **{"criteria-1-code": "impact"})
    assert answer.status_code == 302
    database.refresh()
    codes = [row.code for row in the_call("FSV-2027").criteria]
    assert len(set(codes)) == 6


def test_a_draft_is_seen_as_everybody_will_and_then_published(database, manager, draft):
    text = manager.get(f"/admin/calls/{draft.key}/preview").get_data(as_text=True)
    assert "Zo ziet iedereen straks de regeling" in text
    assert "Start uw aanvraag" not in text
    assert manager.get("/calls/fonds-2027").status_code == 404
    question = manager.get(f"/admin/calls/{draft.key}/publish").get_data(as_text=True)
    assert "met een plafond van €\u00a0600.000?" in question
    answer = manager.post(f"/admin/calls/{draft.key}/publish", data=typed(question))
    assert answer.status_code == 302
    database.refresh()
    assert the_call("FSV-2027").state is State.PUBLISHED
    assert call_position("FSV-2027").ceiling == 60_000_000
    assert manager.get("/calls/fonds-2027").status_code == 200


def test_publishing_twice_says_that_it_was_done(manager, draft):
    question = typed(manager.get(f"/admin/calls/{draft.key}/publish").get_data(as_text=True))
    assert manager.post(f"/admin/calls/{draft.key}/publish", data=question).status_code == 302
    again = manager.post(f"/admin/calls/{draft.key}/publish", data=question)
    assert again.status_code == 422
    assert "kan nu niet" in again.get_data(as_text=True)
    assert call_position("FSV-2027").ceiling == 60_000_000


def test_a_draft_without_english_says_why_it_cannot_be_published(manager, draft):
    send(manager, f"/admin/calls/{draft.key}", title_en="")
    for address in (f"/admin/calls/{draft.key}", f"/admin/calls/{draft.key}/publish"):
        text = manager.get(address).get_data(as_text=True)
        assert "Teksten die nog niet in beide talen klaar zijn: 1" in text
        assert "Ja, maak bekend" not in text


def test_a_published_call_is_shown_and_not_changed(manager, published):
    text = manager.get(f"/admin/calls/{published.key}").get_data(as_text=True)
    assert "De regels van deze regeling staan vast" in text
    assert 'name="ceiling"' not in text
    token = typed(manager.get(f"/admin/calls/{published.key}/copy").get_data(as_text=True))
    answer = manager.post(f"/admin/calls/{published.key}", data={**token, "ceiling": "1"})
    assert answer.status_code == 409
    assert "De regels staan vast" in answer.get_data(as_text=True)
    assert manager.get(f"/admin/calls/{published.key}/criteria").status_code == 302


PAGES = ("", "/{key}", "/{key}/criteria", "/{key}/copy", "/{key}/preview", "/{key}/publish")


@pytest.mark.parametrize("who", ["mila", "daan", "joost", "sanne", "tom", "noor"])
@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_gets_in(database, world, draft, who, page):
    client = database.client(world.person(who))
    assert client.get("/admin/calls" + page.format(key=draft.key)).status_code == 403


@pytest.mark.parametrize("who", ["ilse", "bram"])
@pytest.mark.parametrize("page", PAGES)
def test_who_manages_calls_gets_in(database, draft, who, page, queries):
    client = database.client(World().person(who))
    with queries() as sent:
        answer = client.get("/admin/calls" + page.format(key=draft.key))
    assert answer.status_code == 200
    assert len(sent) <= 10
