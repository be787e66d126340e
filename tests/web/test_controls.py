from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from fund.web.controls import control, own_problems, problems, takes_files, target, unseen
from fund.web.forms import SelectChoice


class Line(Form):
    what = StringField(validators=[InputRequired("Say what for")])
    amount = StringField(validators=[InputRequired("Fill in an amount")])


class Inner(Form):
    name = StringField(validators=[InputRequired("Fill in a name")])


class Sheet(Form):
    token = HiddenField(validators=[InputRequired("Reload the page")])
    alone = RadioField(
        choices=[SelectChoice("y", "Yes"), SelectChoice("n", "No")], validators=[InputRequired("Choose one")]
    )
    about = FormField(Inner)
    lines = FieldList(FormField(Line), min_entries=2, validators=[Length(max=1, message="At most one line")])
    story = TextAreaField()
    true = BooleanField()
    area = SelectField(choices=[SelectChoice("", "–")], default="")


class Sent(Form):
    annexes = FieldList(FileField(), min_entries=1)


def wrong_sheet() -> Sheet:
    form = Sheet(MultiDict({"lines-0-what": "chairs", "lines-1-amount": "12", "area": ""}))
    form.validate()
    return form


def test_every_problem_is_listed_in_the_order_of_the_fields_with_where_to_go() -> None:
    assert problems(wrong_sheet()) == [
        ("", "Reload the page"),
        ("alone-0", "Choose one"),
        ("about-name", "Fill in a name"),
        ("lines", "At most one line"),
        ("lines-0-amount", "Fill in an amount"),
        ("lines-1-what", "Say what for"),
    ]


def test_a_sentence_about_the_whole_form_comes_first_and_goes_nowhere() -> None:
    form = wrong_sheet()
    form.form_errors.append("Somebody else was first")
    assert problems(form)[0] == ("", "Somebody else was first")


def test_a_form_without_faults_has_no_problems() -> None:
    assert problems(Inner(MultiDict({"name": "Noor"}))) == []


def test_a_list_says_only_what_is_wrong_with_the_list_itself() -> None:
    assert own_problems(wrong_sheet().lines) == ["At most one line"]


def test_a_subform_says_only_what_is_wrong_with_the_subform_itself() -> None:
    form = wrong_sheet()
    form.about.form.form_errors.append("These two do not meet")
    assert own_problems(form.about) == ["These two do not meet"]


def test_a_message_that_is_translated_late_becomes_text() -> None:
    class Late:
        def __str__(self) -> str:
            return "Vul een naam in"

    def refuse(_form: Form, _field: StringField) -> None:
        raise ValidationError(Late())  # type: ignore[arg-type]

    class Asked(Form):
        name = StringField(validators=[refuse])

    form = Asked(MultiDict({"name": "x"}))
    form.validate()
    assert problems(form) == [("name", "Vul een naam in")]


def test_each_field_gets_the_control_of_its_nearest_known_kind() -> None:
    class MoneyField(StringField):
        pass

    class OwnMoney(MoneyField):
        pass

    class Kinds(Form):
        own = OwnMoney()
        name = StringField()

    form, kinds = Sheet(), Kinds()
    got = [control(field) for field in (*form, *kinds)]
    assert got == ["text", "choices", "group", "list", "area", "tick", "select", "money", "text"]


def test_a_link_to_a_choice_goes_to_its_first_option() -> None:
    form = Sheet()
    assert (target(form.alone), target(form.story)) == ("alone-0", "story")


def test_files_are_found_inside_lists_too() -> None:
    assert takes_files(Sent())
    assert not takes_files(Sheet())


def test_only_hidden_fields_are_unseen() -> None:
    assert [field.name for field in unseen(Sheet())] == ["token"]
