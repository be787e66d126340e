"""What the plan is: about, why now, on which line, where, with whom."""

from __future__ import annotations

from typing import Any, ClassVar

from fund.applications.actions import PartnerRow, PlaceRow
from fund.applications.forms.base import PartForm, Row, RowList, whole
from fund.applications.models import Application
from fund.applications.rules.plan import wrong_end
from fund.core import clock
from fund.core.i18n import _
from fund.core.identifiers import read_kvk
from fund.programme.queries import lines_on, municipalities_on
from fund.web import filters
from fund.web.controls import problems
from fund.web.forms import (
    BooleanField,
    DayField,
    LongTextField,
    NumberField,
    RadioField,
    SelectField,
    TextField,
    choices,
    needed,
)

TWICE = _("You chose this municipality twice. Write all its neighbourhoods in one line.")


class PlanForm(PartForm):
    """What it is about."""

    part: ClassVar[str] = "plan"

    title = TextField(most=160)
    summary = LongTextField(most=500, rows=3)
    starts_on = DayField()
    ends_on = DayField()
    problem = LongTextField(rows=6)
    activities = LongTextField(rows=8)

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse an end before the start, together with what else is wrong."""
        super().validate(extra_validators)
        if reason := wrong_end(self.starts_on.data, self.ends_on.data):
            self.show("ends_on", str(reason))
        return not problems(self)


class ImpulseForm(PartForm):
    """Why now, and what comes after."""

    part: ClassVar[str] = "impulse"

    why_impulse = LongTextField(rows=6)
    continuity = LongTextField(rows=6)
    learning_question = LongTextField(rows=4)


class LineForm(PartForm):
    """Development line."""

    part: ClassVar[str] = "line"

    line_id = RadioField(coerce=whole, validate_choice=False)
    line_reason = LongTextField(rows=4)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.lines = lines_on(clock.today())
        self.line_id.choices = choices([(str(line.id), filters.local(line.name)) for line in self.lines])

    def answers(self) -> dict[str, Any]:
        """Answer the line; one that is not offered is none."""
        known = {line.id for line in self.lines}
        chosen = self.line_id.data if self.line_id.data in known else None
        return {"line_id": chosen, "line_reason": self.line_reason.data or ""}


class PlaceLine(Row):
    """One municipality."""

    typed: ClassVar[tuple[str, ...]] = ("municipality_id", "neighbourhood")

    municipality_id = SelectField(
        coerce=whole, validate_choice=False, validators=[needed(_("Choose the municipality."))]
    )
    neighbourhood = TextField(most=300)


class PlacesForm(PartForm):
    """Place and target group; the first place is the main one."""

    part: ClassVar[str] = "places"

    lines = RowList(PlaceLine)
    target_group = LongTextField(rows=4)
    people_reached = NumberField()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.places = {each.id: each.name for each in municipalities_on(clock.today())}

    def offer_rows(self) -> None:
        """Let every row choose from the municipalities of today, and of the draft."""
        super().offer_rows()
        offered = choices([("", _("Choose a municipality")), *((str(key), name) for key, name in self.places.items())])
        for entry in self.lines.entries:
            entry.form.municipality_id.choices = offered

    @classmethod
    def values(cls, application: Application) -> dict[str, Any]:
        """Begin with the main place."""
        places = sorted(application.places, key=lambda place: not place.is_main)
        rows = [{"municipality_id": place.municipality_id, "neighbourhood": place.neighbourhood} for place in places]
        return {**super().values(application), "lines": rows}

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a municipality that is not there, and one that is named twice."""
        super().validate(extra_validators)
        seen = set[int]()
        for _place, row in self.lines.rows:
            field = row.municipality_id
            if field.data is not None and field.data not in self.places:
                self.show(field.name, str(_("Choose the municipality.")))
            elif field.data is not None and field.data in seen:
                self.show(field.name, str(TWICE))
            seen.add(field.data)
        return not problems(self)

    def answers(self) -> dict[str, Any]:
        """Name the places."""
        places = [
            PlaceRow(row.municipality_id.data, row.neighbourhood.data or "", is_main=number == 0)
            for number, (_place, row) in enumerate(self.lines.rows)
        ]
        return {
            "places": places,
            "target_group": self.target_group.data or "",
            "people_reached": self.people_reached.data,
        }


class PartnerLine(Row):
    """One partner."""

    typed: ClassVar[tuple[str, ...]] = ("name", "kvk_number", "role")

    name = TextField(most=300, validators=[needed(_("Fill in the name of the partner."))])
    kvk_number = TextField(reads=read_kvk)
    role = TextField(most=300)
    is_municipality = BooleanField()


class PartnersForm(PartForm):
    """Partners."""

    part: ClassVar[str] = "partners"

    lines = RowList(PartnerLine)
    no_partners = BooleanField()

    @classmethod
    def values(cls, application: Application) -> dict[str, Any]:
        """List the partners."""
        rows = [
            {
                "name": partner.name,
                "kvk_number": partner.kvk_number,
                "role": partner.role,
                "is_municipality": partner.is_municipality,
            }
            for partner in application.partners
        ]
        return {**super().values(application), "lines": rows}

    def answers(self) -> dict[str, Any]:
        """Name the partners."""
        rows = [row for _place, row in self.lines.rows]
        partners = [
            PartnerRow(row.name.data, row.role.data or "", row.kvk_number.data or "", row.is_municipality.data)
            for row in rows
        ]
        return {"partners": partners, "no_partners": self.no_partners.data}
