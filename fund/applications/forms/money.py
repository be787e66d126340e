"""What the plan costs and who pays; tables with empty rows that work without a script."""

from __future__ import annotations

from typing import Any, ClassVar

from fund.applications.actions import Cost, Source
from fund.applications.forms.base import PartForm, Row, RowList
from fund.applications.models import Application, CostType, FinancingSource, FinancingStatus
from fund.applications.rules.words import COST_TYPES, FINANCING_SOURCES, FINANCING_STATUSES
from fund.core.i18n import Message, _
from fund.web.forms import MoneyField, RadioField, SelectField, TextField, choices, needed

AMOUNT = _("Fill in the amount, for example 1,250.50, or tick that this line goes.")


def _options(words: dict[str, Message], nothing: Message) -> list[Any]:
    return choices([("", nothing), *words.items()])


class CostLine(Row):
    """One cost."""

    typed: ClassVar[tuple[str, ...]] = ("description", "amount")

    cost_type = SelectField(validators=[needed(_("Choose the kind of cost."))])
    description = TextField(most=300)
    amount = MoneyField(least=1, validators=[needed(AMOUNT)])

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.cost_type.choices = _options(COST_TYPES, _("Choose a kind"))


class BudgetForm(PartForm):
    """Budget."""

    part: ClassVar[str] = "budget"

    lines = RowList(CostLine)
    vat_recoverable = RadioField(validate_choice=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.vat_recoverable.choices = choices([("no", _("No")), ("yes", _("Yes"))])

    @classmethod
    def values(cls, application: Application) -> dict[str, Any]:
        """List the costs."""
        rows = [
            {"cost_type": line.cost_type.value, "description": line.description, "amount": line.amount}
            for line in application.budget_lines
        ]
        vat = {None: "", True: "yes", False: "no"}[application.vat_recoverable]
        return {"lines": rows, "vat_recoverable": vat}

    def answers(self) -> dict[str, Any]:
        """Name the costs."""
        costs = [
            Cost(CostType(row.cost_type.data), row.description.data or "", row.amount.data)
            for _place, row in self.lines.rows
        ]
        return {"costs": costs, "vat_recoverable": {"yes": True, "no": False}.get(self.vat_recoverable.data or "")}


class SourceLine(Row):
    """One source of money."""

    typed: ClassVar[tuple[str, ...]] = ("description", "amount")

    source = SelectField(validators=[needed(_("Choose the kind of money."))])
    description = TextField(most=300)
    status = SelectField(validators=[needed(_("Choose how sure it is."))])
    amount = MoneyField(least=1, validators=[needed(AMOUNT)])

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.source.choices = _options(FINANCING_SOURCES, _("Choose a kind"))
        self.status.choices = _options(FINANCING_STATUSES, _("Choose"))


class FinancingForm(PartForm):
    """Who pays what."""

    part: ClassVar[str] = "financing"

    requested = MoneyField()
    lines = RowList(SourceLine)

    @classmethod
    def values(cls, application: Application) -> dict[str, Any]:
        """List who pays."""
        rows = [
            {
                "source": line.source.value,
                "description": line.description,
                "status": line.status.value,
                "amount": line.amount,
            }
            for line in application.financing_lines
        ]
        return {"lines": rows, "requested": application.requested}

    def answers(self) -> dict[str, Any]:
        """Name who pays."""
        sources = [
            Source(
                FinancingSource(row.source.data),
                row.description.data or "",
                FinancingStatus(row.status.data),
                row.amount.data,
            )
            for _place, row in self.lines.rows
        ]
        return {"requested": self.requested.data, "sources": sources}
