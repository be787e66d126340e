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

    def fits(self, letter: letters.Printable, reference: str) -> bool:
        """Whether it is the letter that is to be kept: it says the same, under the same number, and is of today."""
        same = (self.letter, self.paper.reference) == (letter, reference)
        return same and clock.local_day(self.paper.at) == clock.today()


def draw(letter: letters.Printable, *, reference: str) -> Drawn:
    """Draw a letter under its number. Raises PressDown."""
    paper = _sheet(letter, reference)
    return Drawn(letter, paper, press.draw(paper))


def draw_ahead(*numbered: tuple[letters.Printable, str]) -> tuple[Drawn, ...]:
    """Draw letters, each with the number that it will name, before the transaction that keeps them.

    So nobody waits for the press: it ends the transaction that was there, in which nothing was changed yet. Raises
    PressDown.
    """
    papers = [(letter, _sheet(letter, number)) for letter, number in numbered]
    db.session.rollback()
    return tuple(Drawn(letter, paper, press.draw(paper)) for letter, paper in papers)


def _sheet(letter: letters.Printable, reference: str) -> press.Sheet:
    return letters.sheet(letter, sender=settings.sender(letter.language), at=clock.now(), reference=reference)
