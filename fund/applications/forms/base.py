"""What the forms of all parts share: the revision that was seen, rows that may stay empty, sentences at fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from wtforms import BooleanField, Field, FieldList, FormField
from wtforms import Form as PlainForm
from wtforms.form import BaseForm

from fund.applications.models import Application
from fund.web.forms import Form, UnseenField

EMPTY_ROWS = 3
"""Rows ready to be filled in, under those that are filled; saving gives new ones. Works without a script."""
MOST_ROWS = 100


class PartForm(Form):
    """A part of the form: `values` fills it from a draft, `answers` are the words for the action that saves it."""

    part: ClassVar[str]

    revision = UnseenField()

    @property
    def seen(self) -> int:
        """The revision that the person saw when they began to type; none when it was tampered with."""
        seen = whole(self.revision.data or "0")
        return -1 if seen is None else seen

    @classmethod
    def values(cls, application: Application) -> dict[str, Any]:
        """Read what the draft says, by the names of the fields."""
        names = [name for name in dir(cls) if not name.startswith("_") and hasattr(Application, name)]
        return {name: getattr(application, name) for name in names}

    @classmethod
    def of(cls, application: Application) -> PartForm:
        """Make the form for a draft: with what was typed, or else with what the draft says."""
        form = cls(data={**cls.values(application), "revision": str(application.revisions.get(cls.part, 0))})
        form.offer_rows()
        return form

    def offer_rows(self) -> None:
        """Add empty rows under the filled ones, when the form is shown from the draft."""
        for field in self:
            if isinstance(field, RowList) and not self.is_submitted():
                for _each in range(EMPTY_ROWS):
                    field.append_entry()

    def answers(self) -> dict[str, Any]:
        """Answer the words for the action that saves this part."""
        return {name: value for name, value in self.data.items() if name not in ("csrf_token", "revision")}

    def show(self, field: str, sentence: str) -> None:
        """Put a sentence at the field it belongs to, wherever it is nested; else at the form as a whole."""
        found = field_of(self, field)
        if found is None:
            self.form_errors.append(sentence)
        else:
            found.errors = [*found.errors, sentence]


class Row(PlainForm):
    """A row of a table: it is left out when nothing was typed in it, or when it is ticked to be removed."""

    class Meta(Form.Meta):
        csrf = False

    typed: ClassVar[tuple[str, ...]] = ()
    """The fields that make a row count; choices that come filled in do not."""

    remove = BooleanField()

    @property
    def counts(self) -> bool:
        """Whether the row is kept."""
        return not self.remove.data and self.is_typed

    @property
    def is_typed(self) -> bool:
        """Whether anything was typed in the row."""
        return any((self[name].raw_data or [""])[0].strip() or self[name].data for name in self.typed)


class RowList(FieldList):  # type: ignore[type-arg]  # the library is not generic when it runs
    """The rows of a table."""

    def __init__(self, row: type[Row], **options: Any) -> None:
        super().__init__(FormField(row), max_entries=MOST_ROWS, **options)

    def validate(self, form: BaseForm, extra_validators: Any = ()) -> bool:  # noqa: ARG002 (the shape of a field)
        """Hold only the rows that count against their rules."""
        self.errors = []
        for entry in self.entries:
            if entry.form.counts and not entry.validate(form):
                self.errors.append(entry.errors)
        return not self.errors

    @property
    def rows(self) -> list[tuple[int, Any]]:
        """The rows that count, with their place on the page."""
        return [(place, entry.form) for place, entry in enumerate(self.entries) if entry.form.counts]


def whole(text: object) -> int | None:
    """Read a number that a form of ours wrote; None when somebody changed it."""
    written = str(text)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def field_of(form: BaseForm, name: str) -> Field | None:
    """Find a field by its full name, nested ones included."""
    return next((field for field in _walk(form) if field.name == name), None)


def _walk(fields: Any) -> Iterator[Field]:
    for field in fields:
        yield field
        if isinstance(field, FieldList):
            yield from _walk(field.entries)
        elif isinstance(field, FormField):
            yield from _walk(field.form)
