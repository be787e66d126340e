from __future__ import annotations

from fund.core.i18n import Message, Voice, _, local, speaking
from fund.core.money import Money


def test_a_sentence_is_translated_when_it_is_read() -> None:
    sentence = _("There is %(left)s left.", left=Money(123450))
    assert str(sentence) == "There is €\u00a01.234,50 left."
    dutch = {"There is %(left)s left.": "Er is nog %(left)s."}
    with speaking(Voice("nl", dutch.__getitem__, lambda value: f"<{value}>")):
        assert str(sentence) == "Er is nog <€\u00a01.234,50>."
    assert str(sentence) == "There is €\u00a01.234,50 left."


def test_a_sentence_without_values_may_hold_a_percent_sign() -> None:
    assert str(_("At most 50% of the costs.")) == "At most 50% of the costs."


def test_sentences_that_say_the_same_are_equal() -> None:
    assert _("a %(n)s", n=1) == Message("a %(n)s", {"n": 1})
    assert len({_("a %(n)s", n=1), _("a %(n)s", n=1), _("a %(n)s", n=2)}) == 2


def test_texts_that_are_data_fall_back_on_the_language_of_the_law() -> None:
    assert local({"nl": "taak", "en": "task"}, "en") == "task"
    assert local({"nl": "taak", "en": ""}, "en") == "taak"
    assert local({"en": "task"}, "nl") == "task"
    assert local({}, "nl") == local(None, "nl") == ""
