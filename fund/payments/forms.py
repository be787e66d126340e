"""What is typed in at the payment desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import validators

from fund.core.i18n import Message, _
from fund.payments.rules.matching import SAYS, Verdict
from fund.web.forms import (
    ChecklistField,
    DayField,
    Form,
    IdempotentForm,
    LongTextField,
    RadioField,
    UnseenField,
    choices,
    needed,
)


class MakeRunForm(IdempotentForm):
    """Which payments go in the run, and on which day the bank pays them."""

    instalments = ChecklistField(validate_choice=False)
    execute_on = DayField(validators=[needed(_("Fill in the day on which the bank pays."))])

    def __init__(self, keys: Sequence[str] = (), **options: Any) -> None:
        super().__init__(**options)
        self.instalments.choices = [(key, key) for key in keys]


class ReleaseForm(Form):
    """The hash of the run as it was seen."""

    seen = UnseenField()


class SendBackForm(Form):
    """Why a run goes back."""

    reason = LongTextField(most=2000, rows=3, validators=[needed(_("Write what must be changed."))])


class CheckForm(Form):
    """Nothing to fill in: the account as it was seen."""

    seen = UnseenField()


class StatementForm(Form):
    """A file from the bank."""

    file = FileField()


class MatchForm(Form):
    """What a bank line is, about which payments or what was asked back, and how the person knows."""

    verdict = RadioField(validators=[needed(_("Choose what this line is."))])
    orders = ChecklistField()
    recovery = RadioField(choices=(), validators=[validators.Optional()])
    reason = LongTextField(most=2000, rows=3, validators=[needed(_("Write how you know."))])

    def __init__(
        self,
        verdicts: Sequence[Verdict] = (),
        offered: Sequence[tuple[str, Message | str]] = (),
        claims: Sequence[tuple[str, Message | str]] = (),
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.recovery.choices = choices(claims)
        self.verdict.choices = choices([(each.value, SAYS[each]) for each in verdicts])
        self.orders.choices = choices(offered)


class RefuseMatchForm(Form):
    """Why a proposed match is not booked."""

    reason = LongTextField(most=2000, rows=2, validators=[needed(_("Write why not."))])
