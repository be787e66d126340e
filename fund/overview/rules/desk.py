"""What happens next in a case, who does it, before when; and how urgent that is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from fund.core.i18n import Message, _

SOON: Final = 1
"""Today and tomorrow."""

WEEK: Final = 7

REVIEW_DAYS: Final = 14
"""Days to review a report after it came in, and to propose or sign the determination after that; our own rule."""


class Urgency(StrEnum):
    """How soon something must be done; `WAITS` is up to somebody else."""

    LATE = "late"
    SOON = "soon"
    WEEK = "week"
    LATER = "later"
    WAITS = "waits"


URGENCIES: Final[dict[Urgency, Message]] = {
    Urgency.LATE: _("Late"),
    Urgency.SOON: _("Today and tomorrow"),
    Urgency.WEEK: _("This week"),
    Urgency.LATER: _("Later"),
    Urgency.WAITS: _("Waits for somebody else"),
}


def urgency(due: date | None, today: date, *, waits: bool = False) -> Urgency:
    """Tell how urgent something is that is due on `due`; what waits for somebody else is mine again when it is late."""
    if waits and (due is None or due >= today):
        return Urgency.WAITS
    if due is None:
        return Urgency.LATER
    if due < today:
        return Urgency.LATE
    left = (due - today).days
    return Urgency.SOON if left <= SOON else Urgency.WEEK if left <= WEEK else Urgency.LATER


def how_soon(due: date | None, today: date) -> Message:
    """Say how soon, in words: late, today, tomorrow, in three days."""
    if due is None:
        return _("no date")
    left = (due - today).days
    if left < -1:
        return _("%(days)s days late", days=-left)
    if left in (-1, 0, 1):
        return {-1: _("1 day late"), 0: _("today"), 1: _("tomorrow")}[left]
    return _("in %(days)s days", days=left)


class Door(StrEnum):
    """Where the next step is taken."""

    DECLARE = "declare"
    CLOSED = "closed"
    TAKE_UP = "take_up"
    ASSIGN = "assign"
    CHASE = "chase"
    SCORE = "score"
    DISCUSS = "discuss"
    ADVISE = "advise"
    PROPOSE = "propose"
    DECISION = "decision"
    OBJECTION = "objection"
    REPORT = "report"
    AWARD = "award"
    SETTLE = "settle"
    NONE = "none"


@dataclass(frozen=True)
class Scoring:
    """Somebody who scores, the state of that, and the day before which."""

    name: str
    state: str
    due_on: date


@dataclass(frozen=True)
class Facts:
    """What the next step depends on; states as words, None where there is nothing yet."""

    state: str
    handler: str = ""
    decide_by: date | None = None
    next_step_by: date | None = None
    assessors_needed: int = 0
    scoring: Sequence[Scoring] = field(default=())
    own: str | None = None
    """State of the reader's own scores."""
    own_due: date | None = None
    """Before when the reader gives their points."""
    apart: int = 0
    """Criteria on which the scores lie far apart."""
    decision: str | None = None
    unheard: bool = False
    """The mail with the decision did not arrive."""
    objection_by: date | None = None
    """Before when an objection that came in is decided."""
    award: str | None = None
    report: str | None = None
    report_due: date | None = None
    """Before when the report comes in, or is explained; when it came in, before when it is reviewed."""
    to_call: bool = False
    """No reminder helped: the last one about the report went to who handles the case."""
    ends_on: date | None = None
    """The last day of the plan; the grant can be determined from the day after (LC-70b)."""
    final_accepted_on: date | None = None
    recover_by: date | None = None
    """Before when money comes back that was asked back; None when nothing is to come."""
    today: date | None = None


@dataclass(frozen=True)
class NextStep:
    """The one next step: what, who, before when, and where; `rests` when nobody in the fund has to do anything."""

    what: Message
    who: str | Message = ""
    before: date | None = None
    door: Door = Door.NONE
    rests: bool = False


NOT_SCORING: Final = frozenset({"withheld", "taken_off"})
"""States of scores that will not count."""

HANDLER: Final = _("a case handler")


def review_by(since: date | None) -> date | None:
    """Answer before when something is reviewed that came in on a day."""
    return None if since is None else since + timedelta(days=REVIEW_DAYS)


def settle_by(ends_on: date, final_accepted_on: date | None) -> date:
    """Answer before when a determination is proposed: counted from the accepted final report, not before the end."""
    return max(final_accepted_on or ends_on, ends_on) + timedelta(days=REVIEW_DAYS)


def ask(missing: int) -> Message:
    """Say how many people must still be asked to score."""
    if missing > 1:
        return _("Ask %(count)s people to score", count=missing)
    return _("Ask one more person to score")


def still_to_ask(needed: int, states: Iterable[str]) -> int:
    """Answer how many people must still be asked to score, by the states of who was asked, the reader too."""
    return max(needed - sum(state not in NOT_SCORING for state in states), 0)


