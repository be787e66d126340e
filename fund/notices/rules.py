"""When a notice that was not taken is tried again, and when we stop. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from fund.core.errors import Invalid
from fund.core.i18n import Message, _

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

MOST_AT_ONCE: Final = 500
"""Notices that are taken up again with one press of the button; who has more presses again."""

LONGEST_SUBJECT: Final = 300
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")


_CODE = re.compile(r"([245])\d\d[ -](?:(?:\1)\.(\d{1,3})\.(\d{1,3}) )?")
_SERVER_DOWN = re.compile(r"421\b|[A-Za-z]\w*: ")
_NO_SUCH_ADDRESS: Final = frozenset({"550", "551", "553"})
_ENHANCED: Final[dict[tuple[str, str], Message]] = {
    ("2", "2"): _("The mailbox of the receiver is full."),
    ("3", "4"): _("The mail is too large for the receiver."),
    ("2", "3"): _("The mail is too large for the receiver."),
}
"""What the second and third number of an enhanced status code say (RFC 3463)."""


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


def why_not_taken(problem: str) -> Message | None:
    """Say in plain words what the mail server said of a mail that it did not take; None when it said nothing.

    `problem` begins with the reply code of the server, maybe followed by an enhanced one (RFC 5321, RFC 3463), or with
    the name of what went wrong on the way to our own mail server.
    """
    if not problem:
        return None
    if _SERVER_DOWN.match(problem):
        return _("Our own mail server could not be reached.")
    if (found := _CODE.match(problem)) is None:
        return _("The mail could not be handed to our mail server.")
    if (said := _ENHANCED.get((found[2], found[3]))) is not None:
        return said
    if found[2] == "1" or (found[2] is None and problem[:3] in _NO_SUCH_ADDRESS):
        return _("The address does not exist, or takes no mail.")
    if found[1] == "4":
        return _("The mail server of the receiver asked every time to try later.")
    return _("The mail server of the receiver refuses our mail.")


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
