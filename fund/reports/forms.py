"""What is typed in: a report with a row per line of the budget and per task, questions, answers, a remark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import validators

from fund.core.i18n import _
from fund.reports.actions import Filed
from fund.reports.models import Report, ReportKind
from fund.reports.rules import Gap
from fund.web.forms import Form, LongTextField, MoneyField, NumberField, TextField, needed


class ReportForm(Form):
    """A progress report, prefilled from the plan; everything may stay unfinished until it is sent (F65)."""

    activities = LongTextField(rows=6)
    deviations = LongTextField(rows=4, validators=[validators.Optional()])
    lesson = LongTextField(rows=3)
    people_reached = NumberField(validators=[validators.Optional()])

    @classmethod
    def for_report(cls, report: Report) -> ReportForm:
        """Make the form with the rows of this report, filled with what was saved."""
        rows: dict[str, Any] = {}
        if report.kind is ReportKind.INTERIM:
            rows["lesson"] = LongTextField(rows=3, validators=[validators.Optional()])
        saved: dict[str, Any] = {
            "activities": report.activities,
            "deviations": report.deviations,
            "lesson": report.lesson,
            "people_reached": report.people_reached,
        }
        for line in report.spending:
            key = line.budget_line_id
            rows[f"spent_{key}"] = MoneyField()
            rows[f"why_{key}"] = TextField(most=1000, validators=[validators.Optional()])
            saved[f"spent_{key}"], saved[f"why_{key}"] = line.spent, line.explanation
        for outcome in report.outcomes:
            key = outcome.task_link_id
            rows[f"reached_{key}"] = TextField(most=300)
            rows[f"how_{key}"] = LongTextField(rows=3, validators=[validators.Optional()])
            saved[f"reached_{key}"], saved[f"how_{key}"] = outcome.reached, outcome.explanation
        form: ReportForm = type("ReportFormWithRows", (cls,), rows)(data=saved)
        form.report = report
        return form

    report: Report

    def show(self, gaps: Iterable[Gap]) -> None:
        """Put every point that is missing at its field."""
        for gap in gaps:
            field = self[gap.field]
            field.errors = [*field.errors, str(gap.reason)]

    def filed(self) -> Filed:
        """Read the form as what was filled in."""
        return Filed(
            activities=self.activities.data or "",
            deviations=self.deviations.data or "",
            lesson=self.lesson.data or "",
            people_reached=self.people_reached.data,
            spent={
                line.budget_line_id: (
                    self[f"spent_{line.budget_line_id}"].data,
                    self[f"why_{line.budget_line_id}"].data or "",
                )
                for line in self.report.spending
            },
            reached={
                outcome.task_link_id: (
                    self[f"reached_{outcome.task_link_id}"].data or "",
                    self[f"how_{outcome.task_link_id}"].data or "",
                )
                for outcome in self.report.outcomes
            },
        )


class QuestionForm(Form):
    """A question about a report."""

    about = TextField(most=200, validators=[needed(_("Write what the question is about."))])
    question = LongTextField(rows=3, validators=[needed(_("Write your question."))])


class AnswerForm(Form):
    """An answer to every open question."""

    @classmethod
    def for_report(cls, report: Report) -> AnswerForm:
        """Make the form with a field for every question that is open."""
        rows = {
            f"answer_{question.id}": LongTextField(rows=3, validators=[needed(_("Write your answer."))])
            for question in report.questions
            if question.answered_at is None
        }
        form: AnswerForm = type("AnswerFormWithRows", (cls,), rows)()
        return form

    def answers(self) -> dict[int, str]:
        """Read the answers by id of the question."""
        return {
            int(name.removeprefix("answer_")): field.data or ""
            for name, field in self._fields.items()
            if name.startswith("answer_")
        }


class AcceptForm(Form):
    """A remark that may go with accepting."""

    remark = LongTextField(rows=2, validators=[validators.Optional()])
