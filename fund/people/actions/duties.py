"""The writing down of duties: what a person did in a case, on which four eyes judges; and who is kept out of a case."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import select

from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden
from fund.core.workflow import Step
from fund.people import queries
from fund.people.models import Duty, Person
from fund.people.rules import DutyKind, four_eyes


class KeepOut(Protocol):
    """What the stage that keeps declarations offers: raise Forbidden when an interest keeps `by` out of a case."""

    def __call__(self, case_id: int, /, *, by: Person) -> None:
        """Raise Forbidden, or let it pass."""


_interests: list[KeepOut] = []


def ask_interests_with(keep_out: KeepOut) -> None:
    """Let `keep_out` say whom an interest keeps out of a case; called only from `fund/lifecycle.py`."""
    _interests[:] = [keep_out]


def take_duty(kind: DutyKind, case_id: int, *, by: Person) -> None:
    """Write down what a person does in a case; raises Forbidden for an interest (F41) or four eyes (P4).

    The person is held until the transaction ends: of two things that one person does at the same moment, the second
    sees the first. Other people wait for nothing.
    """
    db.session.execute(select(Person.id).where(Person.id == by.id).with_for_update(key_share=True))
    _ask_interests(case_id, by=by)
    done = queries.duties_of(by.id, [case_id]).get(case_id, set())
    if reason := four_eyes(done, kind):
        raise Forbidden(reason)
    if kind not in done:
        db.session.add(Duty(case_id=case_id, person_id=by.id, kind=kind.value, at=clock.now()))
        db.session.flush()


def guard_step(step: Step, subject: Any, by: Any) -> None:
    """Watch over every step: the guardian that `fund/lifecycle.py` posts at `perform`.

    A step with a duty takes it. Another step in a case is closed by an interest too, except the one that steps aside.
    """
    case_id = getattr(subject, "case_id", None)
    if step.duty is not None:
        take_duty(DutyKind(step.duty), subject.case_id, by=by)
    elif case_id is not None and not step.steps_aside and not isinstance(by, audit.TheClock):
        _ask_interests(case_id, by=by)


def _ask_interests(case_id: int, *, by: Person) -> None:
    """Ask about interests; with nobody to ask nothing is done (fail closed)."""
    if not _interests:
        raise LookupError("nobody knows of interests: fund/lifecycle.py says whom to ask")
    _interests[0](case_id, by=by)
