"""What is asked about objections: what one may object to in a case, and those that came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.awards.models import Award
from fund.core.db import db
from fund.decisions.models import Decision
from fund.objections import rules
from fund.objections.models import Objection
from fund.objections.workflow import State
from fund.settlement.models import Settlement


@dataclass(frozen=True)
class Known:
    """A decision that was made known: until when one can object to it, and the objection if there is one."""

    against: Decision | Settlement
    made_known_on: date
    object_until: date
    is_open: bool
    """Whether one can still object in time."""
    objection: Objection | None

    @property
    def is_determination(self) -> bool:
        """Whether it determines a grant; else it decides on the application."""
        return isinstance(self.against, Settlement)


def last_day(against: Decision | Settlement) -> tuple[date, date] | None:
    """Answer when something was made known, and the last day to object to it; None as long as it was not."""
    known = against.served_last if isinstance(against, Decision) else against
    if known.served_on is None or known.object_until is None:
        return None
    return known.served_on, known.object_until


def objection_to(against: Decision | Settlement) -> Objection | None:
    """Find the objection to a decision or a determination."""
    column = Objection.decision_id if isinstance(against, Decision) else Objection.settlement_id
    return db.session.scalars(select(Objection).where(column == against.id)).first()


def known_in(application: Application, day: date) -> list[Known]:
    """List what was made known in a case as it stands on `day`, the newest first, with the objections to it."""
    decisions = db.session.scalars(
        select(Decision)
        .where(Decision.application_id == application.id, Decision.served_on.is_not(None))
        .order_by(Decision.sequence.desc())
        .options(selectinload(Decision.served_again))
    ).all()
    settlements = db.session.scalars(
        select(Settlement)
        .join(Settlement.award)
        .where(Award.application_id == application.id, Settlement.served_on.is_not(None))
        .order_by(Settlement.id.desc())
    ).all()
    if not decisions and not settlements:
        return []
    found = db.session.scalars(select(Objection).where(Objection.application_id == application.id)).all()
    objections = {(one.decision_id, one.settlement_id): one for one in found}
    made_known: list[Decision | Settlement] = [*settlements, *decisions]
    return [
        Known(
            against,
            *days,
            is_open=not rules.is_late(days[1], day),
            objection=objections.get((None, against.id) if isinstance(against, Settlement) else (against.id, None)),
        )
        for against in made_known
        if (days := last_day(against)) is not None
    ]


def of_everyone(*, ended: bool) -> Select[Objection]:
    """Select the objections that ended, or those that did not, for the desk's list."""
    whole = joinedload(Objection.application).joinedload(Application.organisation)
    is_open = Objection.state == State.RECEIVED
    return select(Objection).where(~is_open if ended else is_open).options(whole)
