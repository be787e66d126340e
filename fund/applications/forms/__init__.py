"""What is typed in, one form for each part; each knows how to fill itself from a draft and what it answers."""

from fund.applications.forms.base import PartForm, field_of
from fund.applications.forms.money import BudgetForm, FinancingForm
from fund.applications.forms.papers import DeclarationsForm, StartForm, UploadForm, WithdrawForm
from fund.applications.forms.plan import ImpulseForm, LineForm, PartnersForm, PlacesForm, PlanForm
from fund.applications.forms.tasks import TasksForm

FORMS: dict[str, type[PartForm]] = {
    form.part: form
    for form in (
        PlanForm,
        ImpulseForm,
        TasksForm,
        LineForm,
        PlacesForm,
        PartnersForm,
        BudgetForm,
        FinancingForm,
        DeclarationsForm,
    )
}
"""The forms by the name of their part; the other parts have pages of their own kind."""

__all__ = [
    "FORMS",
    "BudgetForm",
    "DeclarationsForm",
    "FinancingForm",
    "ImpulseForm",
    "LineForm",
    "PartForm",
    "PartnersForm",
    "PlacesForm",
    "PlanForm",
    "StartForm",
    "TasksForm",
    "UploadForm",
    "WithdrawForm",
    "field_of",
]
