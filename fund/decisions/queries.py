"""What is asked about decisions: those of a case, those that wait for a signature, the mandates of a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.applications.workflow import State as ApplicationState
from fund.assessment.models import Advice
from fund.calls.models import Call
from fund.core.clock import local_day
from fund.core.db import db
from fund.decisions import rules
from fund.decisions.models import Approval, Decision, Mandate
from fund.decisions.workflow import State
from fund.ledger.queries import Finding, booked, unlike
from fund.ledger.rules import MovementKind
from fund.notices.models import Notice, NoticeStatus
from fund.people.models import Person, RoleGrant
from fund.people.roles import Role

MAIL = "decision:"
"""What the reason of the mail begins with that makes a decision known; its number follows."""
COMMIT = "commit:"
"""What the reference of the movement begins with that commits the money of a decision; its number follows."""
AT_STAKE: Final[ColumnElement[int]] = case(
    (Decision.amount > 0, Decision.amount), else_=func.coalesce(Application.requested, 0)
)
"""What `rules.at_stake` answers, for a query that joins the decision with its application (NB-10)."""
WAITING = (State.PROPOSED, State.SENT_BACK, State.APPROVED)


def mandates_on(day: date, *, person_id: int | None = None) -> Sequence[Mandate]:
    """List the mandates that hold on `day`, the lowest first; of one person, or of everybody."""
    query = (
        select(Mandate)
        .where(Mandate.valid_from <= day, or_(Mandate.valid_until.is_(None), Mandate.valid_until >= day))
        .order_by(Mandate.maximum_amount, Mandate.id)
        .options(joinedload(Mandate.person))
    )
    return db.session.scalars(query if person_id is None else query.where(Mandate.person_id == person_id)).all()


def reach_of(person_id: Any, day: Any) -> ScalarSelect[int]:
    """Select up to how many cents a person may decide on `day` (NB-10); nothing for who has no mandate."""
    return (
        select(func.max(Mandate.maximum_amount))
        .where(
            Mandate.person_id == person_id,
            Mandate.valid_from <= day,
            or_(Mandate.valid_until.is_(None), Mandate.valid_until >= day),
        )
        .scalar_subquery()
    )


def all_mandates() -> Sequence[Mandate]:
    """List every mandate that was ever given, by person, the newest first."""
    return db.session.scalars(
        select(Mandate)
        .join(Mandate.person)
        .order_by(Person.name, Mandate.valid_from.desc(), Mandate.id.desc())
        .options(joinedload(Mandate.person))
    ).all()


def decision_makers() -> Sequence[Person]:
    """List who may be given a mandate, by name; whoever has lost the role since is refused when it is given."""
    return db.session.scalars(
        select(Person)
        .where(Person.role_grants.any(RoleGrant.role == Role.DECISION_MAKER))
        .order_by(Person.name, Person.id)
        .options(selectinload(Person.role_grants))
    ).all()


def lost_mail_of(decision: Decision) -> Notice | None:
    """Find the mail with which a decision was made known last, when that did not arrive."""
    first = f"{MAIL}{decision.number}"
    again = Notice.reason.startswith(f"{first}:again:", autoescape=True)
    return db.session.scalars(
        select(Notice).where(
            Notice.case_id == decision.case_id,
            or_(Notice.reason == first, again),
            Notice.status == NoticeStatus.GIVEN_UP,
        )
    ).first()


def latest_advice(application: Application) -> Advice:
    """Find the advice that counts: the last that was given."""
    return db.session.scalars(
        select(Advice).where(Advice.application_id == application.id).order_by(Advice.id.desc()).limit(1)
    ).one()


def waiting_in(application: Application) -> Decision | None:
    """Find the decision of a case that was not made known yet; there is at most one."""
    return db.session.scalars(
        select(Decision).where(Decision.application_id == application.id, Decision.state.in_(WAITING))
    ).first()


def decisions_of(application: Application) -> Sequence[Decision]:
    """List the decisions in a case, the newest first, with signatures, payments and obligations."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.application_id == application.id)
        .order_by(Decision.sequence.desc())
        .options(
            selectinload(Decision.approvals).joinedload(Approval.person),
            joinedload(Decision.letter),
            joinedload(Decision.courtesy_letter),
        )
    ).all()


def next_sequence(application: Application) -> int:
    """Answer the sequence number of the next decision in a case."""
    last = db.session.scalar(
        select(func.coalesce(func.max(Decision.sequence), 0)).where(Decision.application_id == application.id)
    )
    return (last or 0) + 1


def waiting(signer: tuple[int, date] | None = None) -> Select[Decision]:
    """Select the decisions that are not made known yet, in cases that wait for one.

    `signer` (a person and a day) leaves out the proposals above the mandate that this person has on that day.
    """
    within = reach_of(*signer) >= AT_STAKE if signer else true()
    return (
        select(Decision)
        .join(Decision.application)
        .where(Decision.state.in_(WAITING), Application.state == ApplicationState.ADVISED)
        .where(or_(Decision.state != State.PROPOSED, within))
        .options(
            joinedload(Decision.application).joinedload(Application.organisation), joinedload(Decision.proposed_by)
        )
    )


def aid_room(application: Application, day: date) -> rules.AidRoom:
    """Answer the room for de-minimis aid of an applicant: what was declared, and what we granted in three years."""
    ours = db.session.execute(
        select(Decision.decided_on, Decision.amount)
        .join(Decision.application)
        .where(
            Application.organisation_id == application.organisation_id,
            Decision.state.in_((State.APPROVED, State.SERVED)),
            Decision.state_aid == rules.DE_MINIMIS,
            Decision.decided_on >= rules.counts_from(day),
        )
    )
    return rules.aid_room(
        declared=application.de_minimis_amount or 0,
        declared_on=day if application.submitted_at is None else local_day(application.submitted_at),
        granted=[(decided_on, amount) for decided_on, amount in ours if decided_on is not None],
        day=day,
    )


def signed_in_silence(code: Any) -> ColumnElement[int]:
    """Write for each call the cents of the grants that are signed and not made known yet (LC-72a)."""
    signed = (
        select(func.coalesce(func.sum(Decision.amount), 0))
        .join(Application, Decision.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Decision.state == State.APPROVED, Call.code == code)
        .correlate_except(Decision, Application, Call)
    )
    return signed.scalar_subquery()


def unlike_the_books() -> Iterator[Finding]:
    """Name the signed decisions whose amount is not what was committed for them (P7); a refusal commits nothing."""
    committed = booked(MovementKind.COMMIT, COMMIT, Decision.number)
    yield from unlike(
        "decision",
        select(Decision.number, Decision.amount, committed)
        .where(Decision.decided_on.is_not(None), committed != Decision.amount)
        .order_by(Decision.id),
    )
