"""A workflow is a table of steps: from which states, to which state, by whom, provided what.

The table answers which steps are open to a person now (the buttons), why one is not (the sentence), and draws itself.
Pure: no database, no clock; the day comes as an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from fund.core.errors import Stale
from fund.core.i18n import Message, _

Who = Callable[[Any, Any], Message | None]
"""(person, subject) -> why this person may not, or None."""

Guard = Callable[[Any, date], Message | None]
"""(subject, day) -> why it cannot be done now, or None."""

NO_LABEL = Message("", {})


@dataclass(frozen=True)
class Step:
    """One row of the table: `name` is the verb, which is also the name of the action that takes the step.

    `duty` names what the person does in the case by taking the step, for four eyes; None where nothing is judged.
    `steps_aside`: who has an interest in the case takes this step to leave it, so an interest does not close it.
    """

    name: str
    sources: tuple[StrEnum, ...]
    target: StrEnum
    who: Who
    guards: tuple[Guard, ...] = ()
    label: Message = NO_LABEL
    duty: str | None = None
    steps_aside: bool = False


@dataclass(frozen=True)
class Look:
    """How a state is shown: the word for the public, the word for staff, and the kind of shape (draft, busy, good…)."""

    public: Message
    staff: Message
    kind: str


@dataclass(frozen=True)
class Workflow:
    """The states of one kind of thing and the steps between them."""

    name: str
    start: StrEnum
    steps: tuple[Step, ...]
    looks: dict[StrEnum, Look]

    def step(self, name: str) -> Step:
        """Find a step by its verb; raises KeyError when the table has none."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(f"{self.name} has no step {name}")

    def why_not(self, name: str, subject: Any, person: Any, day: date) -> Message | None:
        """Say why `person` cannot take this step with `subject` on `day`; None when nothing stands in the way."""
        step = self.step(name)
        if subject.state not in step.sources:
            return self.stale(subject)
        return step.who(person, subject) or next(
            (reason for guard in step.guards if (reason := guard(subject, day))), None
        )

    def stale(self, subject: Any) -> Message:
        """Say that the subject is in a state in which this can no longer, or not yet, be done."""
        state = self.looks[subject.state].staff
        return _("This cannot be done now, because the state is “%(state)s”. Reload the page.", state=state)

    def open_steps(self, subject: Any, person: Any, day: date) -> list[Step]:
        """List the steps that this person can take now, in the order of the table."""
        return [step for step in self.steps if self.why_not(step.name, subject, person, day) is None]

    def check_source(self, step: Step, subject: Any) -> None:
        """Raise Stale when the subject is not in a state that the step leaves from."""
        if subject.state not in step.sources:
            raise Stale(self.stale(subject))

    def mermaid(self) -> str:
        """Draw the workflow as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start.value}"]
        lines += [
            f"    {source.value} --> {step.target.value}: {step.name}" for step in self.steps for source in step.sources
        ]
        lines += [f"    {state.value} --> [*]" for state in self._ends()]
        return "\n".join(lines) + "\n"

    def _ends(self) -> Iterable[StrEnum]:
        left = {source for step in self.steps for source in step.sources if source is not step.target}
        return [state for state in self.looks if state not in left]