def talk(apart: int) -> Message:
    """Say on how many criteria the points lie far apart."""
    if apart == 1:
        return _("Talk about the difference on one criterion")
    return _("Talk about the differences on %(count)s criteria", count=apart)


def can_be_paid(count: int) -> Message:
    """Say how many payments can be made now."""
    if count == 1:
        return _("1 payment can be made")
    return _("%(count)s payments can be made", count=count)


def next_step(facts: Facts) -> NextStep:
    """Find the one next step of a case."""
    handler: str | Message = facts.handler or HANDLER
    if facts.state == "submitted":
        return NextStep(
            _("Check whether the application is complete"), handler, facts.next_step_by or facts.decide_by, Door.TAKE_UP
        )
    if facts.state == "in_assessment":
        return _assessing(facts, handler)
    if facts.state in ("advised", "granted", "refused") and facts.decision != "served":
        return _deciding(facts, handler)
    if facts.unheard:
        return NextStep(_("Call the applicant, and send the decision again"), handler, None, Door.DECISION)
    if facts.state == "granted":
        return _running(facts, handler)
    if facts.state == "refused" and facts.objection_by is not None:
        who = _("somebody else than who decided")
        return NextStep(_("Decide on the objection"), who, facts.objection_by, Door.OBJECTION)
    if facts.state == "refused":
        return NextStep(_("This case is decided: no grant"), rests=True)
    return NextStep(_("This application was withdrawn"), rests=True)


def _assessing(facts: Facts, handler: str | Message) -> NextStep:
    scoring = [one for one in facts.scoring if one.state not in NOT_SCORING]
    to_come = [one for one in scoring if one.state == "draft"]
    if facts.own == "draft":
        return NextStep(_("Give your points"), _("you"), facts.own_due, Door.SCORE)
    if missing := still_to_ask(facts.assessors_needed, (one.state for one in scoring)):
        return NextStep(ask(missing), handler, facts.decide_by, Door.ASSIGN)
    if to_come:
        names = ", ".join(one.name for one in to_come)
        return NextStep(_("Wait for the points"), names, min(one.due_on for one in to_come), Door.CHASE)
    if facts.apart:
        names = ", ".join(one.name for one in scoring)
        return NextStep(talk(facts.apart), names, facts.decide_by, Door.DISCUSS)
    return NextStep(_("Write the advice"), handler, facts.decide_by, Door.ADVISE)


def _deciding(facts: Facts, handler: str | Message) -> NextStep:
    if facts.decision == "proposed":
        return NextStep(_("Sign the decision"), _("a decision maker"), facts.decide_by, Door.DECISION)
    if facts.decision == "sent_back":
        return NextStep(_("Mend the proposal that was sent back"), handler, facts.decide_by, Door.DECISION)
    if facts.decision == "approved":
        return NextStep(_("Send the letter"), handler, facts.decide_by, Door.DECISION)
    return NextStep(_("Propose the decision"), handler, facts.decide_by, Door.PROPOSE)


def _running(facts: Facts, handler: str | Message) -> NextStep:
    if facts.award == "closed":
        return NextStep(_("This grant is closed: everything was paid and settled"), rests=True, door=Door.AWARD)
    runs_on = facts.ends_on is not None and facts.today is not None and facts.today <= facts.ends_on
    first_day = None if facts.ends_on is None else facts.ends_on + timedelta(days=1)
    if facts.report == "submitted":
        return NextStep(_("Accept the report or ask a question"), handler, facts.report_due, Door.REPORT)
    if facts.to_call:
        call = _("Call the grantee about the report that is late")
        return NextStep(call, handler, facts.report_due, Door.REPORT)
    if facts.report == "questioned":
        answer = _("Wait for the answer about the report")
        return NextStep(answer, _("the grantee"), facts.report_due, Door.REPORT)
    if facts.report == "expected":
        what = _("Wait for the report. No determination before %(day)s", day=first_day) if runs_on else None
        return NextStep(what or _("Wait for the report"), _("the grantee"), facts.report_due, Door.AWARD)
    if facts.award == "settled":
        return _paying(facts)
    if runs_on:
        what = _("The plan is carried out. No determination before %(day)s", day=first_day)
        return NextStep(what, _("the grantee"), facts.ends_on, Door.AWARD, rests=True)
    by = None if facts.ends_on is None else settle_by(facts.ends_on, facts.final_accepted_on)
    return NextStep(_("Propose the determination"), handler, by, Door.SETTLE)


def _paying(facts: Facts) -> NextStep:
    """Say what is still to pay or to receive after a determination."""
    if facts.recover_by is None:
        return NextStep(_("Pay what is left"), _("finance"), None, Door.AWARD)
    if facts.today is not None and facts.today > facts.recover_by:
        return NextStep(_("Call about the money that did not come back"), _("finance"), facts.recover_by, Door.AWARD)
    return NextStep(_("Wait for the money that was asked back"), _("the grantee"), facts.recover_by, Door.AWARD)
