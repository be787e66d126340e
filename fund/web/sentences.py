"""What the form library says by itself, said our way: how to mend it instead of what is invalid."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message, _

CHOOSE = _("Choose one of the options")
OURS: dict[str, Message] = {
    "Not a valid choice.": CHOOSE,
    "Invalid Choice: could not coerce.": CHOOSE,
    "'%(value)s' is not a valid choice for this field.": CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": CHOOSE,
    "This field is required.": _("Fill in this answer"),
    "Not a valid date value.": _("Write the date as day-month-year, for example 31-12-2026."),
    "Not a valid integer value.": _("Fill in a whole number, for example 25."),
    "Invalid email address.": _("Fill in an e-mail address, for example name@example.nl"),
}


class Sentences:
    """Translations for a WTForms form: ours where there is one, the library's own otherwise."""

    def __init__(self, theirs: Any) -> None:
        self.theirs = theirs

    def gettext(self, text: str) -> str:
        """Say a sentence in the language of the reader."""
        return str(OURS[text]) if text in OURS else str(self.theirs.gettext(text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Say a sentence about a number of things."""
        return str(self.theirs.ngettext(one, many, count))
