"""How scores are checked and added up, in whole arithmetic: a weight counts as it is stated. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from fund.applications.workflow import State as ApplicationState
from fund.core.calendar import next_working_day
from fund.core.i18n import Message, _

HUNDRED: Final = 100
"""Totals are kept in hundredths of a point of 100: 8250 is 82,50."""

SPREAD_TO_DISCUSS: Final = 2
"""From this difference in points on one criterion the assessors talk first (SC-09)."""


TASK_SCALE: Final = 5
"""Contribution and evidence of a link to a task are scored from 1 to 5 (F43)."""

DAYS_TO_SCORE: Final = 14
"""Days that somebody has to score an application that was given to them; our own rule."""


def scores_due(given_on: date, decide_by: date | None) -> date:
    """Compute the day before which scores are handed in: two weeks, on a working day, never after the decision term."""
    due = next_working_day(given_on + timedelta(days=DAYS_TO_SCORE))
    return due if decide_by is None else min(due, decide_by)


def case_is_in_assessment(assessment: Any, _day: date) -> Message | None:
    """Check that the case is still being assessed: after the advice its scores stand (SC-09)."""
    if assessment.application.state is not ApplicationState.IN_ASSESSMENT:
        return _("This case is not in assessment.")
    return None


def every_score_has_a_reason(assessment: Any, _day: date) -> Message | None:
    """Check that every criterion and every task link has its points and its reason (F42)."""
    unfinished = [score for score in assessment.scores if score.points is None or not score.reason.strip()]
    unfinished_tasks = [
        score
        for score in assessment.task_scores
        if score.contribution is None or score.evidence is None or not score.reason.strip()
    ]
    missing = len(unfinished) + len(unfinished_tasks)
    if missing == 1:
        return _("One score still misses points or a reason.")
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


def why_no_advice(
    criteria: Sequence[Given], *, assessors_needed: int, handed_in: int, to_come: int = 0
) -> Message | None:
    """Say what is missing before the advice can be written: scores of everybody, enough of them, talks (SC-09, SC-10).

    Nothing is filled in for scores that are not there: a criterion that somebody did not score stops the advice.
    """
    if handed_in < assessors_needed or to_come:
        return _(
            "%(needed)s people score this application and %(handed_in)s handed in. Wait for the others.",
            needed=max(assessors_needed, handed_in + to_come),
            handed_in=handed_in,
        )
    if not criteria or any(len(given.own) != handed_in for given in criteria):
        return _("Not everybody scored every criterion. Hand the scores back, so that they are completed.")
    apart = sum(given.must_be_discussed for given in criteria)
    if apart == 1:
        return _("On one criterion the scores lie far apart. Agree on the points first.")
    if apart:
        return _("On %(count)s criteria the scores lie far apart. Agree on the points first.", count=apart)
    return None


def why_not_these_points(points: int | None, scale: int) -> Message | None:
    """Say that points lie on the scale; points that are not given yet are fine."""
    if points is None or 1 <= points <= scale:
        return None
    return _("Choose 1 to %(scale)s points.", scale=scale)


def why_not_declare(*, declared: bool | None, has_interest: bool) -> Message | None:
    """Say why a declaration does not go through: an interest, once declared, is not taken back."""
    if declared and not has_interest:
        return _("You declared an interest in this case. That stays. Was it a mistake? Ask your coordinator.")
    return None


def why_not_one_more(*, assessors_needed: int, handed_in: int, to_come: int) -> Message | None:
    """Say why nobody else is asked to score: with all scores in, others can read them and would not score blind."""
    if handed_in >= assessors_needed and not to_come:
        return _("Everybody handed in, so others can read the scores. Nobody else can score blind any more.")
    return None


def why_not_score(*, draft: bool, handed_in: bool) -> Message | None:
    """Say why somebody's scores are closed: they handed in, or do not score the case any more."""
    if draft:
        return None
    if handed_in:
        return _("You handed in these scores. Ask the case handler to hand them back.")
    return _("You do not score this case any more. Somebody else does.")
