"""The letters of a decision: an award or a refusal, in Dutch (the legal text) and as a courtesy in English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, TypeAlias

from fund.core import clock
from fund.core.clock import local_day
from fund.core.i18n import LEGAL_LANGUAGE, Language, local
from fund.core.legal_terms import objection_term
from fund.core.money import format_amount
from fund.decisions import rules
from fund.decisions.models import Decision
from fund.documents import drawings
from fund.documents.actions import issue_letter
from fund.documents.drawings import Drawn
from fund.documents.letters import Letter, Signer
from fund.documents.models import Document
from fund.documents.queries import coming_letter_number
from fund.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the sum: which step, and cents."""

    code: str
    cents: int


@dataclass(frozen=True, kw_only=True)
class Payment:
    """A payment that is promised: cents, not before which day, after which report, or at the end."""

    amount: int
    due_on: date | None
    after_report: bool
    at_settlement: bool


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A ground of refusal with its article."""

    article: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Award(Letter):
    """What an award letter says."""

    template: ClassVar[str] = "decisions/letters/award"

    project: str
    applied_on: date
    call: str
    legal_basis: str
    amount: int
    requested: int
    points: int
    minimum_points: int
    percentage: int
    sum: tuple[Line, ...]
    payments: tuple[Payment, ...]
    obligations: tuple[str, ...]
    starts_on: date
    ends_on: date
    reasons: tuple[str, ...]
    departure: tuple[str, ...] = ()
    """Why it is not what was advised (LC-72b); nothing when it is."""
    de_minimis: bool


@dataclass(frozen=True, kw_only=True)
class Refusal(Letter):
    """What a refusal letter says."""

    template: ClassVar[str] = "decisions/letters/refusal"

    project: str
    applied_on: date
    call: str
    legal_basis: str
    requested: int
    points: int
    minimum_points: int
    grounds: tuple[Ground, ...]
    criteria: tuple[tuple[str, int, int], ...]
    """Per criterion: its title, what it added in hundredths of a point, and its weight in points."""
    reasons: tuple[str, ...]
    departure: tuple[str, ...] = ()
    """Why it is not what was advised (LC-72b); nothing when it is."""


def letter_of(decision: Decision, language: Language = LEGAL_LANGUAGE, *, object_until: date | None = None) -> Letter:
    """Write the letter of a decision in a language, from what was decided: for a preview and for the real one.

    A preview has the objection clause as if the letter went out today, and a place for the name of who signs.
    """
    application = decision.application
    organisation = application.organisation
    contact = application.submitted_by or application.created_by
    common: dict[str, Any] = {
        "language": language,
        "addressee": (
            organisation.name,
            f"{'t.a.v.' if language == 'nl' else 'attn.'} {contact.name}",
            organisation.street,
            f"{organisation.postcode} {organisation.town}".strip(),
        ),
        "salutation": f"Beste {contact.name}," if language == "nl" else f"Dear {contact.name},",
        "contact": application.handler.name if application.handler is not None else "",
        "signer": _signer(decision, language),
        "object_until": object_until or objection_term(clock.today()).day,
        "by_post": rules.goes_by_post(application),
        "project": application.title,
        "applied_on": local_day(application.submitted_at or decision.proposed_at),
        "call": local(application.call.title, language),
        "legal_basis": local(application.call.legal_basis, language),
        "requested": application.requested or 0,
        "points": decision.advice.total,
        "minimum_points": application.call.minimum_total,
        "reasons": _paragraphs(decision.reasoning),
        "departure": _paragraphs(decision.deviation),
    }
    return _award(decision, language, common) if decision.amount else _refusal(decision, language, common)


def _award(decision: Decision, language: Language, common: dict[str, Any]) -> Award:
    application, amount = decision.application, format_amount(decision.amount, language, decimals=False)
    day = clock.today()
    return Award(
        **common,
        title=f"U krijgt {amount} subsidie" if language == "nl" else f"You receive a grant of {amount}",
        amount=decision.amount,
        percentage=application.call.percentage,
        sum=tuple(Line(code=step["code"], cents=step["cents"]) for step in decision.calculation),
        payments=tuple(
            Payment(
                amount=item.amount,
                due_on=item.due_on,
                after_report=item.after_obligation is not None,
                at_settlement=item.at_settlement,
            )
            for item in decision.instalments
        ),
        obligations=tuple(item.text_nl if language == "nl" else item.text_en for item in decision.obligations),
        starts_on=application.starts_on or day,
        ends_on=application.ends_on or day,
        de_minimis=decision.state_aid == "de_minimis",
    )


def _refusal(decision: Decision, language: Language, common: dict[str, Any]) -> Refusal:
    call = decision.application.call
    titles = {criterion.code: local(criterion.title, language) for criterion in call.criteria}
    return Refusal(
        **common,
        title="U krijgt geen subsidie" if language == "nl" else "You do not receive a grant",
        grounds=tuple(
            Ground(article=ground.article, text=local(ground.text, language))
            for ground in call.refusal_grounds
            if ground.code in decision.ground_codes
        ),
        criteria=tuple(
            (titles.get(line["code"], line["code"]), line["contribution"], line["weight"])
            for line in decision.advice.calculation
        ),
    )


def _signer(decision: Decision, language: Language) -> Signer:
    """Name who signed; in a preview, the place where that name comes."""
    if decision.decided_by is None:
        return Signer(name="[naam]" if language == "nl" else "[name]", function="")
    return Signer(name=decision.decided_by.name, function=decision.decided_capacity)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n") if part.strip())


Ahead: TypeAlias = "tuple[Drawn, ...]"
"""The letters in Dutch and in English as they were drawn ahead; empty when they were not."""


def draw_ahead(decision: Decision, *, again: int = 0) -> Ahead:
    """Draw both letters as they go out today, before the transaction that keeps them; `again` is as for `issue`.

    Ends the transaction that was there. Raises PressDown.
    """
    number = coming_letter_number(decision.application.number or "", _series(decision, again))
    return drawings.draw_ahead((letter_of(decision), number), (letter_of(decision, "en"), number))


def draw(decision: Decision, *, object_until: date | None, ahead: Ahead = (), by: Person) -> None:
    """Draw and keep both letters of a decision; raises PressDown when that cannot be done now.

    A letter that goes by post tells how long one can object instead of until which day (WM-03).
    """
    decision.letter, decision.courtesy_letter = issue(decision, object_until=object_until, ahead=ahead, by=by)


def issue(
    decision: Decision, *, object_until: date | None, again: int = 0, ahead: Ahead = (), by: Person
) -> tuple[Document, Document]:
    """Draw and keep the letters, once for each time that a decision is sent; `again` counts from 1.

    Sent again, `FSV-2026-000123/B1` is `FSV-2026-000123/B1-1`. What was drawn `ahead` is kept when it still fits.
    """
    once = f"decision:{decision.key}:again:{again}" if again else f"decision:{decision.key}"
    in_dutch, in_english = ahead or (None, None)
    dutch = issue_letter(
        letter_of(decision, object_until=object_until),
        drawn=in_dutch,
        subject=decision,
        reference=once,
        case_number=decision.application.number or "",
        series=_series(decision, again),
        by=by,
    )
    english = issue_letter(
        letter_of(decision, "en", object_until=object_until),
        drawn=in_english,
        subject=decision,
        reference=f"{once}:en",
        translation_of=dutch,
        by=by,
    )
    return dutch, english


def _series(decision: Decision, again: int) -> str:
    return f"{decision.number.removeprefix(f'{decision.application.number}/')}-" if again else "B"


def notice_facts(decision: Decision) -> dict[str, object]:
    """Answer what the mail about a decision says."""
    return {
        "number": decision.number,
        "project": decision.application.title,
        "amount": decision.amount,
        "object_until": decision.served_last.object_until,
        "case_number": decision.application.number,
    }
