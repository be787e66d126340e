"""The plan itself: what it is about, whom and what it helps, where, and with whom (domain §4.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from fund.applications.rules.gaps import Gap, Kind, unanswered
from fund.applications.rules.outcome import is_activity
from fund.core.i18n import Message, _

MOST_TASKS = 3
"""One strong task counts more than three weak ones."""
MOST_YEARS = 5
"""A grant is a start: a plan that takes longer has a wrong year in it."""


def plan(application: Any, day: date) -> Iterator[Gap]:
    """Check what the plan is about, and when it happens; `day` is the day on which it would be submitted."""
    yield from unanswered(
        application,
        {
            "title": _("Give your plan a name."),
            "summary": _("Write in a few sentences what your plan is."),
            "problem": _("Write which problem you saw."),
            "activities": _("Write what you are going to do."),
            "starts_on": _("Fill in when you start."),
            "ends_on": _("Fill in when you are done."),
        },
    )
    if reason := wrong_start(application.call, application.starts_on, day):
        yield Gap("starts_on", reason, Kind.WRONG)
    if reason := wrong_end(application.starts_on, application.ends_on):
        yield Gap("ends_on", reason, Kind.WRONG)


def wrong_start(call: Any, starts_on: date | None, day: date) -> Message | None:
    """Say when the plan may start at the earliest, if it starts before that day.

    A plan that began before the application (`day`) is refused, whatever the call says about a first day.
    """
    if starts_on is None:
        return None
    if call.earliest_start_on is not None and starts_on < call.earliest_start_on:
        return _("In this call a plan starts on %(day)s or later.", day=call.earliest_start_on)
    if starts_on < day:
        return _("You cannot start before you submit your application. Choose %(day)s or a later day.", day=day)
    return None


def wrong_end(starts_on: date | None, ends_on: date | None) -> Message | None:
    """Say that a plan cannot be done before it starts, and does not take longer than MOST_YEARS."""
    if starts_on is None or ends_on is None:
        return None
    if ends_on < starts_on:
        return _("The end is before the start (%(start)s). Choose a later day.", start=starts_on)
    if (ends_on.year - MOST_YEARS, ends_on.month, ends_on.day) > (starts_on.year, starts_on.month, starts_on.day):
        return _("A plan takes at most %(years)s years. Choose an earlier day.", years=MOST_YEARS)
    return None


def impulse(application: Any) -> Iterator[Gap]:
    """Check why money is needed now, and how the plan goes on afterwards (S12)."""
    yield from unanswered(
        application,
        {
            "why_impulse": _("Write why you need this money to start."),
            "continuity": _("Write how it goes on after the grant."),
            "learning_question": _("Write what you want to find out."),
        },
    )


def tasks(application: Any) -> Iterator[Gap]:
    """Check the links to societal tasks: how, for whom, what changes, how much, when, and how seen (F13)."""
    if not application.task_links:
        yield Gap("tasks", _("Choose at least one task that your plan helps."))
    if len(application.task_links) > MOST_TASKS:
        yield Gap("tasks", _("Choose at most %(most)s tasks.", most=MOST_TASKS), Kind.WRONG)
    for link in application.task_links:
        yield from _task(link)


def _task(link: Any) -> Iterator[Gap]:
    name = link.task.name
    questions = {
        "how": _("%(task)s: write how your plan helps.", task=name),
        "for_whom": _("%(task)s: write for whom something changes.", task=name),
        "what_changes": _("%(task)s: write what is different for them.", task=name),
        "how_much": _("%(task)s: write how much changes.", task=name),
        "by_when": _("%(task)s: write by when.", task=name),
        "how_seen": _("%(task)s: write how you see it.", task=name),
    }
    for gap in unanswered(link, questions):
        yield Gap(f"task-{link.task_id}-{gap.field}", gap.reason)
    if is_activity(link.what_changes):
        yield Gap(
            f"task-{link.task_id}-what_changes",
            _("%(task)s: write what changes, not what you do.", task=name),
            Kind.HINT,
        )


def line(application: Any) -> Iterator[Gap]:
    """Check that a development line was chosen, and why (S4)."""
    yield from unanswered(
        application,
        {"line_id": _("Choose the line that fits your plan."), "line_reason": _("Write why this line fits.")},
    )


def places(application: Any) -> Iterator[Gap]:
    """Check where the plan happens and for whom; one place is the main one (NB-03)."""
    if not application.places:
        yield Gap("places", _("Choose at least one municipality."))
    elif not any(place.is_main for place in application.places):
        yield Gap("main", _("Choose the main place."))
    yield from unanswered(
        application,
        {
            "target_group": _("Write for whom the plan is."),
            "people_reached": _("Fill in how many people take part."),
        },
    )


def partners(application: Any) -> Iterator[Gap]:
    """Check that the partners are named, or that it was said that there are none."""
    if not application.partners and not application.no_partners:
        yield Gap("lines", _("Name a partner, or tick that you do it alone."))
    for number, partner in enumerate(application.partners):
        if not partner.role.strip():
            yield Gap(f"lines-{number}-role", _("Write what this partner does."))
