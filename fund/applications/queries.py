"""What is asked of applications: whole ones for a page, drafts that wait, those that have no copy yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from fund.applications.models import Application, Attachment, Place, TaskLink
from fund.applications.workflow import State
from fund.calls.models import Call
from fund.core.audit import AuditEntry
from fund.core.db import db
from fund.people.models import Membership, Organisation

WHOLE: tuple[ORMOption, ...] = (
    joinedload(Application.call).selectinload(Call.required_documents),
    joinedload(Application.line),
    joinedload(Application.organisation).options(
        selectinload(Organisation.bank_accounts),
        selectinload(Organisation.memberships).joinedload(Membership.person),
    ),
    selectinload(Application.task_links).joinedload(TaskLink.task),
    selectinload(Application.places).joinedload(Place.municipality),
    selectinload(Application.partners),
    selectinload(Application.budget_lines),
    selectinload(Application.financing_lines),
    selectinload(Application.attachments).joinedload(Attachment.document),
)
"""Everything that the form asks, in ten statements."""

MONEY: tuple[ORMOption, ...] = (
    selectinload(Application.budget_lines),
    selectinload(Application.financing_lines),
)
ANSWERS: tuple[ORMOption, ...] = (
    *MONEY,
    joinedload(Application.line),
    selectinload(Application.task_links).joinedload(TaskLink.task),
    selectinload(Application.places).joinedload(Place.municipality),
    selectinload(Application.partners),
)
"""What the case page shows of an application besides its documents, in five statements."""


def by_number(number: str, *options: ORMOption) -> Application | None:
    """Find an application by its case number."""
    return db.session.scalars(select(Application).where(Application.number == number).options(*options)).first()


def papers_of(organisation_id: int) -> Sequence[Attachment]:
    """List what an organisation sent with the application that it submitted last, such as the proof of its account."""
    latest = (
        select(Application.id)
        .where(Application.organisation_id == organisation_id, Application.submitted_at.is_not(None))
        .order_by(Application.submitted_at.desc(), Application.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return db.session.scalars(
        select(Attachment)
        .where(Attachment.application_id == latest, Attachment.removed_at.is_(None))
        .options(
            joinedload(Attachment.document),
            joinedload(Attachment.required_document),
            joinedload(Attachment.application),
        )
        .order_by(Attachment.id)
    ).all()


def applications_of(organisation_ids: Sequence[int] | frozenset[int]) -> Sequence[Application]:
    """List the applications of these organisations, the latest first."""
    return db.session.scalars(
        select(Application)
        .where(Application.organisation_id.in_(list(organisation_ids)))
        .options(joinedload(Application.call), joinedload(Application.organisation))
        .order_by(Application.created_at.desc(), Application.id.desc())
    ).all()


def drafts_in(call: Call, organisation_ids: Sequence[int] | frozenset[int]) -> Sequence[Application]:
    """List the drafts of these organisations in a call, the latest first."""
    return db.session.scalars(
        select(Application)
        .where(
            Application.call_id == call.id,
            Application.organisation_id.in_(list(organisation_ids)),
            Application.state == State.DRAFT,
        )
        .options(joinedload(Application.organisation))
        .order_by(Application.saved_at.desc(), Application.id.desc())
    ).all()


def drafts_closing(after: datetime, until: datetime) -> Sequence[Application]:
    """List the drafts in calls that close after one moment and not after another, with who writes them."""
    return db.session.scalars(
        select(Application)
        .join(Application.call)
        .where(Application.state == State.DRAFT, Call.closes_at > after, Call.closes_at <= until)
        .options(
            joinedload(Application.call),
            joinedload(Application.organisation).selectinload(Organisation.memberships).joinedload(Membership.person),
        )
        .order_by(Application.id)
    ).all()


def without_receipt(moment: datetime, most: int = 100) -> Sequence[Application]:
    """List the applications whose copy is to be made: the least tried first, of those the oldest."""
    return db.session.scalars(
        select(Application)
        .where(
            Application.submitted_at.is_not(None),
            Application.receipt_id.is_(None),
            or_(Application.receipt_try_at.is_(None), Application.receipt_try_at <= moment),
        )
        .order_by(Application.receipt_tries, Application.submitted_at, Application.id)
        .limit(most)
    ).all()


def history(application: Application) -> Sequence[AuditEntry]:
    """List what happened in a case, the newest first."""
    return db.session.scalars(
        select(AuditEntry).where(AuditEntry.case_id == application.id).order_by(AuditEntry.id.desc())
    ).all()
