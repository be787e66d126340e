"""What an applicant sees at home: their applications, what was decided, their grants and what they owe."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fund.applications.models import Application
from fund.awards.models import Award, Obligation
from fund.core.db import db
from fund.decisions.models import Decision
from fund.decisions.workflow import State as DecisionState


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


def owed(award_ids: Sequence[int]) -> Sequence[Obligation]:
    """List what is still to be done for these grants before a day, what is due first on top."""
    return db.session.scalars(
        select(Obligation)
        .where(Obligation.award_id.in_(award_ids), Obligation.met_on.is_(None), Obligation.due_on.is_not(None))
        .order_by(Obligation.due_on, Obligation.id)
    ).all()
