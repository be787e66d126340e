"""Fill in a report of the bakery."""

from datetime import date
from typing import Any

from fund.core.db import db
from fund.people.models import Person
from fund.reports.actions import Filed, save_report, submit_report
from fund.reports.models import Report, ReportKind
from tests.builders import an_award
from tests.world import World


def a_report(kind: ReportKind = ReportKind.INTERIM) -> Report:
    """A report that is expected of the bakery."""
    award = an_award()
    db.session.flush()
    found: Report = db.session.scalars(db.select(Report).where(Report.award_id == award.id, Report.kind == kind)).one()
    return found


def fill_in(report: Report, *, by: Person | None = None, **changed: Any) -> None:
    """Fill in everything, and save it; Noor does so unless it is somebody else."""
    answers: dict[str, Any] = {
        "activities": "Wij bakten elke week met 40 buren.",
        "deviations": "",
        "lesson": "Een taak houdt mensen vast.",
        "people_reached": 41,
        "spent": {
            line.budget_line_id: (line.budget_line.amount // 2, "Wij deden veel zelf.") for line in report.spending
        },
        "reached": {outcome.task_link_id: ("38 mensen", "Wij vroegen het.") for outcome in report.outcomes},
    }
    save_report(report, Filed(**{**answers, **changed}), by=by or World().noor)


def a_filed_report(kind: ReportKind = ReportKind.INTERIM) -> Report:
    """A report that came in."""
    report = a_report(kind)
    fill_in(report)
    submit_report(report, by=World().noor)
    return report


def paid_after(report: Report) -> tuple[int, date]:
    """The cents that wait for an interim report, and the first day on which they are paid."""
    (later,) = (one for one in report.award.decision.instalments if one.after_obligation)
    assert later.due_on is not None
    return later.amount, later.due_on
