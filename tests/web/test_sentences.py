from __future__ import annotations

import pytest
from flask import Flask
from wtforms import StringField, validators

from fund.web.forms import Form
from fund.web.language import in_language
from fund.web.sentences import OURS, Sentences


class Theirs:
    def gettext(self, text: str) -> str:
        return f"theirs: {text}"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return f"theirs: {one if count == 1 else many}"


def test_our_sentence_goes_before_that_of_the_library() -> None:
    assert Sentences(Theirs()).gettext("Not a valid choice.") == "Choose one of the options"


def test_what_we_do_not_say_ourselves_the_library_says() -> None:
    assert Sentences(Theirs()).gettext("Invalid UUID.") == "theirs: Invalid UUID."
    assert Sentences(Theirs()).ngettext("one", "many", 2) == "theirs: many"


def test_nobody_is_told_that_something_is_invalid() -> None:
    assert not [str(ours) for ours in OURS.values() if "valid" in str(ours).lower() or "required" in str(ours).lower()]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("nl", "Veld mag niet langer zijn dan 3 karakters."), ("en", "Field cannot be longer than 3 characters.")],
)
def test_a_form_says_what_the_library_says_in_the_language_of_the_reader(
    app: Flask, language: str, sentence: str
) -> None:
    class Short(Form):
        word = StringField(validators=[validators.Length(max=3)])

    with app.test_request_context(method="POST", data={"word": "lang"}), in_language(language):
        form = Short(meta={"csrf": False})
        assert not form.validate()
        assert form.word.errors == [sentence]
