"""The parts of the form as a task list: what each lacks, how it stands, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from fund.applications.rules import money, papers, plan
from fund.applications.rules.gaps import Gap, Kind
from fund.applications.rules.money import costs
from fund.calls.rules import may_apply_at
from fund.core.calendar import local_day
from fund.core.i18n import Message, _
from fund.core.money import Money

Check = Callable[[Any, date], Iterator[Gap]]
Begun = Callable[[Any], bool]


@dataclass(frozen=True)
class Part:
    """A part of the form: its name in the address, its title, what it checks, and whether somebody began with it."""

    name: str
    title: Message
    section: str
    check: Check
    begun: Begun


@dataclass(frozen=True)
class Look:
    """How a part stands: the kind of shape, its word, and a line that says more, if there is one."""

    part: Part
    kind: str
    word: Message
    hint: Message | None = None


@dataclass(frozen=True)
class NextStep:
    """What happens next, who does it, before which moment; `part` is where, `kind` is empty, `late` or `rest`."""

    what: Message
    who: tuple[str, ...] = ()
    before: datetime | date | None = None
    part: str = ""
    kind: str = ""


def _any_day(check: Callable[[Any], Iterator[Gap]]) -> Check:
    return lambda application, _day: check(application)


SECTIONS: Final[dict[str, Message]] = {
    "organisation": _("Your organisation"),
    "plan": _("Your plan"),
    "money": _("Money"),
    "papers": _("Attachments and declarations"),
}


def _any_of(*fields: str) -> Begun:
    return lambda application: any(getattr(application, field) for field in fields)


PARTS: Final[tuple[Part, ...]] = (
    Part(
        "organisation",
        _("Details of the organisation"),
        "organisation",
        _any_day(papers.organisation),
        lambda _each: True,
    ),
    Part("account", _("Bank account"), "organisation", _any_day(papers.account), lambda _each: False),
    Part("signing", _("Who may submit"), "organisation", _any_day(papers.signing), lambda _each: False),
    Part("plan", _("What is it about?"), "plan", plan.plan, _any_of("summary", "problem", "activities", "starts_on")),
    Part(
        "impulse",
        _("Why now, and what comes after?"),
        "plan",
        _any_day(plan.impulse),
        _any_of("why_impulse", "continuity", "learning_question"),
    ),
    Part("tasks", _("Societal tasks"), "plan", _any_day(plan.tasks), _any_of("task_links")),
    Part("line", _("Development line"), "plan", _any_day(plan.line), _any_of("line_id", "line_reason")),
    Part("places", _("Place and target group"), "plan", _any_day(plan.places), _any_of("places", "target_group")),
    Part("partners", _("Partners"), "plan", _any_day(plan.partners), _any_of("partners", "no_partners")),
    Part("budget", _("Budget"), "money", _any_day(money.budget), _any_of("budget_lines")),
    Part("financing", _("Who pays what?"), "money", _any_day(money.financing), _any_of("requested", "financing_lines")),
    Part("attachments", _("Attachments"), "papers", _any_day(papers.attachments), lambda each: bool(papers.kept(each))),
    Part(
        "declarations",
        _("Declarations"),
        "papers",
        _any_day(papers.declarations),
        _any_of("de_minimis", "declared_true", "declared_solvent"),
    ),
)
BY_NAME: Final = {each.name: each for each in PARTS}


def part(name: str) -> Part | None:
    """Find a part by its name in the address."""
    return BY_NAME.get(name)


def after(name: str) -> Part | None:
    """Find the part that follows; None after the last one."""
    place = [each.name for each in PARTS].index(name)
    return PARTS[place + 1] if place + 1 < len(PARTS) else None


def gaps(application: Any, name: str, day: date) -> list[Gap]:
    """List what one part lacks and what in it could be better, if it were submitted on `day`."""
    return list(BY_NAME[name].check(application, day))


def missing(application: Any, day: date) -> list[tuple[Part, Gap]]:
    """List everything that stands in the way of submitting on `day`, in the order of the form."""
    return [(each, gap) for each in PARTS for gap in each.check(application, day) if gap.blocks]


def every_part_is_ready(application: Any, day: date) -> Message | None:
    """Check that every part of the form is ready before the application is submitted."""
    lacking = missing(application, day)
    if not lacking:
        return None
    first, gap = lacking[0]
    if len(lacking) == 1:
        return _("This is still missing in %(part)s: %(reason)s", part=first.title, reason=gap.reason)
    return _(
        "Not everything is ready (%(count)s points). First in %(part)s: %(reason)s",
        count=len(lacking),
        part=first.title,
        reason=gap.reason,
    )


def look(application: Any, each: Part, day: date) -> Look:
    """Tell how a part stands on `day`: still to do, busy, to be improved, or ready."""
    found = list(each.check(application, day))
    to_improve = [gap for gap in found if gap.kind is not Kind.MISSING]
    if to_improve:
        return Look(each, "late", _("Improve"), _improve(to_improve))
    if found:
        if each.begun(application):
            return Look(each, "busy", _("Busy"), _says(application, each, found))
        return Look(each, "todo", _("To do"), _says(application, each, found))
    return Look(each, "good", _("Ready"), _says(application, each, []))


def _improve(found: list[Gap]) -> Message:
    activities = [gap for gap in found if gap.kind is Kind.HINT]
    if len(activities) == len(found) == 1:
        return _("One answer is still an activity, not an effect")
    return found[0].reason


def _says(application: Any, each: Part, found: list[Gap]) -> Message | None:
    """Say the sum or the count of a part, or what is left of it."""
    if each.name == "budget" and application.budget_lines:
        return _("Total %(total)s", total=Money(costs(application), decimals=False))
    if each.name == "financing":
        return next((gap.reason for gap in found if gap.field == "difference"), None)
    if each.name == "attachments":
        wanted = [document for document in application.call.required_documents if not document.is_voluntary]
        there = len(wanted) - len(found)
        return _("%(there)s of %(wanted)s added", there=there, wanted=len(wanted)) if wanted else None
    if len(found) == 1:
        return found[0].reason
    return None


def ready(looks: Iterable[Look]) -> int:
    """Count the parts that are ready."""
    return sum(each.kind == "good" for each in looks)


def may_submit_at(call: Any, moment: datetime) -> Message | None:
    """Say why nothing can be submitted at `moment`, and that all answers stay (TM-11); None inside the window."""
    if moment >= call.closes_at:
        return _(
            "This call closed on %(moment)s, so you can no longer submit. All your answers are kept as a draft.",
            moment=call.closes_at,
        )
    return may_apply_at(call, moment)


def next_step(application: Any, looks: list[Look], moment: datetime) -> NextStep:
    """Say what a draft needs next: improve, go on, or submit; or that the call has closed."""
    if reason := may_apply_at(application.call, moment):
        return NextStep(reason, kind="rest")
    closes = application.call.closes_at
    if not missing(application, local_day(moment)):
        signatories = tuple(papers.signatories(application.organisation))
        return NextStep(_("Check your answers and submit"), signatories, closes, "review")
    writers = tuple(papers.writers(application.organisation))
    for kind, sentence in (
        ("late", _("Improve your answer in ‘%(part)s’")),
        ("busy", _("Complete ‘%(part)s’")),
        ("todo", _("Fill in ‘%(part)s’")),
    ):
        for each in looks:
            if each.kind == kind:
                what = Message(sentence.text, {"part": each.part.title})
                return NextStep(what, writers, closes, each.part.name)
    raise AssertionError("something is missing, so a part is not ready")
