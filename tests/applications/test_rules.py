"""What must hold for an application, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace as Shape
from typing import Any

import pytest

from fund.applications import rules
from fund.applications.rules.money import does_not_meet, outside_limits
from tests.applications.shapes import a_call, a_link, an_application, an_organisation

DAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
THERE = Shape(required_document_id=2, removed_at=None)


def _fields(application: Any, part: str) -> list[str]:
    return [gap.field for gap in rules.gaps(application, part, DAY)]


def _part(name: str) -> rules.Part:
    part = rules.part(name)
    assert part is not None
    return part


def _plain(reason: object) -> str:
    return str(reason).replace("\u00a0", " ")


def test_an_application_with_everything_is_ready() -> None:
    application = an_application()
    assert rules.missing(application, DAY) == []
    assert rules.every_part_is_ready(application, DAY) is None
    looks = [rules.look(application, part, DAY) for part in rules.PARTS]
    assert {look.kind for look in looks} == {"good"}
    assert rules.ready(looks) == len(rules.PARTS) == 13


@pytest.mark.parametrize(
    ("part", "changes", "fields"),
    [
        ("organisation", {"organisation": an_organisation(street="", town=" ")}, ["street", "town"]),
        ("account", {"organisation": an_organisation(bank_accounts=[])}, ["iban"]),
        ("signing", {"organisation": an_organisation(memberships=[])}, ["signing"]),
        ("plan", {"title": "", "ends_on": None}, ["title", "ends_on"]),
        ("plan", {"starts_on": date(2026, 3, 31)}, ["starts_on"]),
        ("plan", {"ends_on": date(2026, 4, 30)}, ["ends_on"]),
        ("impulse", {"continuity": "  \n"}, ["continuity"]),
        ("tasks", {"task_links": []}, ["tasks"]),
        ("tasks", {"task_links": [a_link() for _each in range(4)]}, ["tasks"]),
        ("tasks", {"task_links": [a_link(how="", by_when="")]}, ["task-7-how", "task-7-by_when"]),
        ("line", {"line_id": None}, ["line_id"]),
        ("places", {"places": [], "people_reached": None}, ["places", "people_reached"]),
        ("places", {"places": [Shape(is_main=False)]}, ["main"]),
        ("places", {"people_reached": 0}, []),
        ("partners", {"no_partners": False}, ["lines"]),
        ("partners", {"partners": [Shape(role="")], "no_partners": False}, ["lines-0-role"]),
        ("budget", {"budget_lines": [], "vat_recoverable": None}, ["lines", "vat_recoverable"]),
        ("budget", {"budget_lines": [Shape(description="", amount=1)]}, ["lines-0-description"]),
        ("financing", {"requested": None}, ["requested"]),
        ("financing", {"financing_lines": [Shape(description="", amount=4_250_000)]}, ["lines-0-description"]),
        ("financing", {"requested": 4_100_000}, ["difference"]),
        ("financing", {"requested": 4_400_000}, ["requested", "difference"]),
        ("attachments", {"attachments": []}, ["document-1-file", "document-2-file"]),
        (
            "attachments",
            {"attachments": [Shape(required_document_id=1, removed_at=MOMENT), THERE]},
            ["document-1-file"],
        ),
        ("declarations", {"de_minimis": "", "declared_true": False}, ["de_minimis", "declared_true"]),
        ("declarations", {"de_minimis": "some"}, ["de_minimis_amount", "de_minimis_details"]),
        ("declarations", {"declared_solvent": False}, ["declared_solvent"]),
    ],
)
def test_what_a_part_lacks(part: str, changes: dict[str, Any], fields: list[str]) -> None:
    application = an_application(**changes)
    assert _fields(application, part) == fields
    if fields:
        assert rules.every_part_is_ready(application, DAY) is not None


@pytest.mark.parametrize(
    ("requested", "total", "says"),
    [
        (999_999, 8_500_000, "at least € 10.000: that is € 0,01 more"),
        (1_000_000, 8_500_000, None),
        (4_250_000, 8_500_000, None),
        (4_250_001, 8_500_000, "at most 50% of the costs, here € 42.500: that is € 0,01 less"),
        (7_500_001, 99_000_000, "at most € 75.000: that is € 0,01 less"),
        (7_500_000, 99_000_000, None),
        (1_000_000, 0, None),
    ],
)
def test_the_amount_stays_within_the_limits_of_the_call(requested: int, total: int, says: str | None) -> None:
    reason = outside_limits(a_call(), requested, total)
    assert (reason is None) is (says is None)
    if says is not None:
        assert says in _plain(reason)


def test_half_a_cent_over_the_share_is_too_much() -> None:
    assert rules.most_to_ask(a_call(percentage=33), 1_000_001) == 330_000


def test_budget_and_financing_meet_to_the_cent() -> None:
    assert does_not_meet(0) is None
    assert _plain(does_not_meet(150_000)) == "€ 1.500 of the budget is not covered yet."
    assert "€ 0,01 more money than" in _plain(does_not_meet(-1))
    application = an_application(requested=4_100_000)
    assert rules.not_covered(application) == 150_000
    look = rules.look(application, _part("financing"), DAY)
    assert (look.kind, _plain(look.hint)) == ("busy", "€ 1.500 of the budget is not covered yet.")


@pytest.mark.parametrize(
    "text",
    [
        "we organiseren 12 klusavonden",
        "Wij geven cursussen",
        "We gaan trainen in de wijk",
        "organiseren van maaltijden",
        "Er komt een buurthuis",
        "We organise repair evenings",
        "offering a place to meet",
    ],
)
def test_an_activity_is_recognised(text: str) -> None:
    assert rules.is_activity(text)


@pytest.mark.parametrize(
    "text",
    [
        "hebben een lagere energierekening",
        "doen elke week betaald of vrijwillig werk",
        "kennen hun buren",
        "have somebody whom they can call",
        "makelaars wijzen hen de weg",
        "",
    ],
)
def test_an_effect_is_not_taken_for_an_activity(text: str) -> None:
    assert not rules.is_activity(text)


def test_an_activity_is_a_hint_and_never_a_bar() -> None:
    application = an_application(task_links=[a_link(what_changes="we organiseren 12 klusavonden")])
    assert rules.every_part_is_ready(application, DAY) is None
    look = rules.look(application, _part("tasks"), DAY)
    assert (look.kind, look.hint and look.hint.text) == ("late", "One answer is still an activity, not an effect")


def test_the_sentence_of_the_assessor_shows_what_is_open() -> None:
    said = rules.sentence(a_link(what_changes="", how_much="60 huishoudens."))
    assert ("gap", "what is different?") in [(kind, str(words)) for kind, words in said]
    assert ("said", "60 huishoudens") in said
    activity = "we organiseren 12 klusavonden"
    assert ("said", activity) in rules.sentence(a_link(what_changes=activity)), "what was sent is read as it was typed"
    assert ("said", activity) not in rules.sentence_of({**vars(a_link()), "what_changes": activity})
    whole = "".join(str(words) for _kind, words in rules.sentence(a_link()))
    assert whole == (
        "Bewoners van 60 huurwoningen hebben een lagere energierekening: 60 huishoudens, eind 2028. "
        "We see that by de jaarafrekening, voor en na."
    )


def test_a_part_is_to_do_busy_to_improve_or_ready() -> None:
    kinds = {
        "todo": an_application(why_impulse="", continuity="", learning_question=""),
        "busy": an_application(continuity=""),
        "good": an_application(),
    }
    for kind, application in kinds.items():
        assert rules.look(application, _part("impulse"), DAY).kind == kind
    assert rules.look(an_application(starts_on=date(2026, 1, 1)), _part("plan"), DAY).kind == "late"


def test_the_next_step_goes_from_improving_to_submitting() -> None:
    def step(application: Any, moment: datetime = MOMENT) -> rules.NextStep:
        return rules.next_step(application, [rules.look(application, part, DAY) for part in rules.PARTS], moment)

    application = an_application(task_links=[a_link(what_changes="we bouwen")], partners=[], no_partners=False)
    assert (step(application).part, step(application).who) == ("tasks", ("Noor van Dijk", "Samir Aydin"))
    application.task_links = [a_link()]
    assert step(application).part == "partners"
    application.no_partners = True
    assert (step(application).part, step(application).who) == ("review", ("Noor van Dijk",))
    assert step(application).before == application.call.closes_at
    closed = step(application, application.call.closes_at)
    assert (closed.kind, closed.part) == ("rest", "")


def test_the_parts_are_walked_in_order() -> None:
    after = rules.after("organisation")
    assert after is not None
    assert after.name == "account"
    assert rules.after("declarations") is None
    assert rules.part("nowhere") is None


def test_submitting_ends_at_the_closing_moment() -> None:
    call = a_call()
    assert rules.may_submit_at(call, call.closes_at - timedelta(microseconds=1)) is None
    late = rules.may_submit_at(call, call.closes_at)
    assert late is not None
    assert "kept as a draft" in str(late)
    early = rules.may_submit_at(call, call.opens_at - timedelta(seconds=1))
    assert early is not None
    assert "You can apply from" in str(early)


def test_what_is_missing_is_counted_and_the_first_named() -> None:
    one = rules.every_part_is_ready(an_application(title=""), DAY)
    assert str(one) == "This is still missing in What is it about?: Give your plan a name."
    two = rules.every_part_is_ready(an_application(title="", declared_true=False), DAY)
    assert "2 points" in str(two)


@pytest.mark.parametrize(
    ("start", "complete", "day"),
    [
        ("received", None, date(2026, 12, 25)),
        ("complete", None, date(2026, 12, 25)),
        ("complete", datetime(2026, 10, 2, 9, 0, tzinfo=UTC), date(2027, 1, 1)),
        ("received", datetime(2026, 10, 2, 9, 0, tzinfo=UTC), date(2026, 12, 25)),
        ("window_closed", None, date(2027, 3, 12)),
    ],
)
def test_thirteen_weeks_do_not_move(start: str, complete: datetime | None, day: date) -> None:
    application = an_application(
        call=a_call(decision_term_start=start),
        submitted_at=datetime(2026, 9, 25, 9, 0, tzinfo=UTC),
        complete_at=complete,
    )
    term = rules.decision_term(application)
    assert term.day == day
    assert term.trail[-1].value == day
    assert any("13" in str(line.label) for line in term.trail)


def test_late_in_the_evening_counts_as_the_amsterdam_day() -> None:
    application = an_application(submitted_at=datetime(2026, 9, 24, 22, 30, tzinfo=UTC))
    assert rules.decision_term(application).trail[0].value == date(2026, 9, 25)
    assert rules.take_up_by(date(2026, 9, 25)) == date(2026, 10, 9)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "wrong"),
    [
        (DAY, date(2027, 3, 2), []),
        (date(2026, 3, 1), date(2027, 3, 2), ["starts_on"]),
        (date(2026, 3, 2), date(2031, 3, 2), []),
        (date(2026, 3, 2), date(2031, 3, 3), ["ends_on"]),
        (date(2026, 3, 2), date(2045, 1, 1), ["ends_on"]),
    ],
)
def test_a_plan_starts_after_it_is_asked_for_and_ends_within_reason(
    starts_on: date, ends_on: date, wrong: list[str]
) -> None:
    application = an_application(call=a_call(earliest_start_on=None), starts_on=starts_on, ends_on=ends_on)
    assert _fields(application, "plan") == wrong
