"""What is typed in: why somebody does not agree, and when it is late also why that is; how it ended."""

from __future__ import annotations

from typing import Any

from wtforms import validators

from fund.core.i18n import _
from fund.objections.rules import OUTCOMES, Outcome
from fund.web.forms import DayField, Form, LongTextField, RadioField, choices, needed

WITHDRAWN = "withdrawn"


class ObjectionForm(Form):
    """An objection; name, address and decision are known already (LC-73c)."""

    grounds = LongTextField(rows=10, validators=[needed(_("Write why you do not agree."))])
    late_because = LongTextField(rows=3, validators=[validators.Optional()])


class EndForm(Form):
    """How an objection ended, and on which day."""

    how = RadioField()
    ended_on = DayField(validators=[needed(_("Fill in the day on which it ended."))])

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        ways = [(each.value, label) for each, label in OUTCOMES.items()]
        self.how.choices = choices([*ways, (WITHDRAWN, _("Withdrawn by the applicant"))])

    @property
    def outcome(self) -> Outcome | None:
        """What was decided; None when it was withdrawn."""
        return None if self.how.data == WITHDRAWN else Outcome(self.how.data)
