"""Tell the story from the first day until today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from fund.applications.jobs import issue_receipts
from fund.applications.models import Application
from fund.awards.models import Award
from fund.calls import actions as calls
from fund.calls.models import Call
from fund.calls.queries import by_code, read_call
from fund.calls.rules import in_year
from fund.core import anchors, clock
from fund.core.audit import TheClock
from fund.core.db import db
from fund.core.jobs import keep
from fund.ledger.models import Movement
from fund.people.models import Organisation
from fund.programme.actions import load_reference
from fund.reports.jobs import send_reminders
from fund.story.bank import Bank
from fund.story.calendar import Calendar, Road
from fund.story.case import Case
from fund.story.cast import Cast, arrive, hire
from fund.story.plans import Plan, read_plans
from fund.story.roads import ROADS

BEGINS = "2025-05-19"
NEW, OLD = "FSV-2026", "FSV-2025"
RETURNED = "Stichting Rijdend Gezelschap"


@dataclass(frozen=True)
class Told:
    """What the story put in the database; `new` is False when it had been told before."""

    new: bool
    organisations: int
    applications: int
    awards: int
    movements: int


def tell() -> Told:
    """Tell the story, unless it was told before; every evening keeps its day, and the caller commits the rest.

    Every step is taken through the actions at its own moment, by the person who would take it.
    """
    if by_code(NEW) is not None:
        return _told(new=False)
    calendar = Calendar(clock.today())
    with clock.hold(calendar.at(calendar.day(BEGINS), 9)):
        load_reference()
        cast = hire(calendar.day(BEGINS))
        old = _open_old_call(calendar)
    with clock.hold(calendar.at(calendar.day("2025-12-15"), 9)):
        new = _open_new_call(calendar)
    bank = Bank(calendar, cast, sends_back=RETURNED)
    roads = [_road(plan, nth, {OLD: old, NEW: new}, cast, calendar) for nth, plan in enumerate(read_plans(), start=1)]
    calendar.walk([*roads, bank.runs(), bank.last_run(), _clockwork(calendar), _close(old, calendar)])
    anchors.drop(Path(current_app.config["AUDIT_ANCHORS"]))
    return _told(new=True)


def _road(plan: Plan, nth: int, offered: dict[str, Call], cast: Cast, calendar: Calendar) -> Road:
    """Let an applicant arrive the day before the plan begins, and follow the road of the plan."""
    yield calendar.at(calendar.day(plan.begins) - timedelta(days=1), 20, nth % 50)
    organisation, person = arrive(plan, nth)
    yield from ROADS[plan.road](Case(plan, organisation, person, offered[plan.call], cast, calendar))


def _open_old_call(calendar: Calendar) -> Call:
    facts = {name: in_year(value, NEW, OLD) for name, value in read_call(NEW.lower()).items()}
    facts |= {
        "opens_at": calendar.at(calendar.day("2025-06-02"), 9),
        "closes_at": calendar.at(calendar.day("2025-09-30"), 17),
        "ceiling": 500_000_00,
    }
    call = calls.write_call(facts, by=TheClock())
    calls.publish(call, by=TheClock())
    return call


def _open_new_call(calendar: Calendar) -> Call:
    opens, closes = calendar.at(calendar.day("2026-01-05"), 9), calendar.at(calendar.day("2026-12-11"), 17)
    return calls.load_call(NEW.lower(), opens_at=opens, closes_at=closes)


def _close(call: Call, calendar: Calendar) -> Road:
    yield calendar.at(calendar.day("2025-10-01"), 0, 5)
    calls.close(call, by=TheClock())


def _clockwork(calendar: Calendar) -> Iterator[datetime]:
    """Let the clock do its work every day: receipts and reminders, after what people did that day was kept."""
    day = calendar.day(BEGINS)
    while True:
        yield calendar.at(day, 18, 30)
        keep()
        issue_receipts()
        send_reminders()
        day += timedelta(days=1)


def _told(*, new: bool) -> Told:
    def count(model: type) -> int:
        return db.session.scalar(select(func.count()).select_from(model)) or 0

    return Told(new, count(Organisation), count(Application), count(Award), count(Movement))
