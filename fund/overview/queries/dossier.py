"""One case as a whole: where it stands in every stage, in one statement; what happened; who did what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Executable, ScalarSelect, bindparam, cast, func, or_, select
from sqlalchemy.orm import aliased

from fund.applications.models import Application, BudgetLine, Place
from fund.assessment.models import InterestDeclaration
from fund.assessment.policy import Standing
from fund.assessment.queries import apart_in, standing_in
from fund.awards.models import Award
from fund.awards.workflow import State as AwardState
from fund.core.audit import AuditEntry
from fund.core.db import db, select_rows
from fund.core.planning import at_most, fixed, written_out
from fund.decisions.models import Decision
from fund.decisions.workflow import State as DecisionState
from fund.notices.models import Notice, NoticeStatus
from fund.objections.models import Objection
from fund.overview.queries.reporting import awaited_by
from fund.overview.queries.stuck import DECISIONS
from fund.overview.queries.task import READER, TODAY
from fund.payments.models import Instalment
from fund.payments.queries import open_term_of
from fund.payments.workflow import InstalmentState
from fund.people.models import BankAccount, Duty, Person
from fund.people.queries import same_account
from fund.programme.models import FocusArea, Municipality
from fund.reports.models import Report, ReportKind
from fund.reports.workflow import State as ReportState


@dataclass(frozen=True)
class Position:
    """Where a case stands in the stages after it was submitted; None where it did not come yet."""

    decision_key: str | None
    decision: DecisionState | None
    award_number: str | None
    award: AwardState | None
    report_key: str | None
    report: ReportState | None
    report_due: date | None
    """Before when it comes in, or the question about it is answered."""
    report_submitted_at: datetime | None
    final_accepted_at: datetime | None
    """When the final report was accepted."""
    awarded: int | None
    settled: int | None
    ends_on: date | None
    """The last day of the plan of a grant."""
    recover_by: date | None
    """Before when money comes back that was asked back; None when nothing is to come."""
    paid: int | None
    """Cents that the bank says were paid; None without a grant."""
    costs: int
    """The whole budget, in cents."""
    apart: int
    """Criteria on which the scores that were handed in lie far apart, without agreed points."""
    interests: int
    """How many people declared an interest."""
    iban: str | None
    bank_checked_at: datetime | None
    same_iban: int
    """How many other organisations are paid on the same account."""
    undelivered: int
    """Mails about the case that were given up."""
    unheard: int
    """Of those, the ones that make a decision known."""
    objection_key: str | None
    """The open objection that came in last."""
    objection_by: date | None
    """Before when it is decided."""


def position_of(application: Application, person_id: int) -> tuple[Position, Standing]:
    """Answer where a case stands, and how a person stands to it, in one statement."""
    ids = {
        "case": application.id,
        "organisation": application.organisation_id,
        "reader": person_id,
    }
    values: Any = tuple(select_rows(_position(), ids).one())
    own = len(fields(Position))
    return Position(*values[:own]), Standing(*values[own:])


_CASE: Final = bindparam("case", type_=Application.id.type)
_ORGANISATION: Final = bindparam("organisation", type_=Application.organisation_id.type)


@cache
def _position() -> Executable:
    """Write the statement once: it is long, and every page of a case asks it."""
    latest = select(func.max(Decision.sequence)).where(Decision.application_id == _CASE).scalar_subquery()
    account = select(func.max(BankAccount.id)).where(BankAccount.organisation_id == _ORGANISATION).scalar_subquery()
    return written_out(
        select(
            *(Decision.key, Decision.state, Award.number, Award.state, Report.key, Report.state, awaited_by()),
            *(Report.submitted_at, _final_accepted()),
            *(
                Award.amount,
                Award.settled_amount,
                Award.ends_on,
                open_term_of(Award.id),
                _paid(),
                _costs(),
                apart_in(_CASE),
                _interests(),
            ),
            *(BankAccount.iban, BankAccount.checked_at, _others_on_the_account()),
            *(
                _undelivered(),
                _undelivered(Notice.template.startswith(fixed(DECISIONS))),
                *map(_last_objection, (Objection.key, Objection.decide_by)),
            ),
            *standing_in(_CASE, READER),
        )
        .select_from(Application)
        .outerjoin(Decision, (Decision.application_id == Application.id) & (Decision.sequence == latest))
        .outerjoin(Award, Award.application_id == Application.id)
        .outerjoin(Report, Report.id == _first_open_report())
        .outerjoin(BankAccount, BankAccount.id == account)
        .where(Application.id == _CASE)
    )


def _paid() -> ScalarSelect[int]:
    return (
        select(cast(func.sum(Instalment.amount), BigInteger))
        .where(Instalment.award_id == Award.id, Instalment.state == InstalmentState.PAID)
        .correlate(Award)
        .scalar_subquery()
    )


def _last_objection(column: Any) -> ScalarSelect[Any]:
    return (
        select(column)
        .where(Objection.application_id == _CASE, Objection.ended_on.is_(None))
        .order_by(Objection.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _first_open_report() -> ScalarSelect[int]:
    return (
        select(Report.id)
        .where(Report.award_id == Award.id, Report.state != ReportState.ACCEPTED)
        .order_by(Report.due_on, Report.id)
        .limit(1)
        .correlate(Award)
        .scalar_subquery()
    )


def _final_accepted() -> ScalarSelect[datetime | None]:
    final = aliased(Report)
    return (
        select(func.max(final.accepted_at, type_=Report.accepted_at.type))
        .where(final.award_id == Award.id, final.kind == ReportKind.FINAL)
        .correlate(Award)
        .scalar_subquery()
    )


def _costs() -> ScalarSelect[int]:
    return (
        select(cast(func.coalesce(func.sum(BudgetLine.amount), 0), BigInteger))
        .where(BudgetLine.application_id == _CASE)
        .scalar_subquery()
    )


def _interests() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(InterestDeclaration.application_id == _CASE, InterestDeclaration.has_interest.is_(True))
        .scalar_subquery()
    )


def _others_on_the_account() -> ScalarSelect[int]:
    others = aliased(BankAccount)
    return (
        select(func.count(others.organisation_id.distinct()))
        .where(same_account(others, BankAccount.iban, _ORGANISATION))
        .correlate(BankAccount)
        .scalar_subquery()
    )


def _undelivered(*which: ColumnElement[bool]) -> ScalarSelect[int]:
    given_up = (Notice.case_id == _CASE, Notice.status == NoticeStatus.GIVEN_UP)
    return select(func.count()).where(*given_up, *which).scalar_subquery()


@dataclass(frozen=True)
class Area:
    """A place of the plan: municipality, neighbourhood, and why policy looks at it (two separate facts, F43)."""

    code: str
    municipality: str
    neighbourhood: str
    is_main: bool
    focus: tuple[FocusArea, ...]


_HOLDS: Final = (FocusArea.valid_from <= TODAY) & or_(FocusArea.valid_until.is_(None), FocusArea.valid_until > TODAY)
_AREAS: Final = (
    select(
        *(Place.id, Municipality.code, Municipality.name, Place.neighbourhood, Place.is_main),
        FocusArea,
    )
    .join(Municipality, Municipality.id == Place.municipality_id)
    .outerjoin(FocusArea, (FocusArea.municipality_code == Municipality.code) & _HOLDS)
    .where(Place.application_id == _CASE)
    .order_by(Place.is_main.desc(), Place.id, FocusArea.id)
)


def areas_of(application: Application, day: date) -> list[Area]:
    """List the places of a plan with the policy focus that holds on `day`, the main place first; one statement."""
    found = db.session.execute(_AREAS, {"case": application.id, "today": day})
    return [_area(list(rows)) for _place, rows in groupby(found, key=attrgetter("id"))]


def _area(rows: list[Any]) -> Area:
    place = rows[0]
    focus = (row.FocusArea for row in rows if row.FocusArea is not None)  # the outer join may find none
    return Area(place.code, place.name, place.neighbourhood, place.is_main, tuple(focus))


_HISTORY: Final = select(AuditEntry).where(AuditEntry.case_id == _CASE).order_by(AuditEntry.id.desc())


def history_of(application: Application, limit: int = 60) -> Sequence[AuditEntry]:
    """List what happened in a case, the newest first."""
    return db.session.scalars(_HISTORY.limit(at_most(limit)), {"case": application.id}).all()


def duties_in(application: Application) -> Sequence[tuple[Duty, str]]:
    """List who did what in a case, in order, with their names."""
    rows = db.session.execute(
        select(Duty, Person.name)
        .join(Person, Person.id == Duty.person_id)
        .where(Duty.case_id == application.id)
        .order_by(Duty.id)
    )
    return [(duty, name) for duty, name in rows]
