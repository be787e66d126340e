"""What is typed in when a decision is proposed, sent back or signed."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, validators

from fund.calls.models import Call
from fund.core.i18n import _, local
from fund.decisions import rules
from fund.decisions.actions import Terms
from fund.web.filters import language
from fund.web.forms import (
    ChecklistField,
    DayField,
    Form,
    LongTextField,
    MoneyField,
    RadioField,
    SelectChoice,
    choices,
    needed,
)


class ProposalForm(Form):
    """A proposal: grant an amount or refuse, with the reasons, the grounds, the days and what is asked for."""

    outcome = RadioField(choices=(), validators=[needed(_("Choose to grant or to refuse."))])
    amount = MoneyField(validators=[validators.Optional()])
    reasoning = LongTextField(validators=[needed(_("Write the reasons of the decision."))])
    deviation = LongTextField(validators=[validators.Optional()], rows=3)
    ground_codes = ChecklistField(choices=(), validators=[validators.Optional()])
    first_payment_on = DayField(validators=[validators.Optional()])
    interim_report_on = DayField(validators=[validators.Optional()])
    final_report_on = DayField(validators=[validators.Optional()])
    extra = LongTextField(validators=[validators.Optional()], rows=3)

    def __init__(self, call: Call, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.outcome.choices = choices((("grant", _("Grant")), ("refuse", _("Refuse"))))
        self.ground_codes.choices = [
            SelectChoice(ground.code, f"{local(ground.text, language())} ({ground.article})")
            for ground in call.refusal_grounds
        ]

    def terms(self, application: Any) -> Terms:
        """Read the form as the terms of a decision; payments follow from the amount and the reports."""
        if self.outcome.data == "refuse":
            return Terms(
                amount=0,
                reasoning=self.reasoning.data or "",
                deviation=self.deviation.data or "",
                ground_codes=self.ground_codes.data or (),
            )
        reports = rules.ReportDays(self.interim_report_on.data, self.final_report_on.data)
        amount = self.amount.data or 0
        return Terms(
            amount=amount,
            reasoning=self.reasoning.data or "",
            deviation=self.deviation.data or "",
            obligations=rules.obligations(
                starts_on=application.starts_on,
                ends_on=application.ends_on,
                reports=reports,
                extra=(self.extra.data or "").splitlines(),
            ),
            payments=rules.payment_plan(
                amount,
                advance_percentage=application.call.advance_percentage,
                first_on=self.first_payment_on.data or application.starts_on,
                interim_report_on=reports.interim_on,
            )
            if amount
            else (),
        )

    def validate_amount(self, field: MoneyField) -> None:
        """Ask for an amount when the proposal is to grant."""
        if self.outcome.data == "grant" and not field.data:
            raise validators.ValidationError(str(_("Fill in the amount to grant, for example 33.250.")))

    def validate_ground_codes(self, field: ChecklistField) -> None:
        """Ask for a ground when the proposal is to refuse (LC-54)."""
        if self.outcome.data == "refuse" and not field.data:
            raise validators.ValidationError(str(_("Choose at least one ground of refusal.")))


class SendBackForm(Form):
    """Why a proposal is sent back."""

    reason = LongTextField(validators=[needed(_("Write what must be changed."))], rows=3)


class SignForm(Form):
    """A signature under exactly what was seen."""

    seen_hash = HiddenField(validators=[validators.Length(max=64)])
