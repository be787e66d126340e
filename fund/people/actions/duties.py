"""The writing down of duties: what a person did in a case, on which four eyes judges."""

from __future__ import annotations

from typing import Any

from fund.core import clock
from fund.core.db import db
from fund.core.errors import Forbidden
from fund.core.workflow import Step
from fund.people import queries
from fund.people.models import Duty, Person
from fund.people.rules import DutyKind, four_eyes


def take_duty(kind: DutyKind, case_id: int, *, by: Person) -> None:
    """Write down what a person does in a case; raises Forbidden when it clashes with what they did before (P4)."""
    done = queries.duties_of(by.id, [case_id]).get(case_id, set())
    if reason := four_eyes(done, kind):
        raise Forbidden(reason)
    if kind not in done:
        db.session.add(Duty(case_id=case_id, person_id=by.id, kind=kind.value, at=clock.now()))
        db.session.flush()


def guard_duty(step: Step, subject: Any, by: Any) -> None:
    """Watch over the steps that carry a duty: the guardian that `fund/lifecycle.py` posts at `perform`."""
    if step.duty is not None:
        take_duty(DutyKind(step.duty), subject.case_id, by=by)
