"""What goes with a grant unless somebody proposes otherwise: payments, reports, obligations. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from babel.dates import format_date

from fund.core.i18n import Message, _
from fund.core.money import Money, share, split
from fund.core.terms import months_after, weeks_after

SMALL_BELOW: Final = 25_000_00
"""Under this amount a grant is paid at once and accounts for nothing unless asked (§2.1, tier 1)."""

LARGE_FROM: Final = 125_000_00
"""From this amount a grant accounts for its costs too (§2.1, tier 3)."""


@dataclass(frozen=True)
class PlannedPayment:
    """A payment as it is proposed: cents, not before which day, after which report, or at settlement."""

    amount: int
    due_on: date | None = None
    after_interim_report: bool = False
    at_settlement: bool = False


def payment_plan(
    amount: int, *, advance_percentage: int, first_on: date, interim_report_on: date | None
) -> tuple[PlannedPayment, ...]:
    """Propose how a grant is paid: at once when small; else advances and the rest at settlement (§2.1).

    With an interim report the advance is paid in two: five parts at the start and three after the report was accepted.
    """
    if amount < SMALL_BELOW:
        return (PlannedPayment(amount, due_on=first_on),)
    advance = share(amount, advance_percentage, 100)
    rest = PlannedPayment(amount - advance, at_settlement=True)
    if interim_report_on is None:
        payments: tuple[PlannedPayment, ...] = (PlannedPayment(advance, due_on=first_on), rest)
    else:
        first, second = split(advance, (5, 3))
        later = PlannedPayment(second, due_on=interim_report_on, after_interim_report=True)
        payments = (PlannedPayment(first, due_on=first_on), later, rest)
    return tuple(payment for payment in payments if payment.amount)


class ObligationKind(StrEnum):
    """What a grantee must do (LC-57, LC-58)."""

    CARRY_OUT = "carry_out"
    INTERIM_REPORT = "interim_report"
    FINAL_REPORT = "final_report"
    REPORT_CHANGES = "report_changes"
    SHARE_LESSON = "share_lesson"
    OTHER = "other"


@dataclass(frozen=True)
class ProposedTerm:
    """An obligation as it is proposed, in both languages."""

    kind: ObligationKind
    text_nl: str
    text_en: str
    due_on: date | None = None


ALWAYS: Final = (
    ProposedTerm(
        ObligationKind.REPORT_CHANGES,
        "Verandert uw plan, of lukt iets niet? Meld het ons binnen twee weken. Dan zoeken we samen een oplossing.",
        "Does your plan change, or is something not possible? Tell us within two weeks. We find a way together.",
    ),
    ProposedTerm(
        ObligationKind.SHARE_LESSON,
        "U deelt ten minste één les. Ook een plan dat niet lukt, kan een goede les geven.",
        "You share at least one lesson. A plan that does not work out can teach something too.",
    ),
)
"""What is asked with every grant."""


@dataclass(frozen=True)
class ReportDays:
    """When reports are due; None where none is asked."""

    interim_on: date | None
    final_on: date | None


def report_days(amount: int, *, starts_on: date, ends_on: date, interim_months: int, final_weeks: int) -> ReportDays:
    """Propose when reports are due (§2.1): none for a small grant; an interim one only when the plan lasts longer."""
    if amount < SMALL_BELOW:
        return ReportDays(None, None)
    interim = months_after(starts_on, interim_months).day
    return ReportDays(interim if interim < ends_on else None, weeks_after(ends_on, final_weeks, shifts=False).day)


def why_not_interim_on(day: date, *, starts_on: date, ends_on: date) -> Message | None:
    """Say that an interim report falls while the plan is carried out."""
    if starts_on < day < ends_on:
        return None
    return _("Choose a day between the start and the end of the plan.")


def why_not_final_on(day: date, *, ends_on: date) -> Message | None:
    """Say that a final report comes when the plan has been carried out."""
    return _("Choose a day after the end of the plan.") if day <= ends_on else None


def why_final_report_is_needed(amount: int, terms: Iterable[Any]) -> Message | None:
    """Say that a grant of this amount in cents accounts for itself, so it asks for a final report (§2.1)."""
    if amount < SMALL_BELOW or any(term.kind is ObligationKind.FINAL_REPORT for term in terms):
        return None
    return _("A grant of %(least)s or more asks for a final report. Fill in the day.", least=Money(SMALL_BELOW))


def obligations(
    *, starts_on: date, ends_on: date, reports: ReportDays, extra: Iterable[str] = ()
) -> tuple[ProposedTerm, ...]:
    """Write the obligations of a grant in the order of the letter; `extra` are sentences for this grant only."""
    kind = ObligationKind
    terms = [
        ProposedTerm(
            kind.CARRY_OUT,
            f"U voert het plan uit tussen {_nl(starts_on)} en {_nl(ends_on)}.",
            f"You carry out the plan between {_en(starts_on)} and {_en(ends_on)}.",
            ends_on,
        )
    ]
    if reports.interim_on is not None:
        terms.append(
            ProposedTerm(
                kind.INTERIM_REPORT,
                f"U stuurt ons uiterlijk {_nl(reports.interim_on)} een tussenverslag.",
                f"You send us an interim report by {_en(reports.interim_on)}.",
                reports.interim_on,
            )
        )
    if reports.final_on is not None:
        terms.append(
            ProposedTerm(
                kind.FINAL_REPORT,
                f"U stuurt ons uiterlijk {_nl(reports.final_on)} een eindverslag.",
                f"You send us a final report by {_en(reports.final_on)}.",
                reports.final_on,
            )
        )
    own = (ProposedTerm(kind.OTHER, text.strip(), text.strip()) for text in extra if text.strip())
    return (*terms, *ALWAYS, *own)


def _nl(day: date) -> str:
    return format_date(day, "d MMMM y", locale="nl")


def _en(day: date) -> str:
    return format_date(day, "d MMMM y", locale="en")
