"""The fund in figures, for everybody: sums of movements in the ledger, of what was made known only (LC-72a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from fund.applications.models import Application, TaskLink
from fund.awards.models import Award
from fund.awards.queries import figures_of
from fund.calls.models import Call
from fund.calls.workflow import State as CallState
from fund.core.calendar import local_day
from fund.core.db import db, select_rows
from fund.ledger.models import Account, Movement
from fund.ledger.queries import known_position
from fund.ledger.rules import AccountKind, MovementKind
from fund.programme.models import SocietalTask


@dataclass(frozen=True)
class Figures:
    """The calls of one year together, in cents; `per_task` holds (name of the task, awarded) with the most first."""

    year: int
    ceiling: int
    paid: int
    to_pay: int
    reserved: int
    left: int
    grants: int
    applications: int
    per_task: Sequence[tuple[dict[str, str], int]]

    @property
    def awarded(self) -> int:
        """What is awarded and not released: as much as the tasks together."""
        return self.paid + self.to_pay


def figures(now: datetime) -> Figures | None:
    """Add up the calls of the year in which the latest one opened; None while there is no call."""
    calls = db.session.scalars(
        select(Call).where(Call.state != CallState.DRAFT, Call.opens_at <= now).order_by(Call.opens_at.desc())
    ).all()
    if not calls:
        return None
    year = local_day(calls[0].opens_at).year
    ours = [call for call in calls if local_day(call.opens_at).year == year]
    ids = [call.id for call in ours]
    positions = [known_position(call.code) for call in ours]
    counted = figures_of(*ours)
    paid = sum(position.paid for position in positions)
    return Figures(
        year=year,
        ceiling=sum(position.ceiling for position in positions),
        paid=paid,
        to_pay=sum(position.committed for position in positions) - paid,
        reserved=sum(position.reserved for position in positions),
        left=sum(position.left for position in positions),
        grants=counted.grants,
        applications=counted.applications,
        per_task=_per_task(ids),
    )


def _per_task(call_ids: Sequence[int]) -> list[tuple[dict[str, str], int]]:
    """Sum what was awarded and not released by the task that each plan mainly helps; no grant before it is known."""
    total = func.sum(case((Movement.target_id == Account.id, Movement.amount), else_=-Movement.amount))
    came_in = (Movement.target_id == Account.id) & (Movement.kind == MovementKind.COMMIT)
    went_off = (Movement.source_id == Account.id) & (Movement.kind == MovementKind.RELEASE)
    rows = select_rows(
        select(SocietalTask.id, total)
        .join(TaskLink, TaskLink.task_id == SocietalTask.id)
        .join(Application, Application.id == TaskLink.application_id)
        .join(Award, Award.application_id == Application.id)
        .join(Account, (Account.key == Award.number) & (Account.kind == AccountKind.AWARD))
        .join(Movement, came_in | went_off)
        .where(TaskLink.is_main.is_(True), Application.call_id.in_(call_ids))
        .group_by(SocietalTask.id)
        .order_by(total.desc(), SocietalTask.id)
    ).all()
    names = {
        task.id: task.name
        for task in db.session.scalars(select(SocietalTask).where(SocietalTask.id.in_([row[0] for row in rows])))
    }
    return [(names[task_id], int(amount)) for task_id, amount in rows]
