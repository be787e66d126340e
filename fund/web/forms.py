"""What is typed in: the shape of forms. Meaning lives in rules, whose reasons are shown at the field.

Every field keeps what was typed when it cannot be read. Texts are cleaned at the door (trust: NUL, control characters),
so that both databases keep the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
    widgets,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from fund.core.errors import Invalid
from fund.core.i18n import Message, _
from fund.core.identifiers import clean_text
from fund.core.money import Money, parse_amount
from fund.web import filters
from fund.web.controls import problems
from fund.web.sentences import Sentences

__all__ = [
    "BooleanField",
    "ChecklistField",
    "DayField",
    "Form",
    "IdempotentForm",
    "LongTextField",
    "MoneyField",
    "NumberField",
    "RadioField",
    "SelectChoice",
    "SelectField",
    "TextField",
    "UnseenField",
    "needed",
]


class Form(FlaskForm):
    """The base of every form: messages in the reader's language, CSRF always on."""

    class Meta(FlaskForm.Meta):
        @property
        def locales(self) -> list[str]:
            """The languages in which WTForms speaks."""
            return [filters.language()]

        def get_translations(self, form: Any) -> Sentences:
            """Let our own sentences go before those of the library."""
            return Sentences(super().get_translations(form))

    def __contains__(self, name: str) -> bool:
        """Answer whether the form has a field of this name."""
        return name in self._fields

    def put_back(self) -> bool:
        """Put what was kept before in the place of every answer that is wrong, so that the others can be kept.

        A table with a wrong line is put back as a whole. The sentences stay at the fields. Answers False, and changes
        nothing, when something is wrong with the form as a whole.
        """
        if not all(field for field, _sentence in problems(self)):
            return False
        for field in self:
            _put_back(field)
        return True


def _put_back(field: Field) -> None:
    if isinstance(field, FormField):
        for inner in field.form:
            _put_back(inner)
    elif isinstance(field, FieldList):
        if field.errors or any(entry.errors for entry in field.entries):
            field.process(None, field.object_data)
    elif field.errors:
        field.data = field.object_data


def _fresh_token() -> str:
    return secrets.token_urlsafe(16)


def needed(sentence: Message) -> Needed:
    """Ask for an answer with a sentence that says what to fill in."""
    return Needed(sentence)


class Needed(validators.DataRequired):
    """Stop at an empty answer with our own sentence, translated when it is read."""

    def __init__(self, sentence: Message) -> None:
        super().__init__()
        self.field_flags = {}  # no `required` in the page: a field is wrong after it was sent, not before
        self.sentence = sentence

    def __call__(self, form: Any, field: Field) -> None:  # noqa: ARG002 (the shape of a validator)
        """Raise StopValidation when nothing was filled in."""
        if field.errors:
            raise validators.StopValidation
        data = field.data
        if data is None or data is False or data == [] or (isinstance(data, str) and not data.strip()):
            field.errors = []
            raise validators.StopValidation(str(self.sentence))


class _CleanMixin:
    lines = False
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed; raise ValueError with the sentence when it is damaged."""
        typed = valuelist[0] if valuelist else ""
        self.data = typed.replace("\0", "")
        try:
            self.data = clean_text(typed, lines=self.lines)
        except Invalid as refusal:
            raise ValueError(str(refusal.reason)) from None


class TextField(_CleanMixin, StringField):
    """One line of text; `reads` turns it into the way it is kept or raises Invalid (KvK, IBAN, postcode …)."""

    def __init__(
        self, *arguments: Any, reads: Callable[[str], str] | None = None, most: int = 300, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.reads = reads
        self.most = most

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean and read what was typed."""
        super().process_formdata(valuelist)
        _check_length(self.data, self.most)
        if self.reads is None or not self.data:
            return
        try:
            self.data = self.reads(self.data)
        except Invalid as refusal:
            raise ValueError(str(refusal.reason)) from None


class LongTextField(_CleanMixin, TextAreaField):
    """Several lines of text."""

    lines = True

    def __init__(self, *arguments: Any, most: int = 8000, rows: int = 5, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.most = most
        self.rows = rows

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed."""
        super().process_formdata(valuelist)
        _check_length(self.data, self.most)


def _check_length(text: str | None, most: int) -> None:
    if text and len(text) > most:
        raise ValueError(
            str(
                _(
                    "This text has %(count)s characters; %(most)s is the most. Make it shorter.",
                    count=len(text),
                    most=most,
                )
            )
        )


class UnseenField(_CleanMixin, HiddenField):
    """What goes along with a form and nobody types, such as a token or the hash of what was seen; cleaned all the same.

    It is never shown again as it was sent when it was damaged on the way.
    """

    def __init__(self, *arguments: Any, most: int = 64, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.most = most

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was sent."""
        super().process_formdata(valuelist)
        _check_length(self.data, self.most)


class IdempotentForm(Form):
    """A form that creates something: sent twice, it creates once. The action keeps `idempotency_key` as unique."""

    idempotency_key = UnseenField(default=_fresh_token)


class MoneyField(StringField):
    """An amount, kept in whole cents; `typed` is what the person wrote."""

    data: Any

    def __init__(self, *arguments: Any, least: int = 0, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.least = least
        self.typed: str | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the amount; raise ValueError with a sentence that says how to write it."""
        self.typed = valuelist[0] if valuelist else ""
        self.data = None
        if not self.typed.strip():
            return
        try:
            self.data = parse_amount(self.typed, least=self.least, language=filters.language())
        except Invalid as refusal:
            raise ValueError(str(refusal.reason)) from None

    def _value(self) -> str:
        if self.typed is not None and self.data is None:
            return self.typed
        return "" if self.data is None else filters.write_money(Money(self.data, sign=False, decimals=False))


class DayField(DateField):
    """A civil date, from a date picker or typed as `31-12-2026`."""

    data: Any

    def __init__(self, label: str | None = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; raise ValueError with a sentence that says how to write it."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            super().process_formdata([valuelist[0].strip()])
        except ValueError:
            raise ValueError(str(_("Write the date as day-month-year, for example 31-12-2026."))) from None
        if not 1900 <= self.data.year <= 2200:
            self.data = None
            raise ValueError(str(_("Write the year with four digits, for example 2026.")))


class NumberField(IntegerField):
    """A whole number without decimals, such as a number of people."""

    def __init__(self, *arguments: Any, most: int = 10_000_000, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.most = most

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; raise ValueError with a sentence that says how to write it."""
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            return
        if not (typed.isascii() and typed.isdigit()) or int(typed[:12]) > self.most:
            raise ValueError(str(_("Fill in a whole number, for example 25.")))
        self.data = int(typed)


class ChecklistField(SelectMultipleField):
    """Several choices, as check boxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def choices(kinds: Sequence[tuple[str, Message | str]]) -> list[Any]:
    """Write choices in the language of the reader; call it in the form's `__init__`."""
    return [SelectChoice(value, str(label)) for value, label in kinds]
