"""The forms beside the plan: to start, to send a file, to declare, to withdraw."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_wtf.file import FileField

from fund.applications.forms.base import PartForm
from fund.applications.rules.words import DE_MINIMIS
from fund.core.i18n import _
from fund.documents.rules import ACCEPT
from fund.web.forms import (
    BooleanField,
    Form,
    IdempotentForm,
    LongTextField,
    MoneyField,
    RadioField,
    choices,
    needed,
)


class StartForm(IdempotentForm):
    """For which organisation an application is started."""

    organisation = RadioField(validators=[needed(_("Choose for which organisation you apply."))])


class UploadForm(IdempotentForm):
    """One file."""

    file = FileField(render_kw={"accept": ACCEPT})


class DeclarationsForm(PartForm):
    """Declarations; only the last one may stay open."""

    part: ClassVar[str] = "declarations"

    de_minimis = RadioField(validate_choice=False)
    de_minimis_amount = MoneyField()
    de_minimis_details = LongTextField(rows=3, most=2000)
    declared_solvent = BooleanField()
    declared_true = BooleanField()
    agrees_electronic = BooleanField()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.de_minimis.choices = choices(list(DE_MINIMIS.items()))

    def answers(self) -> dict[str, Any]:
        """Answer what was declared; an answer that is not offered is none."""
        said = super().answers()
        said["de_minimis"] = said["de_minimis"] if said["de_minimis"] in DE_MINIMIS else ""
        said["de_minimis_details"] = said["de_minimis_details"] or ""
        return said


class WithdrawForm(Form):
    """Why an application is withdrawn; one need not say."""

    reason = LongTextField(most=2000, rows=3)
