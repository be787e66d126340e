"""What must hold for a call: weights, windows, amounts, words. Pure; days and moments come as arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from fund.core.calendar import local_day
from fund.core.errors import Invalid
from fund.core.i18n import LANGUAGES, LEGAL_LANGUAGE, Message, _
from fund.core.legal_terms import decision_term
from fund.core.money import Money
from fund.core.terms import Deadline

FULL_WEIGHT = 100
SCALE = 5
CODE = re.compile(r"[A-Z]{2,8}-20\d{2}(-[A-Z0-9]{1,4})?")
YEAR = re.compile(r"\b20\d{2}\b")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a call, and the fact that it is about."""

    field: str
    reason: Message


def problems(call: Any) -> list[Problem]:
    """Say everything that is wrong with what a call says, in the order of its page; empty when nothing is."""
    return [*_names(call), *_window(call), *_money(call), *_judging(call)]


def _names(call: Any) -> Iterator[Problem]:
    if not CODE.fullmatch(call.code):
        yield Problem("code", _("Write the code as letters and a year, for example FSV-2027."))
    if not SLUG.fullmatch(call.slug) or len(call.slug) > 80:
        yield Problem("slug", _("Use small letters, digits and hyphens, for example fund-2027."))
    for field in ("title", "summary"):
        if not getattr(call, field).get(LEGAL_LANGUAGE, "").strip():
            yield Problem(field, _("Fill in the Dutch text. It is the legal one."))


def _window(call: Any) -> Iterator[Problem]:
    if call.closes_at <= call.opens_at:
        yield Problem(
            "closes_at", _("The call opens on %(opens)s. Choose a later moment to close it.", opens=call.opens_at)
        )
    if call.earliest_start_on is not None and call.earliest_start_on < local_day(call.opens_at):
        yield Problem("earliest_start_on", _("Plans cannot start before the call opens. Choose a later day."))


def _money(call: Any) -> Iterator[Problem]:
    if call.ceiling <= 0:
        yield Problem("ceiling", _("Fill in a ceiling of more than zero."))
    if call.minimum_amount <= 0:
        yield Problem("minimum_amount", _("Fill in a lowest amount of more than zero."))
    if call.minimum_amount > call.maximum_amount:
        yield Problem(
            "maximum_amount",
            _(
                "The lowest amount is %(lowest)s. Fill in a highest amount that is not below it.",
                lowest=Money(call.minimum_amount, decimals=False),
            ),
        )
    elif call.maximum_amount > call.ceiling > 0:
        yield Problem(
            "maximum_amount",
            _(
                "The ceiling is %(ceiling)s. One grant cannot be more than that.",
                ceiling=Money(call.ceiling, decimals=False),
            ),
        )
    if not 1 <= call.percentage <= 100:
        yield Problem("percentage", _("Fill in a share of the costs between 1 and 100 percent."))
    if not 0 <= call.advance_percentage <= 100:
        yield Problem("advance_percentage", _("Fill in an advance between 0 and 100 percent."))


def _judging(call: Any) -> Iterator[Problem]:
    if not 1 <= call.decision_weeks <= 52:
        yield Problem("decision_weeks", _("Fill in a term between 1 and 52 weeks."))
    if not 0 <= call.minimum_total <= FULL_WEIGHT:
        yield Problem("minimum_total", _("Fill in a number of points between 0 and 100."))
    if call.assessors_needed < 2:
        yield Problem("assessors_needed", _("At least two people judge a plan (four eyes)."))
    if reason := weights_add_up(call):
        yield Problem("criteria", reason)
    for criterion in call.criteria:
        if criterion.minimum is not None and not 1 <= criterion.minimum <= len(criterion.anchors):
            yield Problem(
                "criteria",
                _("A minimum lies between 1 and %(most)s points. Change it or leave it empty.", most=SCALE),
            )


def weights_add_up(call: Any, _day: date | None = None) -> Message | None:
    """Weights add up to 100, so that they count as stated (SC-03)."""
    total = sum(criterion.weight for criterion in call.criteria)
    return None if total == FULL_WEIGHT else _("The weights add up to %(total)s. They must make 100.", total=total)


def reads_right(call: Any, _day: date) -> Message | None:
    """Check everything that a call says once more before it is fixed (LC-41)."""
    return next((problem.reason for problem in problems(call)), None)


def is_in_both_languages(call: Any, _day: date) -> Message | None:
    """Check that whoever reads the call in either language reads all of it."""
    missing = sum(1 for texts in _texts(call) if any(not texts.get(language, "").strip() for language in LANGUAGES))
    if missing:
        return _("Texts that are not yet there in both languages: %(count)s. Fill them in first.", count=missing)
    return None


def _texts(call: Any) -> Iterator[Mapping[str, str]]:
    yield from (call.title, call.summary, call.distribution, call.legal_basis)
    yield from (*call.fits, *call.does_not_fit)
    for pair in (*call.what_you_need, *call.questions):
        yield from pair.values()
    for criterion in call.criteria:
        yield from (criterion.title, criterion.question, *criterion.anchors)
    for document in call.required_documents:
        yield from (document.title, document.hint)
    for ground in call.refusal_grounds:
        yield ground.text


