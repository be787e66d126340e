"""How scores are checked and added up, in whole arithmetic: a weight counts as it is stated. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fund.core.i18n import Message, _

HUNDRED: Final = 100
"""Totals are kept in hundredths of a point of 100: 8250 is 82,50."""

SPREAD_TO_DISCUSS: Final = 2
"""From this difference in points on one criterion the assessors talk first (SC-09)."""


def every_score_has_a_reason(assessment: Any, _day: date) -> Message | None:
    """Check that every criterion and every task link has its points and its reason (F42)."""
    unfinished = [score for score in assessment.scores if score.points is None or not score.reason.strip()]
    unfinished_tasks = [
        score
        for score in assessment.task_scores
        if score.contribution is None or score.evidence is None or not score.reason.strip()
    ]
    missing = len(unfinished) + len(unfinished_tasks)
    if missing:
        return _("%(count)s scores still miss points or a reason.", count=missing)
    return None


@dataclass(frozen=True)
class Given:
    """What counts for one criterion: weight in percents, length of the scale, own points, and agreed points if any."""

    code: str
    weight: int
    scale: int
    own: tuple[int, ...]
    agreed: int | None = None
    minimum: int | None = None

    @property
    def spread(self) -> int:
        """The difference between the highest and the lowest own points."""
        return max(self.own) - min(self.own) if self.own else 0

    @property
    def must_be_discussed(self) -> bool:
        """Whether the own points lie so far apart that the assessors agree on points first (SC-09)."""
        return self.spread >= SPREAD_TO_DISCUSS and self.agreed is None

    def fraction(self) -> tuple[int, int]:
        """Answer the points that count as numerator and denominator: agreed, else the mean of the own points."""
        if self.agreed is not None:
            return self.agreed, 1
        return sum(self.own), max(len(self.own), 1)


@dataclass(frozen=True)
class Counted:
    """One line of the sum as it is shown: what the criterion adds, in hundredths of a point, rounded for show only."""

    given: Given
    contribution: int
    below_minimum: bool


@dataclass(frozen=True)
class Total:
    """The weighted total in hundredths of a point, and the lines that it was computed from."""

    hundredths: int
    lines: tuple[Counted, ...]

    @property
    def below_minimum(self) -> tuple[str, ...]:
        """Codes of the criteria that did not reach their own minimum (SC-04)."""
        return tuple(line.given.code for line in self.lines if line.below_minimum)

    def reaches(self, minimum: int) -> bool:
        """Answer whether the total reaches `minimum` whole points and every criterion its own minimum (SC-04)."""
        return self.hundredths >= minimum * HUNDRED and not self.below_minimum


def weighted_total(criteria: Sequence[Given]) -> Total:
    """Add up points × weight ÷ scale exactly, and round once, half up, to hundredths of a point (SC-03).

    No float and no rounding on the way: everything is brought under one denominator first. Five points of five on
    every criterion is exactly 100,00 when the weights add up to 100.
    """
    denominator = 1
    for given in criteria:
        _points, count = given.fraction()
        denominator *= given.scale * count
    total = sum(
        points * given.weight * HUNDRED * (denominator // (given.scale * count))
        for given in criteria
        for points, count in (given.fraction(),)
    )
    return Total(_half_up(total, denominator), tuple(_counted(given) for given in criteria))


def _counted(given: Given) -> Counted:
    points, count = given.fraction()
    contribution = _half_up(points * given.weight * HUNDRED, given.scale * count)
    below = given.minimum is not None and points < given.minimum * count
    return Counted(given, contribution, below)


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def why_no_advice(criteria: Sequence[Given], *, assessors_needed: int, handed_in: int) -> Message | None:
    """Say what is missing before the advice can be written: scores of enough people, talks about differences."""
    if handed_in < assessors_needed:
        return _(
            "%(needed)s people score this application and %(handed_in)s handed in. Wait for the others.",
            needed=assessors_needed,
            handed_in=handed_in,
        )
    apart = sum(given.must_be_discussed for given in criteria)
    if apart:
        return _("On %(count)s criteria the scores lie far apart. Agree on the points first.", count=apart)
    return None


def may_see_others(own_states: Mapping[int, Any], person_id: int, handed_in: Any) -> bool:
    """Answer whether a person may see the scores of others: not while their own are still to be handed in (SC-09)."""
    own = own_states.get(person_id)
    return own is None or own is handed_in


def why_not_these_points(points: int | None, scale: int) -> Message | None:
    """Say that points lie on the scale."""
    if points is None or 1 <= points <= scale:
        return None
    return _("Choose 1 to %(scale)s points.", scale=scale)


def interest_stands_in_the_way(*, declared: bool | None) -> Message | None:
    """Say why somebody may not look: nothing declared yet, or an interest declared (LC-72d, F41)."""
    if declared is None:
        return _("First declare whether you have an interest in this case.")
    if declared:
        return _("You declared an interest in this case. Somebody else assesses it. Ask your coordinator.")
    return None
