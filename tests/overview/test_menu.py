"""The numbers beside the menu: what waits for the reader, in one statement, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from lxml import html

from fund.assessment.actions import declare_interest
from fund.assessment.models import AdviceOutcome
from fund.core import clock
from fund.decisions.workflow import State as DecisionState
from fund.notices.actions import tell
from fund.notices.models import NoticeStatus
from fund.overview.queries import menu
from fund.overview.queries.running import decisions
from fund.payments.queries import ready_and_blocked
from fund.settlement.workflow import State as SettlementState
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import (
    a_decision,
    a_proposal,
    a_scored_application,
    a_settlement,
    an_advised_application,
    an_application,
)
from tests.payments.desk import Part, a_grant, a_run, checked, first_of
from tests.reports.filing import a_filed_report
from tests.world import World

Queries = Callable[[], AbstractContextManager[Any]]


def beside(page: str) -> dict[str, str]:
    """Read what stands beside the menu at the side, as it is read aloud, by the place it leads to."""
    numbers: Any = html.fromstring(page).xpath("//aside[@class='vk-side']//a[small]")
    return {link.get("href"): link.find("small").text_content() for link in numbers}


def test_who_scores_sees_how_much_there_is_to_score(database: Site, world: World) -> None:
    a_scored_application(hand_in=False, title="Open")
    a_scored_application(4, 4, title="Ingeleverd")
    database.commit()
    assert beside(world.client("daan").get("/my-work").text) == {"/assess": "1 te doen voor u"}
    assert beside(world.client("fatima").get("/my-work").text) == {"/assess": "1 te doen voor u"}
    assert beside(world.client("mila").get("/my-work").text) == {}


def test_decisions_wait_for_who_signs_then_for_who_sends(database: Site, world: World) -> None:
    a_proposal()
    database.commit()
    assert beside(world.client("joost").get("/my-work").text) == {"/decide": "1 te doen voor u"}
    assert beside(world.client("mila").get("/my-work").text) == {}
    a_decision(DecisionState.APPROVED, title="Getekend")
    a_decision(DecisionState.SENT_BACK, title="Teruggestuurd")
    database.commit()
    assert beside(world.client("joost").get("/cases").text) == {"/decide": "1 te doen voor u"}
    assert beside(world.client("mila").get("/cases").text) == {"/decide": "2 te doen voor u"}
    assert beside(world.client("fatima").get("/cases").text) == {}, "not in her cases"


def test_who_is_offered_a_decision_is_who_can_sign_it(database: Site, world: World) -> None:
    """A refusal is held against what was asked: page, number, work list and signature say the same (NB-10)."""
    large = a_proposal(an_advised_application(AdviceOutcome.REFUSE, requested=6_000_000, title="Grote weigering"))
    for person in (world.joost, world.marieke):
        declare_interest(large.application, has_interest=False, by=person)
    database.commit()
    key, seen = large.key, large.content_hash
    for who, offered in (("joost", False), ("marieke", True)):
        browser, person = world.client(who), world.person(who)
        assert ("Grote weigering" in browser.get("/decide").text) is offered, who
        assert menu.waiting_for(person, clock.today()).get("decisions.decide", 0) == offered
        assert any(task.where == {"key": key} for task in decisions(person, clock.today())) is offered
        assert (f"/decisions/{key}/approve" in browser.get(f"/decisions/{key}").text) is offered
        signed = browser.post(f"/decisions/{key}/approve", data={"seen_hash": seen})
        assert (signed.status_code == 302) is offered


def test_reports_wait_for_the_handler_of_the_case(database: Site, world: World) -> None:
    a_filed_report()
    database.commit()
    assert beside(world.client("mila").get("/my-work").text) == {"/reports": "1 te doen voor u"}
    assert beside(world.client("fatima").get("/my-work").text) == {}


def test_determinations_wait_for_who_signs_and_for_who_mends(database: Site, world: World) -> None:
    a_settlement(SettlementState.PROPOSED, title="Ter tekening")
    a_settlement(SettlementState.SENT_BACK, title="Teruggestuurd")
    a_settlement(title="Bekendgemaakt")
    database.commit()
    assert beside(world.client("joost").get("/my-work").text) == {"/settlements": "1 te doen voor u"}
    assert beside(world.client("mila").get("/my-work").text) == {"/settlements": "1 te doen voor u"}
    assert beside(world.client("fatima").get("/my-work").text) == {}


def test_finance_sees_what_can_be_paid_and_what_a_colleague_wants_released(
    database: Site, world: World, held: Held
) -> None:
    first = a_grant(world)
    a_grant(world, world.troupe, [Part(1_000_00), Part(500_00, 30)])
    database.commit()
    assert beside(world.client("sanne").get("/my-work").text) == {}, "no account was checked"
    checked(world)
    database.commit()
    assert beside(world.client("sanne").get("/my-work").text) == {"/payments": "2 te doen voor u"}
    a_run(world, first_of(first))
    database.commit()
    assert beside(world.client("sanne").get("/my-work").text) == {"/payments": "1 te doen voor u"}, "her own run"
    assert beside(world.client("ruud").get("/my-work").text) == {"/payments": "2 te doen voor u"}


def test_the_number_of_payments_is_what_the_desk_can_pay(database: Site, world: World, held: Held) -> None:
    a_grant(world)
    a_grant(world, world.troupe, [Part(1_000_00), Part(500_00, 200)])
    checked(world)
    database.commit()
    for days in (0, 30, 181, 200, 370):
        held.forward(days=days)
        ready, _blocked = ready_and_blocked(clock.today())
        found = menu.waiting_for(world.person("sanne"), clock.today())
        assert found["payments.payments"] == len(ready), f"after {days} days more"


def lose_mail(world: World, count: int) -> None:
    for number in range(count):
        facts = {"organisation": world.bakery.name, "by_name": world.noor.name}
        notice = tell(world.samir, template="people/added", reason=f"lost:{number}", facts=facts)
        notice.status = NoticeStatus.GIVEN_UP


def test_an_administrator_sees_mail_that_did_not_arrive(database: Site, world: World) -> None:
    assert beside(world.client("bram").get("/admin/mail").text) == {}
    lose_mail(world, 1)
    database.commit()
    assert beside(world.client("bram").get("/admin/mail").text) == {"/admin/mail": "1 te doen voor u"}
    assert beside(world.client("tom").get("/admin/mail").text) == {}, "an auditor only looks"


def test_counting_stops_and_says_so(database: Site, world: World) -> None:
    lose_mail(world, menu.MOST + 5)
    database.commit()
    assert menu.waiting_for(world.bram, clock.today()) == {"overview.mail": menu.MOST}
    assert beside(world.client("bram").get("/my-work").text) == {"/admin/mail": "99+ te doen voor u"}


@pytest.mark.parametrize("who", ["mila", "daan", "fatima", "joost", "sanne", "bram"])
def test_the_numbers_take_one_statement(database: Site, world: World, queries: Queries, who: str) -> None:
    a_scored_application(hand_in=False)
    database.commit()
    person, day = world.person(who), clock.today()
    assert person.roles
    with queries() as sent:
        menu.waiting_for(person, day)
    assert len(sent) == 1
    assert sent[0].count("LIMIT") >= sent[0].count("count(*)"), "every number is bounded"


@pytest.mark.parametrize("who", ["ilse", "tom", "noor"])
def test_who_has_nothing_to_count_is_asked_nothing(database: Site, world: World, queries: Queries, who: str) -> None:
    person = world.person(who)
    assert bool(person.roles) == (who != "noor")
    with queries() as sent:
        assert menu.waiting_for(person, clock.today()) == {}
    assert not sent


@pytest.mark.parametrize(("who", "path"), [("noor", "/home"), ("noor", "/"), ("mila", "/"), ("mila", "/nowhere")])
def test_public_pages_pages_for_applicants_and_errors_count_nothing(
    database: Site, world: World, monkeypatch: pytest.MonkeyPatch, who: str, path: str
) -> None:
    an_application()
    database.commit()

    def never(*_who: object) -> None:
        raise AssertionError("counted")

    monkeypatch.setattr("fund.navigation.waiting_for", never)
    browser = world.client(who)
    assert browser.get(path).status_code in (200, 404)
    with pytest.raises(AssertionError, match="counted"):
        world.client("mila").get("/my-work")
