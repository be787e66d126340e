"""All components and states on one page, for who builds a page or reviews the look. Not mounted in production.

The sentences are samples, in the language of most readers; they are not in the catalogues.
"""

import wtforms
from flask import render_template, request
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from fund.web import forms
from fund.web.forms import MoneyField, SelectChoice


class BudgetLine(wtforms.Form):
    """One line of an invented budget."""

    what = StringField("Waarvoor", [InputRequired("Schrijf waar deze regel voor is")])
    amount = MoneyField("Bedrag", [InputRequired("Vul een bedrag in, bijvoorbeeld 1.250,50")])


class SampleForm(forms.Form):
    """Every kind of control once."""

    whom = StringField("Voor wie verandert er iets?", [InputRequired("Schrijf voor wie er iets verandert")])
    how = TextAreaField(
        "Hoe helpt uw plan bij deze opgave?",
        [Length(min=40, message="Schrijf minstens 40 tekens")],
        description="In het kort, hoogstens 150 woorden.",
    )
    start = DateField("Wanneer begint u?", [Optional()], description="Niet vóór de dag van het besluit.")
    share = MoneyField(
        "Welk deel van de begroting is voor deze opgave?",
        description="In hele euro's. Een schatting is goed.",
    )
    area = SelectField(
        "Gemeente",
        choices=[
            SelectChoice("", "Kies een gemeente"),
            SelectChoice("GM0794", "Helmond"),
            SelectChoice("GM1674", "Roosendaal"),
        ],
    )
    tasks = SelectMultipleField(
        "Aan welke opgaven helpt uw plan?",
        choices=[
            SelectChoice("energy", "Energie"),
            SelectChoice("care", "Zorgeconomie"),
            SelectChoice("vacancy", "Leegstand"),
        ],
        description="Kies er hoogstens drie.",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    alone = RadioField(
        "Vraagt u alleen aan?",
        [InputRequired("Kies of u alleen aanvraagt")],
        choices=[SelectChoice("yes", "Ja"), SelectChoice("no", "Nee, samen met anderen")],
    )
    points = RadioField(
        "Kan het plan na de subsidie zelf verder?",
        choices=[SelectChoice(str(n), str(n)) for n in range(1, 6)],
        default="5",
    )
    lines = FieldList(FormField(BudgetLine), min_entries=2)
    annexe = FileField("Voeg een bestand toe", description="PDF, Word, Excel, JPG of ZIP. Hoogstens 25 MB.")
    true = BooleanField("Wat ik invulde is waar", [InputRequired("Kruis aan dat wat u invulde waar is")])


def components() -> str:
    """Show every component; with its errors when the sample form is sent or `?errors` is in the address."""
    form = SampleForm()
    if request.method == "POST" or "errors" in request.args:
        form.validate()
    return render_template("web/components.html", form=form, staff="staff" in request.args)
