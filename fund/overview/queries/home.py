"""What an applicant sees at home: their applications, what was decided, their grants and what they owe."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.awards.models import Award
from fund.core.db import db
from fund.decisions.models import Decision
from fund.decisions.workflow import State as DecisionState
from fund.reports.models import Report
from fund.reports.workflow import State as ReportState


def made_known(application_ids: Sequence[int]) -> frozenset[int]:
    """Answer on which of these applications the decision was made known; the others are still being assessed."""
    return frozenset(
        db.session.scalars(
            select(Decision.application_id).where(
                Decision.application_id.in_(application_ids), Decision.state == DecisionState.SERVED
            )
        )
    )


def awards_of(organisation_ids: Sequence[int]) -> Sequence[Award]:
    """List the grants of these organisations, the latest first."""
    return db.session.scalars(
        select(Award)
        .join(Award.application)
        .where(Application.organisation_id.in_(organisation_ids))
        .options(joinedload(Award.application).joinedload(Application.organisation))
        .order_by(Award.granted_on.desc(), Award.id.desc())
    ).all()


def owed(award_ids: Sequence[int]) -> Sequence[Report]:
    """List the reports that the grantee must still send or answer for, what is due first on top.

    What came in and is being read is not owed any more.
    """
    return db.session.scalars(
        select(Report)
        .where(Report.award_id.in_(award_ids), Report.state.in_((ReportState.EXPECTED, ReportState.QUESTIONED)))
        .options(selectinload(Report.questions))
        .order_by(Report.due_on, Report.id)
    ).all()
