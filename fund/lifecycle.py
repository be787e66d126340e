"""What each step sets in motion: read top to bottom, the life of a grant.

A stage acts on the stages before it; what a step means for the stages after it is said here and nowhere else.
"""

from __future__ import annotations

from fund.core import perform
from fund.people.actions import guard_duty


def wire() -> None:
    """Post the guardians and wire the consequences; called once, when the application is made."""
    perform.watch(guard_duty)
