"""What the form macros need to know of a bound field: which control it gets, and what is still wrong with it."""

from collections.abc import Iterator

from flask import Flask
from wtforms import Field, FieldList, FormField
from wtforms.form import BaseForm

# The first class in a field's ancestry that is named here decides its control.
CONTROLS = {
    "TextAreaField": "area",
    "MoneyField": "money",
    "RadioField": "choices",
    "SelectMultipleField": "choices",
    "SelectField": "select",
    "BooleanField": "tick",
    "MultipleFileField": "file",
    "FileField": "file",
    "DateField": "short",
    "DateTimeLocalField": "short",
    "TimeField": "short",
    "MonthField": "short",
    "IntegerField": "short",
    "DecimalField": "short",
    "FieldList": "list",
    "FormField": "group",
}


def control(field: Field) -> str:
    """Return which control a field gets: text, short, area, money, choices, select, tick, file, list or group."""
    names = (kind.__name__ for kind in type(field).__mro__)
    return next((CONTROLS[name] for name in names if name in CONTROLS), "text")


def problems(form: BaseForm) -> list[tuple[str, str]]:
    """Return what is wrong in a form, in the order of its fields, as pairs of the control's id and the sentence.

    Nested forms and lists are walked. The id is empty where a sentence is about the form as a whole.
    """
    whole = [("", str(error)) for error in getattr(form, "form_errors", ())]
    return whole + [problem for field in form for problem in _of(field)]


def own_problems(field: Field) -> list[str]:
    """Return the sentences about the field itself, not those of the fields inside it."""
    if isinstance(field, FormField):
        return [str(error) for error in getattr(field.form, "form_errors", ())]
    if isinstance(field, FieldList):
        return [str(error) for error in field.errors if error and not isinstance(error, (list, tuple, dict))]
    return [str(error) for error in field.errors or ()]


def target(field: Field) -> str:
    """Return the id that a link to this field must go to: the first option of a choice, else the control itself."""
    return f"{field.id}-0" if control(field) == "choices" else str(field.id)


def unseen(form: BaseForm) -> list[Field]:
    """Return the fields that a person does not see: tokens, and what goes along."""
    return [field for field in form if getattr(field.widget, "input_type", "") == "hidden"]


def takes_files(form: BaseForm) -> bool:
    """Tell whether the form must be sent in parts because a file may come along."""
    return any(control(field) == "file" for field in _flat(form))


def _of(field: Field) -> Iterator[tuple[str, str]]:
    goes_to = "" if getattr(field.widget, "input_type", "") == "hidden" else target(field)
    for error in own_problems(field):
        yield goes_to, error
    for inner in _inside(field):
        yield from _of(inner)


def _flat(fields: BaseForm | list[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _flat(_inside(field))


def _inside(field: Field) -> list[Field]:
    if isinstance(field, FormField):
        return list(field.form)
    return list(field.entries) if isinstance(field, FieldList) else []


def init_app(app: Flask) -> None:
    """Give the form macros these questions as filters."""
    for question in (control, problems, own_problems, target, unseen, takes_files):
        app.jinja_env.filters[question.__name__] = question
