"""Work until the advice: taking up, giving out, scoring, talking, advising."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select

from fund.applications.models import Application
from fund.applications.workflow import WORKFLOW as APPLICATION
from fund.applications.workflow import State as ApplicationState
from fund.assessment.models import Assessment, InterestDeclaration
from fund.assessment.queries import apart_in
from fund.assessment.workflow import WORKFLOW as ASSESSMENT
from fund.assessment.workflow import State as ScoreState
from fund.calls.models import Call
from fund.core.db import select_rows
from fund.core.i18n import Message, _
from fund.core.planning import none_of, unindexed, written_out
from fund.decisions.models import Decision
from fund.overview.queries.task import MOST, READER, Task, case_of, of_case
from fund.overview.rules.desk import ask, talk
from fund.people.models import Organisation, Person

_DRAFT: Final = Assessment.state == ScoreState.DRAFT
_HANDED_IN: Final = Assessment.state == ScoreState.SUBMITTED
_PENDING: Final = select(Decision.id).where(Decision.application_id == Application.id)
_DECLARED: Final = select(InterestDeclaration.id).where(
    InterestDeclaration.application_id == Application.id, InterestDeclaration.person_id == READER
)


def _of_assessments(answer: ColumnElement[Any], which: ColumnElement[bool]) -> ColumnElement[Any]:
    """Ask something of the assessments of a case; there are none before they are given out."""
    asked = select(answer).where(Assessment.application_id == Application.id, which).correlate(Application)
    return case((Application.state == ApplicationState.IN_ASSESSMENT, asked.scalar_subquery()))


_HANDLED: Final = written_out(
    of_case(
        Application.id,
        Application.state,
        Application.next_step_by,
        Call.assessors_needed,
        _of_assessments(func.count(), _DRAFT).label("drafts"),
        _of_assessments(func.count(), _HANDED_IN).label("handed_in"),
        _of_assessments(func.min(Assessment.due_on), _DRAFT).label("first_due"),
        case((Application.state == ApplicationState.IN_ASSESSMENT, apart_in(Application.id))).label("apart"),
    )
    .join(Organisation, Organisation.id == Application.organisation_id)
    .join(Call, Call.id == Application.call_id)
    .where(
        Application.handler_id == READER,
        Application.next_step_by.is_not(None),
        Application.state.in_((ApplicationState.SUBMITTED, ApplicationState.IN_ASSESSMENT, ApplicationState.ADVISED)),
        (Application.state != ApplicationState.ADVISED) | none_of(_PENDING, Application),
    )
    .order_by(Application.next_step_by, Application.id)
    .limit(MOST)
)
_UNASSIGNED: Final = written_out(
    of_case(Application.next_step_by)
    .join(Organisation, Organisation.id == Application.organisation_id)
    .where(unindexed(Application.state) == ApplicationState.SUBMITTED, Application.handler_id.is_(None))
    .where(Application.submitted_at.is_not(None))
    .order_by(Application.submitted_at, Application.id)
    .limit(MOST)
)
_TO_SCORE: Final = written_out(
    of_case(Assessment.key, Assessment.due_on, _DECLARED.exists().label("declared"))
    .join(Assessment, Assessment.application_id == Application.id)
    .join(Organisation, Organisation.id == Application.organisation_id)
    .where(Assessment.person_id == READER, _DRAFT, Application.state == ApplicationState.IN_ASSESSMENT)
    .order_by(Assessment.due_on, Assessment.id)
    .limit(MOST)
)


def handled_by(person: Person, _day: date) -> Iterable[Task]:
    """List what a case handler does next in their own cases, until a decision is proposed."""
    rows = select_rows(_HANDLED, {"reader": person.id})
    for row in rows:
        what, endpoint, waits, kind = _next_for_handler(row)
        yield Task(
            what,
            endpoint,
            {"number": row.number},
            row.first_due if waits else row.next_step_by,
            APPLICATION.looks[row.state],
            waits=waits,
            kind=kind,
            **case_of(row),
        )


def _next_for_handler(row: Any) -> tuple[Message, str, bool, str]:
    if row.state is ApplicationState.SUBMITTED:
        return _("Check whether the application is complete"), "overview.case", False, "check"
    if row.state is ApplicationState.ADVISED:
        return _("Propose the decision"), "decisions.propose", False, "decide"
    if row.drafts + row.handed_in < row.assessors_needed:
        return ask(row.assessors_needed - row.drafts - row.handed_in), "overview.case", False, "check"
    if row.drafts:
        return _("Wait for the points"), "overview.case", True, "score"
    if row.apart:
        return talk(row.apart), "assessment.discuss", False, "score"
    return _("Write the advice"), "assessment.advise", False, "score"


def unassigned(_person: Person, _day: date) -> Iterable[Task]:
    """List what was submitted and nobody took up yet."""
    rows = select_rows(_UNASSIGNED)
    for row in rows:
        look = APPLICATION.looks[ApplicationState.SUBMITTED]
        yield Task(
            _("Check whether the application is complete"),
            "overview.case",
            {"number": row.number},
            row.next_step_by,
            look,
            **case_of(row),
        )


def to_score(person: Person, _day: date) -> Iterable[Task]:
    """List what a person has to score, after declaring."""
    rows = select_rows(_TO_SCORE, {"reader": person.id})
    for row in rows:
        look = ASSESSMENT.looks[ScoreState.DRAFT]
        where = {"number": row.number}
        if row.declared:
            yield Task(
                _("Give your points"),
                "assessment.scores",
                {**where, "key": row.key},
                row.due_on,
                look,
                kind="score",
                **case_of(row),
            )
        else:
            yield Task(
                _("Declare whether you have an interest"),
                "assessment.declare",
                where,
                row.due_on,
                look,
                kind="score",
                **case_of(row),
            )
