from datetime import date

import pytest
from sqlalchemy import func, select

from fund.core.audit import AuditEntry
from fund.programme import actions, queries
from fund.programme.models import FocusArea, FocusKind, Municipality, SocietalTask

TODAY = date(2026, 3, 2)


@pytest.fixture
def loaded(database):
    told = actions.load_reference()
    database.commit()
    return told


def counts(told):
    return {line.kind: (line.total, line.added, line.changed, line.closed) for line in told}


def test_loading_says_what_it_did(loaded):
    assert counts(loaded) == {
        "societal tasks": (12, 12, 0, 0),
        "development lines": (2, 2, 0, 0),
        "municipalities": (70, 70, 0, 0),
        "focus areas": (29, 29, 0, 0),
    }


def test_loading_twice_changes_nothing(database, loaded):
    again = actions.load_reference(date(2030, 1, 1))
    database.commit()
    assert {(line.added, line.changed, line.closed) for line in again} == {(0, 0, 0)}
    assert database.session.scalar(select(func.count(Municipality.id))) == 70
    assert database.session.scalar(select(func.count(AuditEntry.id))) == 4


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2016, 1, 1), 66),
        (date(2017, 1, 1), 64),
        (date(2019, 1, 1), 62),
        (date(2021, 1, 1), 61),
        (date(2022, 1, 1), 56),
        (date(2026, 1, 1), 56),
    ],
)
def test_there_were_so_many_municipalities(loaded, day, count):
    found = queries.municipalities_on(day)
    assert len(found) == count
    assert {municipality.region for municipality in found} == {
        "West-Brabant",
        "Midden-Brabant",
        "Noordoost-Brabant",
        "Zuidoost-Brabant",
    }


def test_the_list_reads_as_people_look_for_a_name(loaded):
    names = [municipality.name for municipality in queries.municipalities_on(TODAY)]
    assert names[0] == "Alphen-Chaam"
    assert names.index("'s-Hertogenbosch") == names.index("Helmond") + 1


def test_codes_keep_their_zeros(loaded):
    tilburg = queries.municipality("GM0855")
    assert tilburg is not None
    assert tilburg.name == "Tilburg"


def test_veghel_is_meierijstad_now_and_carries_its_focus_along(loaded):
    assert [heir.name for heir in queries.successors_of("GM0860", TODAY)] == ["Meierijstad"]
    assert [heir.name for heir in queries.successors_of("GM0860", date(2016, 5, 1))] == ["Veghel"]
    [focus] = queries.focus_of("GM1948", TODAY)
    assert (focus.kind, focus.through) == (FocusKind.TOWN, "Veghel")
    assert queries.focus_of("GM0860", TODAY) == []
    assert [area.kind for area in queries.focus_of("GM0860", date(2016, 5, 1))] == [FocusKind.TOWN]


def test_haaren_went_to_four_and_uden_to_maashorst(loaded):
    assert {heir.name for heir in queries.successors_of("GM0788", TODAY)} == {
        "Oisterwijk",
        "Boxtel",
        "Vught",
        "Tilburg",
    }
    assert [heir.name for heir in queries.successors_of("GM0856", TODAY)] == ["Maashorst"]


def test_a_town_in_west_brabant_is_a_focus_twice_and_a_big_city_elsewhere_not_at_all(loaded):
    assert {area.kind for area in queries.focus_of("GM1674", TODAY)} == {FocusKind.TOWN, FocusKind.REGION}
    assert queries.focus_of("GM0772", TODAY) == []


def test_policy_looks_at_eight_towns_and_the_sixteen_of_west_brabant(loaded):
    areas = [area for found in queries.focus_on(TODAY).values() for area in found]
    kinds = [area.kind for area in areas]
    assert (kinds.count(FocusKind.TOWN), kinds.count(FocusKind.REGION)) == (8, 16)
    assert all(area.source for area in areas)


def test_tasks_join_when_the_province_took_them_up(loaded):
    assert len(queries.tasks_on(date(2016, 6, 1))) == 9
    tasks = queries.tasks_on(TODAY)
    assert len(tasks) == 12
    assert [task.code for task in tasks][:2] == ["ENERGIE", "MOBILITEIT"]
    for task in tasks:
        for texts in (task.name, task.description, task.role_of_resilience, task.name_today):
            assert set(texts) == {"nl", "en"}
    assert [line.code for line in queries.lines_on(TODAY)] == ["area", "crossover"]


def test_a_changed_fact_holds_from_today_and_the_old_one_stays_for_old_cases(database, loaded, monkeypatch):
    read = actions._json
    monkeypatch.setattr(actions, "_json", lambda name: renamed(read(name)))
    told = counts(actions.load_reference())
    database.commit()
    assert told["societal tasks"] == (12, 0, 1, 0)
    before, after = queries.task("ENERGIE", date(2026, 3, 1)), queries.task("ENERGIE", TODAY)
    assert before is not None
    assert after is not None
    assert (before.name["nl"], after.name["nl"]) == ("Energie", "Energie voor iedereen")
    assert database.session.scalar(select(func.count(SocietalTask.id))) == 13
    assert counts(actions.load_reference(date(2027, 1, 1)))["societal tasks"] == (12, 0, 0, 0)
    assert len(queries.tasks_on(TODAY)) == 12


def renamed(entries):
    for entry in entries:
        if entry["code"] == "ENERGIE":
            entry["name"] = {"nl": "Energie voor iedereen", "en": "Energy for all"}
    return entries


def test_a_municipality_that_ends_is_closed(database, loaded, monkeypatch):
    read = actions._csv
    monkeypatch.setattr(actions, "_csv", lambda name: ended(read(name)))
    told = counts(actions.load_reference())
    database.commit()
    assert told["municipalities"] == (70, 0, 1, 0)
    assert [heir.name for heir in queries.successors_of("GM0743", date(2027, 1, 1))] == ["Deurne"]
    asten = queries.municipality("GM0743", TODAY)
    assert asten is not None
    assert asten.name == "Asten"


def ended(rows):
    for row in rows:
        if row.get("code") == "GM0743":
            row["until"], row["successors"] = "2027-01-01", "GM0762"
    return rows


def test_focus_areas_of_a_municipality_are_read_with_it(database, loaded):
    breda = queries.municipality("GM0758")
    assert breda is not None
    assert [area.kind for area in breda.focus] == [FocusKind.REGION]
    assert database.session.scalar(select(func.count(FocusArea.id))) == 29
