"""How much waits for one person, as the numbers beside the menu: one statement a page, each number bounded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from fund.applications.models import Application
from fund.applications.workflow import State as ApplicationState
from fund.assessment.models import Assessment
from fund.assessment.workflow import State as ScoreState
from fund.awards.models import Award
from fund.core.db import select_rows
from fund.core.planning import unindexed, written_out
from fund.decisions.models import Decision
from fund.decisions.queries import AT_STAKE, reach_of
from fund.decisions.workflow import State as DecisionState
from fund.notices.models import Notice, NoticeStatus
from fund.objections.models import Objection
from fund.objections.workflow import State as ObjectionState
from fund.overview.queries.task import HANDLED, READER, TODAY
from fund.payments.models import BankMatch, PaymentRun
from fund.payments.queries import seem_payable
from fund.payments.workflow import RunState
from fund.people.roles import Actor, Role
from fund.reports.models import Report
from fund.reports.workflow import State as ReportState
from fund.settlement.models import Settlement
from fund.settlement.workflow import State as SettlementState

MOST: Final = 100
"""Counting stops here: “99+”."""

_STATE: Final = unindexed(Application.state)
"""Of a case, compared without an index: few things wait, while a handler and a state may have thousands of cases."""


def _to_score() -> Select[Any]:
    return (
        select(Assessment.id)
        .join(Application, Application.id == Assessment.application_id)
        .where(
            Assessment.person_id == READER,
            Assessment.state == ScoreState.DRAFT,
            _STATE == ApplicationState.IN_ASSESSMENT,
        )
    )


def _is(column: InstrumentedAttribute[Any], state: StrEnum) -> ColumnElement[bool]:
    """Compare a state as a range: SQLite then takes its index, also where nearly all rows are in one other state."""
    return column.between(state, state)


def _decisions(state: DecisionState) -> Select[Any]:
    return (
        select(Decision.id)
        .join(Application, Application.id == Decision.application_id)
        .where(_is(Decision.state, state), _STATE == ApplicationState.ADVISED)
    )


def _to_sign() -> Select[Any]:
    within = reach_of(READER, TODAY) >= AT_STAKE
    return _decisions(DecisionState.PROPOSED).where(Decision.proposed_by_id != READER, within)


def _to_review() -> Select[Any]:
    return (
        select(Report.id)
        .join(Award, Award.id == Report.award_id)
        .join(Application, Application.id == Award.application_id)
        .where(_is(Report.state, ReportState.SUBMITTED), HANDLED)
    )


def _determinations(state: SettlementState) -> Select[Any]:
    """Of those that were not made known yet, which are few, and found by that."""
    return (
        select(Settlement.id)
        .join(Award, Award.id == Settlement.award_id)
        .join(Application, Application.id == Award.application_id)
        .where(Settlement.served_on.is_(None), Settlement.state == state)
    )


def _to_determine() -> Select[Any]:
    within = Settlement.granted <= reach_of(READER, TODAY)
    return _determinations(SettlementState.PROPOSED).where(Settlement.proposed_by_id != READER, within)


def _objections() -> Select[Any]:
    return (
        select(Objection.id)
        .join(Application, Application.id == Objection.application_id)
        .where(_is(Objection.state, ObjectionState.RECEIVED), HANDLED)
    )


def _to_release() -> Select[Any]:
    return select(PaymentRun.id).where(PaymentRun.state == RunState.AWAITING_RELEASE, PaymentRun.made_by_id != READER)


def _to_confirm() -> Select[Any]:
    return select(BankMatch.id).where(BankMatch.decided_at.is_(None), BankMatch.proposed_by_id != READER)


def _mail_given_up() -> Select[Any]:
    return select(Notice.id).where(_is(Notice.status, NoticeStatus.GIVEN_UP))


def _sources(roles: frozenset[Role]) -> Iterator[tuple[str, Select[Any]]]:
    """List what counts for these roles, by the endpoint of its page; a new kind of work adds a line."""
    if roles & {Role.CASE_HANDLER, Role.ASSESSOR}:
        yield "assessment.assess", _to_score()
    if Role.DECISION_MAKER in roles:
        yield "decisions.decide", _to_sign()
        yield "settlement.settlements", _to_determine()
    if Role.CASE_HANDLER in roles:
        for waits in (DecisionState.SENT_BACK, DecisionState.APPROVED):  # to mend, to send
            yield "decisions.decide", _decisions(waits).where(HANDLED)
        yield "reports.reports", _to_review()
        for state in (SettlementState.SENT_BACK, SettlementState.DETERMINED):  # to mend, to post
            yield "settlement.settlements", _determinations(state).where(HANDLED)
        yield "objections.objections", _objections()
    if Role.FINANCE in roles:
        yield "payments.payments", seem_payable(TODAY)
        yield "payments.payments", _to_release()
        yield "payments.bank", _to_confirm()
    if Role.ADMINISTRATOR in roles:
        yield "overview.mail", _mail_given_up()


@cache
def _statement(roles: frozenset[Role]) -> tuple[tuple[str, ...], Select[Any]] | None:
    """Write the statement of these roles, once; None when nothing is ever counted for them."""
    sources = list(_sources(roles))
    counts: list[Any] = [_bounded(query) for _endpoint, query in sources]
    return (tuple(endpoint for endpoint, _query in sources), written_out(select(*counts))) if sources else None


def _bounded(query: Select[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(query.limit(MOST).subquery()).scalar_subquery()


def waiting_for(person: Actor, day: date) -> dict[str, int]:
    """Count what waits for a person, by the endpoint of its page; from MOST on there may be more than was counted."""
    if (known := _statement(person.roles)) is None:
        return {}
    endpoints, statement = known
    found: dict[str, int] = {}
    row = select_rows(statement, {"reader": person.id, "today": day}).one()
    for endpoint, count in zip(endpoints, row, strict=True):
        found[endpoint] = found.get(endpoint, 0) + count
    return found