def opens_later_than_it_is_published(call: Any, day: date) -> Message | None:
    """Check that the ceiling is published before the period that it applies to (LC-36)."""
    if local_day(call.opens_at) < day:
        return _("The call cannot open before the day it is published. Choose a later opening.")
    return None


def window_is_over(call: Any, day: date) -> Message | None:
    """Check that a call closes after its last day."""
    return None if local_day(call.closes_at) < day else _("The call is still open. It closes by itself.")


def may_change(call: Any) -> Message | None:
    """Say why a call can no longer be changed: rules are fixed when they are published (LC-36, LC-41)."""
    if call.published_at is None:
        return None
    return _("This call was published on %(day)s. Its rules are fixed.", day=local_day(call.published_at))


def may_apply_at(call: Any, moment: datetime) -> Message | None:
    """Say why nobody can apply at `moment`: too early or too late; None inside the window (TM-11)."""
    if call.published_at is None:
        return _("This call is not published yet.")
    if moment < call.opens_at:
        return _("You can apply from %(moment)s. Until then you can read the questions.", moment=call.opens_at)
    if moment >= call.closes_at:
        return _("You could apply until %(moment)s. This call is closed.", moment=call.closes_at)
    return None


class Standing(StrEnum):
    """Whether one can apply: a matter of moments, beside the state."""

    DRAFT = "draft"
    SOON = "soon"
    OPEN = "open"
    OVER = "over"


def standing(call: Any, moment: datetime) -> Standing:
    """Answer whether one can apply at `moment`."""
    if call.published_at is None:
        return Standing.DRAFT
    if moment < call.opens_at:
        return Standing.SOON
    return Standing.OPEN if moment < call.closes_at else Standing.OVER


def days_to_go(call: Any, moment: datetime) -> int:
    """Count the days until the call closes, or opens when it has not yet; zero on the day itself."""
    goal = call.opens_at if moment < call.opens_at else call.closes_at
    return (local_day(goal) - local_day(moment)).days


EVENTS: dict[str, Message] = {
    "received": _("the day your application arrives"),
    "complete": _("the day your application is complete"),
    "window_closed": _("the day the call closes"),
}


def decision_promise(call: Any) -> Message:
    """Say within how many weeks the fund decides, and from when they count (LC-11)."""
    return _(
        "within %(weeks)s weeks after %(event)s", weeks=call.decision_weeks, event=EVENTS[call.decision_term_start]
    )


def last_decision(call: Any, moment: datetime) -> Deadline:
    """Count the day by which somebody who is complete today, or on the first or the last day, knows the decision."""
    today = local_day(moment)
    first, last = local_day(call.opens_at), local_day(call.closes_at)
    by_window = call.decision_term_start == "window_closed"
    start = last if by_window else min(max(today, first), last)
    event = _("The call closes") if by_window else _("Your application is complete")
    return decision_term(start, call.decision_weeks, event=event, rule=call.decision_rule or call.code)


def own_share(call: Any) -> int:
    """Compute which share of the costs the applicant pays at least, in percents."""
    return FULL_WEIGHT - int(call.percentage)


def in_year(value: Any, old: str, new: str) -> Any:
    """Write the year of one code as the year of another in everything that a value says, texts and lists of them."""
    if isinstance(value, dict):
        return {name: in_year(item, old, new) for name, item in value.items()}
    if isinstance(value, list):
        return [in_year(item, old, new) for item in value]
    if isinstance(value, str):
        before, after = (found[0] if (found := YEAR.search(code)) else "" for code in (old, new))
        return re.sub(rf"\b{before}\b", after, value) if before and after else value
    return value


def heaviest(criteria: Iterable[Any]) -> int:
    """Find the largest weight: the longest bar."""
    return max((criterion.weight for criterion in criteria), default=FULL_WEIGHT)


_HOUR = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?(?: *uur)?", re.ASCII)


def read_hour(text: str) -> str:
    """Read a moment of the day as people write it (`9`, `17:00`, `17.00 uur`) and return it as `17:00`.

    Raises Invalid with a sentence that says how to write it.
    """
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        raise Invalid(_("Write the time as hours and minutes, for example 17:00."))
    return f"{int(found[1]):02d}:{found[2] or '00'}"


def pair_up(dutch: str, english: str) -> list[dict[str, str]]:
    """Pair the lines of two texts, one sentence a line, as texts in both languages; English may still be missing.

    Raises Invalid when there are not as many lines in both.
    """
    first, second = ([line.strip() for line in text.splitlines() if line.strip()] for text in (dutch, english))
    second = second or [""] * len(first)
    if len(first) != len(second):
        raise Invalid(
            _(
                "Write as many lines in both languages. There are %(dutch)s in Dutch and %(english)s in English.",
                dutch=len(first),
                english=len(second),
            )
        )
    return [{"nl": nl, "en": en} for nl, en in zip(first, second, strict=True)]
