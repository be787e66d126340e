"""What happens after a grant was made known: reports are filed and read, the final amount is determined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from fund.assessment import actions as assessment
from fund.core import clock
from fund.core.money import share
from fund.reports import actions as reports
from fund.reports import queries as report_queries
from fund.reports.actions import Filed
from fund.reports.models import Report, ReportKind
from fund.settlement import actions as settlement
from fund.settlement.models import ReductionGround
from fund.story.case import Case


def the_report(case: Case, kind: ReportKind) -> Report:
    """Find a report of the grant."""
    return next(report for report in report_queries.reports_of(case.award) if report.kind is kind)


def file_report(case: Case, kind: ReportKind, *, spent: int, reached: str) -> Iterator[datetime]:
    """File a report ten days before it is due; `spent` is the share of the budget in percents."""
    due_on = the_report(case, kind).due_on
    yield case.calendar.at(due_on - timedelta(days=10), 15, 45)
    report = the_report(case, kind)
    filed = Filed(
        activities=f"Wij voerden het plan uit zoals wij schreven. {case.plan.summary}",
        deviations="Het vinden van vrijwilligers duurde twee maanden langer dan gedacht.",
        lesson="Mensen blijven komen als zij zelf een taak hebben.",
        people_reached=case.application.people_reached,
        spent={
            line.budget_line_id: (share(line.budget_line.amount, spent, 100), "Volgens onze boeken.")
            for line in report.spending
        },
        reached={
            outcome.task_link_id: (reached, "Wij spraken iedereen vooraf en achteraf.") for outcome in report.outcomes
        },
    )
    reports.save_report(report, filed, by=case.person)
    reports.submit_report(report, by=case.person)


def accept_report(case: Case, kind: ReportKind) -> Iterator[datetime]:
    """Read a report and accept it eight days after it came in."""
    yield case.calendar.at(clock.today() + timedelta(days=8), 10, 20)
    reports.accept(the_report(case, kind), remark="Een helder verslag.", by=case.handler)


def ask_about(case: Case, kind: ReportKind, question: str) -> Iterator[datetime]:
    """Ask a question about a report four days after it came in."""
    yield case.calendar.at(clock.today() + timedelta(days=4), 11, 0)
    reports.ask(the_report(case, kind), about="Wat er bereikt is", question=question, by=case.handler)


def settle(case: Case, *, percentage: int = 100) -> Iterator[datetime]:
    """Determine the final amount after the plan has ended; lower than granted when less than 100 percent."""
    yield case.calendar.at(max(case.award.ends_on, clock.today()) + timedelta(days=21), 9, 50)
    award = case.award
    amount = share(award.amount, percentage, 100)
    proposal = settlement.propose_settlement(
        award,
        amount=amount,
        ground=None if amount == award.amount else ReductionGround.NOT_CARRIED_OUT,
        reasoning="U voerde het plan uit en kwam uw verplichtingen na."
        if amount == award.amount
        else "Een deel van de activiteiten ging niet door. U deelde wat u ervan leerde. Het deel dat niet doorging, "
        "betalen wij niet.",
        by=case.handler,
    )
    yield case.calendar.at(clock.today() + timedelta(days=7), 14, 5)
    signer = case.cast["marieke"]
    assessment.declare_interest(case.application, has_interest=False, by=signer)
    settlement.determine(proposal, seen_hash=proposal.content_hash, by=signer)
