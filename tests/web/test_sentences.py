from __future__ import annotations

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
