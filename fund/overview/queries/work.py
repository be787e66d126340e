"""What waits for one person, gathered from every stage: a few bounded statements, as many as the person has roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from fund.overview.queries.assessing import handled_by, to_score, unassigned
from fund.overview.queries.reporting import reports
from fund.overview.queries.running import (
    accounts,
    claims,
    decisions,
    matches,
    payments_due,
    runs,
    settlements,
)
from fund.overview.queries.stuck import stuck
from fund.overview.queries.task import MOST, Task
from fund.overview.rules.desk import Urgency, urgency
from fund.people.models import Person
from fund.people.roles import Role

SOURCES: tuple[tuple[frozenset[Role], Callable[[Person, date], Iterable[Task]]], ...] = (
    (frozenset({Role.CASE_HANDLER}), stuck),
    (frozenset({Role.CASE_HANDLER}), handled_by),
    (frozenset({Role.CASE_HANDLER}), unassigned),
    (frozenset({Role.CASE_HANDLER, Role.ASSESSOR}), to_score),
    (frozenset({Role.CASE_HANDLER, Role.DECISION_MAKER}), decisions),
    (frozenset({Role.CASE_HANDLER}), reports),
    (frozenset({Role.DECISION_MAKER}), settlements),
    (frozenset({Role.FINANCE}), runs),
    (frozenset({Role.FINANCE}), matches),
    (frozenset({Role.FINANCE}), payments_due),
    (frozenset({Role.FINANCE}), accounts),
    (frozenset({Role.FINANCE}), claims),
)
"""Which role gets work from where; a new stage adds a line."""


@dataclass(frozen=True)
class Work:
    """What waits for one person, by urgency, first what is due first."""

    groups: dict[Urgency, list[Task]]
    more: bool
    """Whether some source has MOST, so that there may be more than was fetched."""


def work_of(person: Person, day: date, *, kind: str = "") -> Work:
    """Gather what waits for a person; `kind` keeps one kind of work."""
    sources = [list(source(person, day)) for roles, source in SOURCES if roles & person.roles]
    found = [task for source in sources for task in source]
    groups: dict[Urgency, list[Task]] = {each: [] for each in Urgency}
    for task in sorted(found, key=lambda task: (task.due or date.max, task.number)):
        if not kind or task.kind == kind:
            groups[urgency(task.due, day, waits=task.waits)].append(task)
    more = any(len(source) >= MOST for source in sources)
    return Work({each: tasks for each, tasks in groups.items() if tasks}, more)
