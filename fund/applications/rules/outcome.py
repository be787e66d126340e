"""Tell an activity from an effect, and write the sentence that the assessor reads (F13). Advice only, never a bar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Final

from fund.core.i18n import Message, _

_WE: Final = r"(?:(?:we|wij|ik|onze \w+|our \w+|i)\s+)?(?:(?:gaan|willen|zullen|will|want to|are going to)\s+)?"
_DOING: Final = (
    # Dutch: what an organisation does
    r"organiser\w*|ontwikkel\w*|open(?:en|t)?|start(?:en|t)?|bouw(?:en|t)?|geven|geeft|bied(?:en|t)|"
    r"richt(?:en)? \S.* (?:in|op)|"
    r"huren|huurt|kopen|koopt|maken|maakt|zetten|begeleiden|begeleidt|trainen|traint|faciliter\w*|realiser\w*|"
    r"onderzoeken|onderzoekt|verzorgen|verzorgt|houden|houdt|doen we|plaatsen|plaatst|verbouwen|verbouwt|opleiden|"
    # English
    r"organi[sz]e\w*|develop\w*|build\w*|give|gives|offer\w*|rent\w*|buy\w*|make|makes|train\w*|"
    r"facilitate\w*|reali[sz]e\w*|hold|holds|set up|sets up|run|runs|host\w*|renovate\w*|research\w*"
)
_ACTIVITY: Final = re.compile(rf"^\W*{_WE}(?:{_DOING})\b|^\W*(?:er komt|er komen|there will be)\b", re.IGNORECASE)


def is_activity(text: str) -> bool:
    """Tell whether an answer reads as what the organisation does, where it should say what is different for people."""
    return bool(_ACTIVITY.match(text))


Words = tuple[str, str | Message]
"""A piece of the sentence: how it is shown (`""`, `said`, `gap`) and its words."""


def sentence_of(answers: Mapping[str, str]) -> list[Words]:
    """Write the sentence beside the form while it is written: an activity leaves the place of the effect open."""
    typed = dict(answers)
    if is_activity(typed["what_changes"]):
        typed["what_changes"] = ""
    return sentence(SimpleNamespace(**typed))


def sentence(link: Any) -> list[Words]:
    """Write the effect of a plan on a task as one sentence, with every word that was typed; what is open is a gap."""

    def piece(answer: str, gap: Message) -> Words:
        text = answer.strip().rstrip(".")
        return ("said", text) if text else ("gap", gap)

    return [
        piece(link.for_whom, _("for whom?")),
        ("", " "),
        piece(link.what_changes, _("what is different?")),
        ("", ": "),
        piece(link.how_much, _("how much?")),
        ("", ", "),
        piece(link.by_when, _("by when?")),
        ("", ". "),
        ("", _("We see that by")),
        ("", " "),
        piece(link.how_seen, _("how do you see it?")),
        ("", "."),
    ]
