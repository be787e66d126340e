"""The words for the choices in the form, by the value that is kept."""

from __future__ import annotations

from typing import Final

from fund.core.i18n import Message, _

COST_TYPES: Final[dict[str, Message]] = {
    "staff": _("Staff"),
    "third_parties": _("Hired people and firms"),
    "materials": _("Materials and equipment"),
    "housing": _("Housing"),
    "communication": _("Communication"),
    "volunteers": _("Volunteers"),
    "other": _("Other"),
}
FINANCING_SOURCES: Final[dict[str, Message]] = {
    "own": _("Own money"),
    "other_grant": _("Another grant"),
    "loan": _("Loan"),
    "income": _("Income"),
    "gift": _("Gift or fund"),
    "in_kind": _("In kind (hours, goods)"),
}
FINANCING_STATUSES: Final[dict[str, Message]] = {
    "certain": _("Certain"),
    "pledged": _("Promised"),
    "asked": _("Asked for"),
}
DE_MINIMIS: Final[dict[str, Message]] = {
    "none": _("No, none"),
    "some": _("Yes"),
}


def no_or_yes(answer: bool | None) -> Message | str:  # noqa: FBT001 (the answer itself)
    """Write a yes or a no; nothing when it was not answered."""
    if answer is None:
        return ""
    return _("Yes") if answer else _("No")
