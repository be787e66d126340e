"""What is typed in when a determination is proposed; it is signed and sent back as a decision is."""

from __future__ import annotations

from typing import Any

from wtforms import validators

from fund.core.i18n import Message, _
from fund.settlement.models import ReductionGround
from fund.web.forms import Form, LongTextField, MoneyField, RadioField, choices, needed

GROUNDS: dict[ReductionGround, Message] = {
    ReductionGround.NOT_CARRIED_OUT: _("The activities were not, or not all, carried out (Awb 4:46(2)a)"),
    ReductionGround.OBLIGATION_NOT_MET: _("An obligation was not met (Awb 4:46(2)b)"),
    ReductionGround.WRONG_INFORMATION: _("Information was wrong or incomplete (Awb 4:46(2)c)"),
    ReductionGround.GRANT_INCORRECT: _("The grant was incorrect and the grantee could know (Awb 4:46(2)d)"),
    ReductionGround.COSTS_NOT_NECESSARY: _("Costs were not necessary (Awb 4:46(3))"),
}


class SettlementForm(Form):
    """A final amount, the ground when it is lower, and the reasons."""

    amount = MoneyField(validators=[needed(_("Fill in the final amount, for example 33,250."))])
    ground = RadioField(choices=(), validators=[validators.Optional()])
    reasoning = LongTextField(validators=[needed(_("Write the reasons."))])

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        none = ("", _("None: the final amount is what was granted."))
        self.ground.choices = choices([none, *((ground.value, label) for ground, label in GROUNDS.items())])

    def proposed(self) -> dict[str, Any]:
        """Read the form as what is proposed: an amount in cents, a ground if any, the reasons."""
        ground = ReductionGround(self.ground.data) if self.ground.data else None
        return {"amount": self.amount.data, "ground": ground, "reasoning": self.reasoning.data or ""}
