"""What is asked about assessments: who scores, who declared what, the scores side by side, the advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, Select, SQLColumnExpression, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from fund.applications.models import Application, TaskLink
from fund.applications.policy import may_read
from fund.applications.workflow import State as ApplicationState
from fund.assessment import policy, rules
from fund.assessment.models import Advice, AgreedScore, Assessment, InterestDeclaration, Score, TaskScore
from fund.assessment.policy import Standing
from fund.assessment.rules import Counted, Given, Total
from fund.assessment.workflow import State
from fund.calls.models import Criterion
from fund.core.db import db
from fund.core.i18n import Message
from fund.documents.queries import register_case_reader, register_reader
from fund.people.models import Organisation, Person, RoleGrant
from fund.people.roles import Role, is_staff


def standing_in(case: int | BindParameter[Any], person: int | BindParameter[Any]) -> tuple[ScalarSelect[Any], ...]:
    """Answer how a person stands to a case as columns of a statement, in the order of `Standing`."""
    declared = (
        select(InterestDeclaration.has_interest)
        .where(InterestDeclaration.application_id == case, InterestDeclaration.person_id == person)
        .order_by(InterestDeclaration.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    here = select(Assessment).where(Assessment.application_id == case)
    own = here.where(Assessment.person_id == person).with_only_columns(Assessment.state).scalar_subquery()
    count = here.with_only_columns(func.count())
    return (
        declared,
        own,
        count.where(Assessment.state == State.SUBMITTED).scalar_subquery(),
        count.where(Assessment.state == State.DRAFT).scalar_subquery(),
    )


def standing_of(application_id: int, person_id: int) -> Standing:
    """Answer how a person stands to a case, in one statement."""
    return Standing(*db.session.execute(select(*standing_in(application_id, person_id))).one())


def declaration_of(application_id: int, person_id: int) -> InterestDeclaration | None:
    """Find what a person declared last about a case."""
    return db.session.scalars(
        select(InterestDeclaration)
        .where(InterestDeclaration.application_id == application_id, InterestDeclaration.person_id == person_id)
        .order_by(InterestDeclaration.id.desc())
        .limit(1)
    ).first()


def declarations_of(application: Application) -> dict[int, InterestDeclaration]:
    """Answer what everybody declared last about a case, by person."""
    found = db.session.scalars(
        select(InterestDeclaration)
        .where(InterestDeclaration.application_id == application.id)
        .order_by(InterestDeclaration.id)
        .options(joinedload(InterestDeclaration.person))
    )
    return {declaration.person_id: declaration for declaration in found}


def assessments_of(application: Application) -> Sequence[Assessment]:
    """List the assessments of a case with their scores, in the order in which they were given out.

    For actions, which read under their lock what is there now. A page shows what `board_of` answers, which keeps
    scoring blind.
    """
    return (
        db.session.scalars(
            select(Assessment)
            .where(Assessment.application_id == application.id)
            .order_by(Assessment.id)
            .options(joinedload(Assessment.person), joinedload(Assessment.scores), selectinload(Assessment.task_scores))
            .execution_options(populate_existing=True)
        )
        .unique()
        .all()
    )


def who_scores(application: Application) -> Sequence[Assessment]:
    """List who scores a case and whether they handed in, without a single point."""
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.application_id == application.id)
        .order_by(Assessment.id)
        .options(joinedload(Assessment.person))
    ).all()


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
    return db.session.scalars(
        select(Advice)
        .where(Advice.application_id == application.id)
        .order_by(Advice.id.desc())
        .options(joinedload(Advice.given_by))
    ).all()


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


def can_be_asked(application: Application, day: date) -> Sequence[Person]:
    """List who can be asked to score: assessors of today, without those who have the case or declared an interest."""
    has_it = select(Assessment.person_id).where(Assessment.application_id == application.id)
    has_interest = select(InterestDeclaration.person_id).where(
        InterestDeclaration.application_id == application.id, InterestDeclaration.has_interest.is_(True)
    )
    return db.session.scalars(
        select(Person)
        .where(
            Person.ended_at.is_(None),
            Person.id.not_in(has_it),
            Person.id.not_in(has_interest),
            Person.role_grants.any(
                RoleGrant.role.in_((Role.ASSESSOR, Role.CASE_HANDLER))
                & (RoleGrant.from_on <= day)
                & (RoleGrant.until_on.is_(None) | (RoleGrant.until_on >= day))
            ),
        )
        .order_by(Person.name, Person.id)
    ).all()


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
    scoring = assessments_of(application)
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
    agreed_here = (AgreedScore.criterion_id == Criterion.id) & (AgreedScore.application_id == application.id)
    rows = db.session.execute(
        select(Criterion, AgreedScore)
        .outerjoin(AgreedScore, agreed_here)
        .where(Criterion.call_id == application.call_id)
        .order_by(Criterion.position)
    ).all()
    found: list[tuple[Criterion, AgreedScore | None]] = [(row[0], row[1]) for row in rows]
    return [criterion for criterion, _agreed in found], {
        criterion.id: agreed for criterion, agreed in found if agreed is not None
    }


def task_links_of(application: Application) -> Sequence[TaskLink]:
    """List how a plan helps which tasks, with the tasks, in one statement."""
    return db.session.scalars(
        select(TaskLink)
        .where(TaskLink.application_id == application.id)
        .order_by(TaskLink.position, TaskLink.id)
        .options(joinedload(TaskLink.task))
    ).all()


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


@dataclass(frozen=True)
class ScoringWork:
    """What was given to one person to score, in the order in which it is due."""

    to_declare: list[Assessment]
    to_score: list[Assessment]
    handed_in: list[Assessment]

    @property
    def first(self) -> Assessment | None:
        """What to do first."""
        return min([*self.to_declare, *self.to_score], key=lambda one: (one.due_on, one.id), default=None)


MOST_WORK = 100
"""Nobody has more than this to score at one moment; the page shows no more."""


def scoring_work(person_id: int) -> ScoringWork:
    """Gather what was given to a person to score, in two statements."""
    given_out = db.session.scalars(
        scored_by(person_id)
        .where(Assessment.state.in_((State.DRAFT, State.SUBMITTED)))
        .order_by(Assessment.due_on, Assessment.id)
        .limit(MOST_WORK)
    ).all()
    declared = set(
        db.session.scalars(
            select(InterestDeclaration.application_id).where(
                InterestDeclaration.person_id == person_id,
                InterestDeclaration.application_id.in_([one.application_id for one in given_out]),
            )
        )
    )
    drafts = [one for one in given_out if one.state is State.DRAFT]
    return ScoringWork(
        to_declare=[one for one in drafts if one.application_id not in declared],
        to_score=[one for one in drafts if one.application_id in declared],
        handed_in=[one for one in given_out if one.state is State.SUBMITTED],
    )


def scored_by(person_id: int) -> Select[Assessment]:
    """Select what was given to a person to score, in cases that are being assessed."""
    return (
        select(Assessment)
        .join(Assessment.application)
        .where(Assessment.person_id == person_id, Application.state == ApplicationState.IN_ASSESSMENT)
        .options(
            contains_eager(Assessment.application)
            .load_only(Application.number, Application.title, Application.requested, Application.state)
            .joinedload(Application.organisation)
            .load_only(Organisation.name)
        )
    )


def to_score(person_id: int) -> Select[Assessment]:
    """Select what a person still has to score, what is due first before."""
    return scored_by(person_id).where(Assessment.state == State.DRAFT).order_by(Assessment.due_on, Assessment.id)


def reasons(assessments: Sequence[Assessment], agreed: dict[int, AgreedScore]) -> dict[int, list[str]]:
    """Gather the reasons per criterion without the names of who gave them: of the talk, else of each own score."""
    found: dict[int, list[str]] = {}
    for assessment in assessments:
        if assessment.state is State.SUBMITTED:
            for score in assessment.scores:
                found.setdefault(score.criterion_id, []).append(score.reason)
    return found | {criterion_id: [score.reason] for criterion_id, score in agreed.items()}


def why_not_read(person: Person | None, application_id: int) -> Message | None:
    """Say why somebody of the fund may not read what is in a case: who judges declares first, an interest closes it.

    Applications knows of no declarations; who applied is asked by the reader of each thing in the case.
    """
    if person is None or not is_staff(person):
        return None
    return policy.may_read_case(person, standing_of(application_id, person.id))


register_reader(Application, may_read)
register_case_reader(why_not_read)
