"""The one function that changes a state.

`perform` locks and rereads the subject, asks the table (from which state, by whom, provided what), asks the guardians
(four eyes, interests), changes the state, writes the audit entry and follows what `fund/lifecycle.py` wired to the
step; all in the transaction of the caller, which is never committed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused
from fund.core.i18n import _
from fund.core.workflow import Step, Workflow

Guardian = Callable[[Step, Any, Any], None]
"""Watches over every step; raises Forbidden; writes down the duty of a step that carries one."""

Consequence = Callable[..., object]

_guardians: list[Guardian] = []
_consequences: dict[tuple[str, str], list[Consequence]] = {}


def watch(guardian: Guardian) -> None:
    """Let `guardian` judge every step."""
    if guardian not in _guardians:
        _guardians.append(guardian)


def when(workflow: Workflow, step: str, *consequences: Consequence) -> None:
    """Wire what a step sets in motion in other stages; called only from `fund/lifecycle.py`."""
    workflow.step(step)
    _consequences[workflow.name, step] = list(consequences)


def perform(
    workflow: Workflow,
    name: str,
    subject: Any,
    *,
    by: Any,
    facts: Mapping[str, object] | None = None,
    **detail: object,
) -> None:
    """Take the step `name` with `subject`.

    Raises Stale when the state has moved on, Forbidden when `by` may not, Refused when a guard objects; then nothing
    has changed. `by` is a person or the clock; `detail` goes into the audit entry. `facts` are attributes that belong
    to the new state, such as its moment: they are written in the same statement, as the database insists that a state
    and its facts go together.
    """
    step = workflow.step(name)
    db.session.flush()
    db.session.refresh(subject, attribute_names=["state"], with_for_update={"of": type(subject)})
    workflow.check_source(step, subject)
    if not isinstance(by, audit.TheClock) and (reason := step.who(by, subject)):
        raise Forbidden(reason)
    day = clock.today()
    for guard in step.guards:
        if reason := guard(subject, day):
            raise Refused(reason)
    _ask_guardians(step, subject, by)
    before, subject.state = subject.state, step.target
    for fact, value in (facts or {}).items():
        setattr(subject, fact, value)
    audit.record(
        f"{workflow.name}.{name}", subject, by=by, from_state=before.value, to_state=step.target.value, **detail
    )
    for consequence in _consequences.get((workflow.name, name), ()):
        consequence(subject, by=by)


def _ask_guardians(step: Step, subject: Any, by: Any) -> None:
    """Ask every guardian; with nobody to ask the step is refused, never let through (fail closed)."""
    if not _guardians:
        raise Forbidden(_("It cannot be checked now whether you may do this, so it was not done. Try again later."))
    for guardian in _guardians:
        guardian(step, subject, by)
