"""The story of the demo, as a newcomer finds it: told once for each database, on the day on which it ends."""

from __future__ import annotations

from typing import Final

from fund.core import clock
from fund.story import tell
from fund.story.calendar import REFERENCE
from fund.story.cast import PASSWORD, STAFF
from fund.story.plans import read_plans

__all__ = ["NOW", "PASSWORD", "PEOPLE", "build"]

NOW: Final = clock.at(REFERENCE, 12)
PEOPLE: Final = {
    **{short: f"{short}@fonds.example" for short in STAFF},
    **{plan.email.split("@")[0]: plan.email for plan in read_plans() if plan.demo_person},
}
"""Who can sign in, by short name."""


def build() -> None:
    """Tell the story in an empty database; the caller commits."""
    with clock.hold(NOW):
        tell()
