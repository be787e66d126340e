"""What the pages of calls share: the blueprint, and everything that one page of a call shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, current_app, render_template, url_for

from fund.calls import rules
from fund.calls.models import Call
from fund.calls.rules import Standing
from fund.core import clock
from fund.core.calendar import local_day
from fund.core.i18n import Message, _
from fund.core.terms import Deadline
from fund.ledger.queries import known_position
from fund.ledger.rules import CallPosition
from fund.people.roles import is_staff
from fund.web import filters
from fund.web.guard import actor
from fund.web.paths import address

blueprint = Blueprint("calls", __name__)


@dataclass(frozen=True)
class Shown:
    """A call with what is known of it at this moment, for a line of a list or the head of a page."""

    call: Call
    standing: Standing
    look: tuple[str, Message]
    left: int | None
    """Cents still to be divided; None for a call that does not show it."""
    url: str
    last_line: tuple[Message, Message | datetime]
    """The label and the moment that matter most now: when it closes, or opens."""


def shown(call: Call, moment: datetime, *, left: int | None = None) -> Shown:
    """Gather what a line shows of a call at `moment`."""
    standing = rules.standing(call, moment)
    return Shown(
        call=call,
        standing=standing,
        look=look_of(call, standing),
        left=left,
        url=url_for("calls.call", slug=call.slug),
        last_line=_last_line(call, standing, rules.days_to_go(call, moment)),
    )


def look_of(call: Call, standing: Standing) -> tuple[str, Message]:
    """Choose the shape and the word for whether one can apply."""
    looks = {
        Standing.DRAFT: ("draft", _("Draft")),
        Standing.SOON: ("todo", _("Opens on %(day)s", day=local_day(call.opens_at))),
        Standing.OPEN: ("good", _("Open")),
        Standing.OVER: ("shut", _("Closed")),
    }
    return looks[standing]


def _last_line(call: Call, standing: Standing, days: int) -> tuple[Message, datetime]:
    if standing in {Standing.SOON, Standing.DRAFT}:
        return _counted(
            days, _("Opens today"), _("Opens tomorrow"), _("Opens in %(days)s days", days=days)
        ), call.opens_at
    if standing is Standing.OPEN:
        return (
            _counted(days, _("Closes today"), _("Closes tomorrow"), _("Closes in %(days)s days", days=days)),
            call.closes_at,
        )
    return _("Closed on"), call.closes_at


def _counted(days: int, today: Message, tomorrow: Message, later: Message) -> Message:
    return today if days <= 0 else tomorrow if days == 1 else later


def dates(call: Call, moment: datetime) -> list[tuple[str, str, str]]:
    """Write the dates of a call as a line of moments: kind, when, what."""
    standing = rules.standing(call, moment)
    opens = "now" if standing in {Standing.SOON, Standing.DRAFT} else ""
    closes = {Standing.OPEN: "now", Standing.OVER: ""}.get(standing, "next")
    after = "next" if standing is not Standing.OVER else "now"
    label, _at = _last_line(call, standing, rules.days_to_go(call, moment))
    return [
        (opens, filters.moment(call.opens_at), str(_("Open") if opens == "" else label)),
        (
            closes,
            filters.moment(call.closes_at),
            str(label if closes == "now" else _("Closes") if closes else _("Closed")),
        ),
        (after, str(rules.decision_promise(call)), str(_("Decision"))),
        ("next", str(_("within 6 weeks after the decision")), str(_("First payment"))),
    ]


def page(call: Call, *, preview: bool = False) -> str:
    """Render the page of a call; as a preview nobody can apply, and the ceiling is not yet in the ledger."""
    moment = clock.now()
    return render_template(
        "calls/call.html",
        call=call,
        shown=shown(call, moment),
        position=_position(call, preview=preview),
        dates=dates(call, moment),
        decision=trail(rules.last_decision(call, moment)),
        own_share=rules.own_share(call),
        heaviest=rules.heaviest(call.criteria),
        apply_url="" if preview or is_staff(actor()) else address("applications.start", slug=call.slug),
        questions_url="" if preview else address("applications.questions", slug=call.slug),
        why_not=rules.may_apply_at(call, moment),
        mail=current_app.config.get("AUTHORITY_MAIL", ""),
        moment=moment,
        preview=preview,
    )


def _position(call: Call, *, preview: bool) -> CallPosition:
    if preview:
        return CallPosition(
            code=call.code,
            ceiling=call.ceiling,
            left=call.ceiling,
            reserved=0,
            committed=0,
            in_transit=0,
            paid=0,
            released=0,
        )
    return known_position(call.code)


def trail(deadline: Deadline) -> tuple[str, list[tuple[str, str]]]:
    """Write a deadline as the component shows it: the day, and the lines of its sum."""
    return filters.day(deadline.day), [(str(line.label), _value(line.value)) for line in deadline.trail]


def _value(value: date | int) -> str:
    if isinstance(value, date):
        return filters.day_short(value)
    return str(_("+ %(days)s days", days=value))
