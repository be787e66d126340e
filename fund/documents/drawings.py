"""A letter as it is drawn, before it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from fund.core import clock
from fund.core.db import db
from fund.documents import letters, press, settings


@dataclass(frozen=True)
class Drawn:
    """A letter that was drawn and not kept yet: what it says, the sheet, and the PDF."""

    letter: letters.Printable
    paper: press.Sheet
    content: bytes


def draw(letter: letters.Printable, *, reference: str) -> Drawn:
    """Draw a letter under its number. Raises PressDown."""
    paper = _sheet(letter, reference)
    return Drawn(letter, paper, press.draw(paper))


def draw_ahead(letter: letters.Printable, *, reference: str) -> Drawn:
    """Draw a letter whose number is its `reference` before the transaction that keeps it: nobody waits for the press.

    Ends the transaction that was there. Raises PressDown.
    """
    paper = _sheet(letter, reference)
    db.session.rollback()
    return Drawn(letter, paper, press.draw(paper))


def _sheet(letter: letters.Printable, reference: str) -> press.Sheet:
    return letters.sheet(letter, sender=settings.sender(letter.language), at=clock.now(), reference=reference)
