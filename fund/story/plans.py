"""What the story is about: invented organisations with plans in real municipalities of Noord-Brabant."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fund.core.money import parse_amount

FILE = Path(__file__).with_name("plans.json")


@dataclass(frozen=True)
class Plan:
    """A plan and who asks for it; amounts in cents. `road` names what happens to it, from `begins` on."""

    organisation: str
    legal_form: str
    street: str
    postcode: str
    town: str
    person: str
    title: str
    summary: str
    municipality: str
    line: str
    task: str
    for_whom: str
    what_changes: str
    how_much: str
    requested: int
    costs: int
    call: str
    road: str
    begins: str
    months: int = 12
    points: tuple[int, ...] = (4, 4, 4, 4, 4, 4)
    language: str = "nl"
    demo_person: bool = False
    second_task: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def email(self) -> str:
        """An address that reaches nobody: the first name at the organisation."""
        first = self.person.split()[0].lower().replace("ë", "e").replace("é", "e").replace("ö", "o")
        words = [word for word in self.organisation.lower().replace("'", "").split() if word.isalpha()]
        return f"{first}@{words[-1].encode('ascii', 'ignore').decode() or 'organisatie'}.example"


def read_plans() -> list[Plan]:
    """Read the plans in the order in which they come in."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return [_plan(row) for row in rows]


def _plan(row: dict[str, Any]) -> Plan:
    amounts = {name: parse_amount(row[name]) for name in ("requested", "costs")}
    return Plan(**{**row, **amounts, "points": tuple(row.get("points", (4, 4, 4, 4, 4, 4)))})
