"""The scores of a case side by side, and what they come to; the advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, SQLColumnExpression, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application, TaskLink
from fund.assessment import policy, rules
from fund.assessment.models import Advice, AgreedScore, Assessment, Score, TaskScore
from fund.assessment.policy import Standing
from fund.assessment.queries.standing import standing_of
from fund.assessment.rules import Counted, Given, Total
from fund.assessment.workflow import State
from fund.calls.models import Criterion
from fund.core.db import db
from fund.core.i18n import Message
from fund.people.models import Person

_CASE: Final = bindparam("case", type_=Application.id.type)
_CALL: Final = bindparam("call", type_=Application.call_id.type)
_WHO: Final = (
    select(Assessment)
    .where(Assessment.application_id == _CASE)
    .order_by(Assessment.id)
    .options(joinedload(Assessment.person))
)
_SCORING: Final = _WHO.options(joinedload(Assessment.scores), selectinload(Assessment.task_scores))
_AGREED_HERE: Final = (AgreedScore.criterion_id == Criterion.id) & (AgreedScore.application_id == _CASE)
_CRITERIA: Final = (
    select(Criterion, AgreedScore)
    .outerjoin(AgreedScore, _AGREED_HERE)
    .where(Criterion.call_id == _CALL)
    .order_by(Criterion.position)
)
_LINKS: Final = (
    select(TaskLink)
    .where(TaskLink.application_id == _CASE)
    .order_by(TaskLink.position, TaskLink.id)
    .options(joinedload(TaskLink.task))
)
_ADVICES: Final = (
    select(Advice).where(Advice.application_id == _CASE).order_by(Advice.id.desc()).options(joinedload(Advice.given_by))
)
"""What the pages of a case ask; written once (docs/decisions/0007)."""


def assessments_of(application: Application) -> Sequence[Assessment]:
    """List the assessments of a case with their scores, in the order in which they were given out.

    For actions, which read under their lock what is there now. A page shows what `board_of` answers, which keeps
    scoring blind.
    """
    now = _SCORING.execution_options(populate_existing=True)
    return db.session.scalars(now, {"case": application.id}).unique().all()


def who_scores(application: Application) -> Sequence[Assessment]:
    """List who scores a case and whether they handed in, without a single point."""
    return db.session.scalars(_WHO, {"case": application.id}).all()


def own_scores(assessment_id: int) -> Assessment:
    """Fetch one assessment with everything that its sheet shows."""
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.id == assessment_id)
        .options(
            selectinload(Assessment.scores),
            selectinload(Assessment.task_scores),
            joinedload(Assessment.application).selectinload(Application.task_links).joinedload(TaskLink.task),
        )
        .execution_options(populate_existing=True)
    ).one()


def agreed_of(application: Application) -> dict[int, AgreedScore]:
    """Answer the agreed points of a case, by criterion."""
    found = db.session.scalars(
        select(AgreedScore)
        .where(AgreedScore.application_id == application.id)
        .execution_options(populate_existing=True)
    )
    return {score.criterion_id: score for score in found}


def advices_of(application: Application) -> Sequence[Advice]:
    """List the advices in a case, the newest first."""
    return db.session.scalars(_ADVICES, {"case": application.id}).all()


def given(
    criteria: Sequence[Criterion], assessments: Sequence[Assessment], agreed: dict[int, AgreedScore]
) -> tuple[Given, ...]:
    """Gather what counts per criterion from the assessments that were handed in; every score, none overwritten."""
    points: dict[int, list[int]] = {}
    for assessment in assessments:
        if assessment.state is State.SUBMITTED:
            for score in assessment.scores:
                if score.points is not None:
                    points.setdefault(score.criterion_id, []).append(score.points)
    return tuple(
        Given(
            code=criterion.code,
            weight=criterion.weight,
            scale=len(criterion.anchors),
            own=tuple(points.get(criterion.id, ())),
            agreed=agreed[criterion.id].points if criterion.id in agreed else None,
            minimum=criterion.minimum,
        )
        for criterion in criteria
    )


@dataclass(frozen=True)
class Row:
    """One criterion on the board: the scores of everybody who handed in, what was agreed, and what it adds."""

    criterion: Criterion
    scores: tuple[Score, ...]
    agreed: AgreedScore | None
    line: Counted

    @property
    def given(self) -> Given:
        """What counts for the criterion."""
        return self.line.given


@dataclass(frozen=True)
class Board:
    """The scores of a case side by side, as one reader may see them; without rows when `why_closed` says why not."""

    standing: Standing
    why_closed: Message | None
    scoring: Sequence[Assessment]
    """Who scores, whether they handed in or not."""
    rows: tuple[Row, ...] = ()
    tasks: tuple[tuple[TaskLink, tuple[TaskScore, ...]], ...] = ()
    total: Total | None = None
    own_totals: tuple[Total, ...] = ()
    why_no_advice: Message | None = None

    @property
    def people(self) -> list[Assessment]:
        """Those who handed in, in the order of the columns."""
        return [assessment for assessment in self.scoring if assessment.state is State.SUBMITTED]

    @property
    def apart(self) -> list[Row]:
        """Criteria to talk about before the advice (SC-09)."""
        return [row for row in self.rows if row.given.must_be_discussed]

    @property
    def is_whole(self) -> bool:
        """Whether nothing can change the total any more but a new talk."""
        return self.why_no_advice is None


def board_of(application: Application, person: Person, standing: Standing | None = None) -> Board:
    """Gather what `person` may see of the scores of a case: everything, or only who scores (SC-09, F41)."""
    standing = standing or standing_of(application.id, person.id)
    why_closed = policy.may_read_scores(person, standing)
    if why_closed is not None:
        return Board(standing, why_closed, who_scores(application))
    scoring = db.session.scalars(_SCORING, {"case": application.id}).unique().all()
    criteria, agreed = _criteria_and_agreed(application)
    counted = given(criteria, scoring, agreed)
    total = rules.weighted_total(counted)
    people = [assessment for assessment in scoring if assessment.state is State.SUBMITTED]
    return Board(
        standing,
        None,
        scoring,
        rows=tuple(
            Row(criterion, _of_criterion(people, criterion), agreed.get(criterion.id), line)
            for criterion, line in zip(criteria, total.lines, strict=True)
        ),
        tasks=tuple((link, _of_task(people, link)) for link in task_links_of(application)),
        total=total if people else None,
        own_totals=tuple(rules.weighted_total(given(criteria, [one], {})) for one in people),
        why_no_advice=rules.why_no_advice(
            counted,
            assessors_needed=application.call.assessors_needed,
            handed_in=len(people),
            to_come=sum(assessment.state is State.DRAFT for assessment in scoring),
        ),
    )


def _criteria_and_agreed(application: Application) -> tuple[list[Criterion], dict[int, AgreedScore]]:
    """Fetch the criteria of a case in their order, and what was agreed on each, in one statement."""
    rows = db.session.execute(_CRITERIA, {"case": application.id, "call": application.call_id})
    found: list[tuple[Criterion, AgreedScore | None]] = [(row[0], row[1]) for row in rows]
    return [criterion for criterion, _agreed in found], {
        criterion.id: agreed for criterion, agreed in found if agreed is not None
    }


def task_links_of(application: Application) -> Sequence[TaskLink]:
    """List how a plan helps which tasks, with the tasks, in one statement."""
    return db.session.scalars(_LINKS, {"case": application.id}).all()


def _of_criterion(people: Sequence[Assessment], criterion: Criterion) -> tuple[Score, ...]:
    return tuple(score for one in people for score in one.scores if score.criterion_id == criterion.id)


def _of_task(people: Sequence[Assessment], link: TaskLink) -> tuple[TaskScore, ...]:
    return tuple(score for one in people for score in one.task_scores if score.task_link_id == link.id)


def apart_in(case: SQLColumnExpression[int]) -> ColumnElement[int]:
    """Count the criteria of a case to talk about first, of what was handed in (SC-09); `case` is an id or a column."""
    agreed = (
        select(AgreedScore.id)
        .where(AgreedScore.application_id == Assessment.application_id, AgreedScore.criterion_id == Score.criterion_id)
        .exists()
    )
    groups = (
        select(func.count().over())
        .select_from(Assessment)
        .join(Score, Score.assessment_id == Assessment.id)
        .where(Assessment.application_id == case, Assessment.state == State.SUBMITTED, ~agreed)
        .group_by(Score.criterion_id)
        .having(func.max(Score.points) - func.min(Score.points) >= rules.SPREAD_TO_DISCUSS)
        .limit(1)
        .correlate(Application)
    )
    return func.coalesce(groups.scalar_subquery(), 0)


def reasons(assessments: Sequence[Assessment], agreed: dict[int, AgreedScore]) -> dict[int, list[str]]:
    """Gather the reasons per criterion without the names of who gave them: of the talk, else of each own score."""
    found: dict[int, list[str]] = {}
    for assessment in assessments:
        if assessment.state is State.SUBMITTED:
            for score in assessment.scores:
                found.setdefault(score.criterion_id, []).append(score.reason)
    return found | {criterion_id: [score.reason] for criterion_id, score in agreed.items()}
