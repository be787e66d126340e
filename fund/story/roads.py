"""The roads that cases take: every state of the fund is at the end of one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from fund.applications import actions as applications
from fund.assessment import actions as assessment
from fund.core import clock
from fund.decisions import actions as decisions
from fund.objections.actions import file_objection
from fund.payments import actions as payments
from fund.payments.queries import account_of
from fund.reports.models import ReportKind
from fund.story import case as steps
from fund.story.case import Case
from fund.story.running import accept_report, ask_about, file_report, settle

Steps = Iterator[datetime]


def draft(case: Case) -> Steps:
    """Begin, and stop half-way: Noor goes on by hand."""
    yield from steps.draft(case)


def submitted(case: Case) -> Steps:
    """Submit; nobody took it up yet."""
    yield from steps.apply(case)


def withdrawn(case: Case) -> Steps:
    """Submit and withdraw: another fund pays."""
    yield from steps.apply(case)
    yield case.at(12, 16, 0)
    applications.withdraw(case.application, by=case.person, reason="Wij hebben het geld ergens anders gevonden.")


def in_assessment(case: Case) -> Steps:
    """One of two people scored."""
    yield from steps.apply(case)
    yield from steps.take_up(case)
    yield from steps.score(case, "daan", after=24)


def discuss(case: Case) -> Steps:
    """Both scored, two points apart on one criterion."""
    yield from steps.apply(case)
    yield from steps.take_up(case)
    yield from steps.score(case, "daan", after=26, change={"enterprise": 3})
    yield from steps.score(case, "fatima", after=27)


def conflict(case: Case) -> Steps:
    """Fatima has an interest and steps aside; somebody else must score."""
    yield from steps.apply(case)
    yield from steps.take_up(case)
    yield from steps.score(case, "daan", after=22)
    yield case.at(23, 9, 40)
    assessment.declare_interest(
        case.application, has_interest=True, explanation="Mijn zus zit in het bestuur.", by=case.cast["fatima"]
    )


def advised(case: Case) -> Steps:
    """Get an advice; no decision was proposed yet."""
    yield from steps.apply(case)
    yield from steps.assess(case)


def proposed(case: Case) -> Steps:
    """Wait for a signature."""
    yield from advised(case)
    yield from steps.propose(case, after=60)


def sent_back(case: Case) -> Steps:
    """Send a proposal back."""
    yield from proposed(case)
    yield case.at(70, 10, 30)
    marieke = case.cast["marieke"]
    assessment.declare_interest(case.application, has_interest=False, by=marieke)
    decisions.send_back(case.decision, "Leg uit waarom de huur meetelt.", by=marieke)


def signed(case: Case) -> Steps:
    """Signed; the letter must still go out."""
    yield from advised(case)
    yield from steps.propose(case, after=125)
    yield from steps.sign(case, after=139)


def refused(case: Case) -> Steps:
    """Refused: too few points."""
    yield from steps.apply(case)
    yield from steps.assess(case, amount=0)
    yield from steps.decide(case, amount=0)


def objected(case: Case) -> Steps:
    """Refused, and the applicant does not agree."""
    yield from refused(case)
    yield case.calendar.at(clock.today() + timedelta(days=12), 20, 15)
    grounds = "U schreef dat partners ontbreken. De gemeente en de bibliotheek doen mee: dat staat in bijlage 2."
    file_objection(case.decision, grounds=grounds, by=case.person)


def granted(case: Case) -> Steps:
    """Granted; Olga checks the bank account, and the payment runs pay what is due."""
    yield from steps.apply(case)
    yield from steps.assess(case)
    yield from steps.decide(case)
    yield case.at(46, 13, 0)
    account = account_of(case.organisation)
    if account is not None:
        payments.check_account(account, by=case.cast["olga"])


def small_closed(case: Case) -> Steps:
    """Pay a small grant at once, settle it without a report, and close it."""
    yield from granted(case)
    yield from settle(case)


def settled_lower(case: Case) -> Steps:
    """Fail with a clear lesson, and settle lower: more was paid, so the rest is asked back."""
    yield from granted(case)
    yield from file_report(case, ReportKind.FINAL, spent=70, reached="12 jongeren")
    yield from accept_report(case, ReportKind.FINAL)
    yield from settle(case, percentage=70)


def long_running(case: Case) -> Steps:
    """Run for long; the interim report was accepted, so the second payment is made."""
    yield from granted(case)
    yield from file_report(case, ReportKind.INTERIM, spent=55, reached="meer dan de helft")
    yield from accept_report(case, ReportKind.INTERIM)


def report_to_review(case: Case) -> Steps:
    """File a report that must be read."""
    yield from granted(case)
    yield from file_report(case, ReportKind.FINAL, spent=96, reached="66 mantelzorgers")


def report_questioned(case: Case) -> Steps:
    """File a report about which the handler has a question."""
    yield from granted(case)
    yield from file_report(case, ReportKind.FINAL, spent=99, reached="80 ouderen")
    yield from ask_about(case, ReportKind.FINAL, "Hoe weet u dat 80 ouderen hun zaken nu zelf regelen?")


ROADS: dict[str, Callable[[Case], Steps]] = {
    "draft": draft,
    "submitted": submitted,
    "withdrawn": withdrawn,
    "in_assessment": in_assessment,
    "discuss": discuss,
    "conflict": conflict,
    "advised": advised,
    "proposed": proposed,
    "sent_back": sent_back,
    "signed": signed,
    "refused_2025": refused,
    "refused_2026": objected,
    "small_closed": small_closed,
    "small_running": granted,
    "settled_lower": settled_lower,
    "long_running": long_running,
    "report_late": granted,
    "report_to_review": report_to_review,
    "report_questioned": report_questioned,
    "returned": granted,
    "in_run": granted,
    "at_bank": granted,
}
"""The roads by the name that a plan has for them."""
