"""Who may do something in a case: not without declaring, not with an interest, and preparing is no deciding."""

from __future__ import annotations

from datetime import date

import pytest

from fund.applications import actions as applications
from fund.applications.models import Application
from fund.applications.workflow import State as ApplicationState
from fund.assessment import actions
from fund.assessment.actions import NotDeclared
from fund.core.audit import TheClock
from fund.core.errors import Forbidden
from fund.people import actions as people
from fund.people.roles import Role
from fund.people.rules import DutyKind
from tests.builders import a_scored_application, an_application
from tests.world import World


def test_an_interest_closes_duties_that_need_no_declaration_too(world: World) -> None:
    """Somebody in finance declares nothing, but an interest they declared in another role stops them."""
    application = an_application(ApplicationState.SUBMITTED)
    people.take_duty(DutyKind.RUN_MADE, application.id, by=world.sanne)
    role = people.grant_role(world.sanne, Role.ASSESSOR, by=TheClock())
    actions.declare_interest(application, has_interest=True, explanation="Ik huur daar.", by=world.sanne)
    people.end_role(role, last_day=date(2026, 3, 1), by=world.bram)
    with pytest.raises(Forbidden, match="You declared an interest"):
        people.take_duty(DutyKind.RUN_MADE, application.id, by=world.sanne)


def test_who_judges_cases_takes_no_duty_without_declaring(world: World) -> None:
    application = an_application(ApplicationState.SUBMITTED)
    for kind in DutyKind:
        with pytest.raises(NotDeclared):
            people.take_duty(kind, application.id, by=world.marieke)


def test_with_nobody_who_knows_of_interests_nothing_is_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    application = an_application(ApplicationState.SUBMITTED)
    actions.declare_interest(application, has_interest=False, by=world.mila)
    monkeypatch.setattr("fund.people.actions.duties._interests", [])
    with pytest.raises(LookupError):
        applications.take_up(application, by=world.mila)


@pytest.mark.parametrize("takes", ["assign", "reopen_scores", "agree"])
def test_who_prepares_a_case_does_not_decide_on_it(world: World, takes: str) -> None:
    """Giving a case out, handing scores back and writing agreed points are preparing, whatever else one does (P4)."""
    needed = [Role.CASE_HANDLER] if takes != "agree" else [Role.ASSESSOR]
    for role in needed:
        people.grant_role(world.joost, role, by=TheClock())
    application, (daan, _fatima) = a_scored_application(2, 5)
    actions.declare_interest(application, has_interest=False, by=world.joost)
    done = {
        "assign": lambda: actions.assign(application, world.daan, by=world.joost),
        "reopen_scores": lambda: actions.reopen_scores(daan, "Kijk nog eens.", by=world.joost),
        "agree": lambda: _write_agreed(application, world),
    }
    done[takes]()
    with pytest.raises(Forbidden, match="You cannot do this in this case"):
        people.take_duty(DutyKind.DECIDED, application.id, by=world.joost)


def _write_agreed(application: Application, world: World) -> None:
    application.handler = world.joost
    actions.agree(application, application.call.criteria[0], points=5, reason="Besproken.", by=world.joost)


def test_only_who_scored_or_handles_writes_agreed_points(world: World) -> None:
    """Agreed points take the place of the scores: nobody from outside writes them, whatever their roles."""
    application, _scores = a_scored_application(2, 5)
    for role in (Role.ASSESSOR, Role.CASE_HANDLER):
        people.grant_role(world.joost, role, by=TheClock())
    actions.declare_interest(application, has_interest=False, by=world.joost)
    criterion = application.call.criteria[0]
    with pytest.raises(Forbidden, match="Somebody who scored"):
        actions.agree(application, criterion, points=5, reason="Besproken.", by=world.joost)
    for writes in (world.daan, world.fatima, world.mila):
        actions.agree(application, criterion, points=4, reason="Besproken.", by=writes)
