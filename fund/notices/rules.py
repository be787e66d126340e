"""When a notice that was not taken is tried again, and when we stop. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from fund.core.errors import Invalid
from fund.core.i18n import _

SPACING: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30))
"""Between tries; the last goes on. A mail server that is back is noticed within half an hour at most."""

MOST_TRIES: Final = 100
"""Two days of tries while the server says `later`; then staff is told and may try again."""

MOST_TRIES_REFUSED: Final = 5
"""Tries while the server says `never`: it may be set up wrongly for an hour, the address may be wrong for ever."""

STALE: Final = timedelta(minutes=10)
"""A claim this old belongs to a sender that died; sending one mail takes a minute at most."""

IN_A_ROW: Final = 5
"""Notices not taken one after another: the server is in trouble, and the rest waits for the next run."""

LONGEST_SUBJECT: Final = 300
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")


def next_try(attempts: int, *, refused: bool, now: datetime) -> datetime | None:
    """Answer when to try again after `attempts` tries (at least one); None when we give up.

    `refused` says that the server refused this mail for good, not for now.
    """
    if attempts >= (MOST_TRIES_REFUSED if refused else MOST_TRIES):
        return None
    return now + wait_after(attempts)


def wait_after(attempts: int) -> timedelta:
    """Answer how long to wait after `attempts` tries (at least one)."""
    return SPACING[min(attempts, len(SPACING)) - 1]


def on_one_line(text: str, longest: int = LONGEST_SUBJECT) -> str:
    """Write `text` as a mail header may have it: one line, so that nothing typed becomes a header of its own."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def check_address(email: str) -> str:
    """Answer the address, when it is one and nothing else.

    Raises:
        Invalid: when it holds line ends, spaces or marks that a mail header gives a meaning to.
    """
    if not _ADDRESS.fullmatch(email):
        raise Invalid(_("This is not an e-mail address. Write it like name@example.nl."), "email")
    return email
