"""What is typed in when a decision is proposed, sent back or signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import validators

from fund.applications.models import Application
from fund.core import clock
from fund.core.i18n import _, local
from fund.decisions import rules
from fund.decisions.actions import Terms
from fund.people.models import Person
from fund.people.rules import read_email
from fund.web.filters import language
from fund.web.forms import (
    ChecklistField,
    DayField,
    Form,
    LongTextField,
    MoneyField,
    RadioField,
    SelectChoice,
    SelectField,
    TextField,
    UnseenField,
    choices,
    needed,
)


class ProposalForm(Form):
    """A proposal: grant an amount or refuse, with the reasons, the grounds, the days and what is asked for."""

    outcome = RadioField(choices=(), validate_choice=False, validators=[needed(_("Choose to grant or to refuse."))])
    amount = MoneyField()
    reasoning = LongTextField(validators=[needed(_("Write the reasons of the decision."))])
    deviation = LongTextField(validators=[validators.Optional()], rows=3)
    ground_codes = ChecklistField(choices=())
    first_payment_on = DayField(validators=[validators.Optional()])
    interim_report_on = DayField(validators=[validators.Optional()])
    final_report_on = DayField(validators=[validators.Optional()])
    extra = LongTextField(validators=[validators.Optional()], rows=3)

    def __init__(self, application: Application, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.application = application
        self.outcome.choices = choices((("grant", _("Grant")), ("refuse", _("Refuse"))))
        self.ground_codes.choices = [
            SelectChoice(ground.code, f"{local(ground.text, language())} ({ground.article})")
            for ground in application.call.refusal_grounds
        ]

    def terms(self) -> Terms:
        """Read the form as the terms of a decision; payments follow from the amount and the reports."""
        application = self.application
        if self.outcome.data == "refuse":
            return Terms(
                amount=0,
                reasoning=self.reasoning.data or "",
                deviation=self.deviation.data or "",
                ground_codes=self.ground_codes.data or (),
            )
        reports = rules.ReportDays(self.interim_report_on.data, self.final_report_on.data)
        starts_on, ends_on = application.starts_on or clock.today(), application.ends_on or clock.today()
        amount = self.amount.data or 0
        return Terms(
            amount=amount,
            reasoning=self.reasoning.data or "",
            deviation=self.deviation.data or "",
            ground_codes=self.ground_codes.data or (),
            obligations=rules.obligations(
                starts_on=starts_on,
                ends_on=ends_on,
                reports=reports,
                extra=(self.extra.data or "").splitlines(),
            ),
            payments=rules.payment_plan(
                amount,
                advance_percentage=application.call.advance_percentage,
                first_on=self.first_payment_on.data or max(starts_on, clock.today()),
                interim_report_on=reports.interim_on,
            )
            if amount
            else (),
        )

    def validate_outcome(self, field: RadioField) -> None:
        """Know no other outcome than the two."""
        if field.data not in ("grant", "refuse"):
            raise validators.ValidationError(str(_("Choose to grant or to refuse.")))

    def validate_amount(self, field: MoneyField) -> None:
        """Ask for an amount when the proposal is to grant."""
        if self.outcome.data == "grant" and not field.data and not field.errors:
            raise validators.ValidationError(str(_("Fill in the amount to grant, for example 33,250.")))

    def validate_first_payment_on(self, field: DayField) -> None:
        """Promise no payment in the past."""
        if self._grants(field) and field.data < clock.today():
            raise validators.ValidationError(str(_("Choose today or a later day.")))

    def validate_interim_report_on(self, field: DayField) -> None:
        """Ask for an interim report while the plan is carried out."""
        plan = self.application
        if not self._grants(field) or plan.starts_on is None or plan.ends_on is None:
            return
        if reason := rules.why_not_interim_on(field.data, starts_on=plan.starts_on, ends_on=plan.ends_on):
            raise validators.ValidationError(str(reason))

    def validate_final_report_on(self, field: DayField) -> None:
        """Ask for a final report after the plan."""
        if not self._grants(field) or self.application.ends_on is None:
            return
        if reason := rules.why_not_final_on(field.data, ends_on=self.application.ends_on):
            raise validators.ValidationError(str(reason))

    def _grants(self, field: DayField) -> bool:
        """Whether the proposal is to grant and this day was filled in."""
        return self.outcome.data == "grant" and field.data is not None

    def validate_ground_codes(self, field: ChecklistField) -> None:
        """Ask for a ground when the proposal is to refuse (LC-54)."""
        if self.outcome.data == "refuse" and not field.data:
            raise validators.ValidationError(str(_("Choose at least one ground of refusal.")))


class SendBackForm(Form):
    """Why a proposal is sent back."""

    reason = LongTextField(validators=[needed(_("Write what must be changed."))], rows=3)


class SignForm(Form):
    """A signature under exactly what was seen."""

    seen_hash = UnseenField()


class ServeAgainForm(Form):
    """To which address a decision is sent of which the mail did not arrive."""

    email = TextField(validators=[needed(_("Fill in the e-mail address."))], reads=read_email)


class PostForm(Form):
    """The day on which a letter was posted."""

    posted_on = DayField(validators=[needed(_("Fill in the day on which you posted the letter."))])


class MandateForm(Form):
    """A mandate: who, how this person signs, up to which amount, from when until when."""

    person = SelectField(choices=(), validators=[needed(_("Choose who gets the mandate."))])
    capacity = TextField(validators=[needed(_("Write how this person signs, for example: head of the department."))])
    maximum_amount = MoneyField(validators=[needed(_("Fill in the highest amount, for example 50,000."))])
    valid_from = DayField(validators=[needed(_("Fill in the first day."))])
    valid_until = DayField(validators=[validators.Optional()])

    def __init__(self, people: Sequence[Person], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.person.choices = [
            SelectChoice("", str(_("Choose"))),
            *(SelectChoice(person.key, person.name) for person in people),
        ]


class EndMandateForm(Form):
    """The last day of a mandate."""

    until = DayField(validators=[needed(_("Fill in the last day."))])
