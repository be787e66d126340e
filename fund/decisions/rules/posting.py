"""How a decision is made known: by mail to who agreed to that, by post to who did not. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from fund.core.i18n import Message, _


def goes_by_post(application: Any) -> bool:
    """Whether the letter goes by post, since nobody agreed to get it electronically (WM-03, Awb 2:8)."""
    return not application.agrees_electronic


def why_not_posted_on(posted_on: date, *, made_on: date, day: date) -> Message | None:
    """Say why a letter that was made on one day cannot have been posted on another; `day` is today."""
    if posted_on < made_on:
        return _("The letter was made on %(day)s. Choose that day or a later one.", day=made_on)
    if posted_on > day:
        return _("Choose the day on which you posted the letter: today or earlier.")
    return None
