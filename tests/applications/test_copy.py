"""The copy of all answers: what was typed stands in it, all of it, and nothing that was not."""

from __future__ import annotations

from fund.applications import letters
from fund.applications.models import Application, Partner, TaskLink
from fund.people.models import BankAccount, Organisation
from fund.programme.models import SocietalTask


def _copied(application: Application, part: str) -> str:
    answers = letters.answers_of(application, part, "en")
    rows = [cell for each in answers if each.table for row in each.table.rows for cell in row]
    return " | ".join([word for each in answers for word in (each.question, each.text)] + [str(cell) for cell in rows])


def test_an_effect_that_reads_as_an_activity_is_copied_as_it_was_typed() -> None:
    energy, care = (SocietalTask(name={"nl": name, "en": name}) for name in ("Energy", "Care"))
    link = {"how": "Advice.", "for_whom": "Neighbours", "how_much": "60", "by_when": "2028", "how_seen": "the bill"}
    application = Application(
        task_links=[
            TaskLink(task=energy, is_main=True, what_changes="we give 12 repair evenings", **link),
            TaskLink(task=care, is_main=False, what_changes="know each other", **link),
        ]
    )
    copied = _copied(application, "tasks")
    assert "Energy (main task)" in copied
    assert "Care (main task)" not in copied
    assert "we give 12 repair evenings" in copied
    assert "[" not in copied


def test_who_takes_part_and_what_was_declared_is_copied_with_its_details() -> None:
    town = Partner(name="Oss", role="Room", is_municipality=True)
    assert "Oss (municipality)" in _copied(Application(partners=[town]), "partners")
    assert "alone" not in _copied(Application(no_partners=False), "partners"), "nobody said so"
    assert "We do it alone" in _copied(Application(no_partners=True), "partners")
    aid = Application(de_minimis="some", de_minimis_amount=12_500_50, de_minimis_details="Oss, 2025")
    assert "€\u00a012,500.50" in _copied(aid, "declarations")
    account = BankAccount(iban="NL91ABNA0417164300", holder="Stichting")
    paid = Application(organisation=Organisation(bank_accounts=[account]))
    assert "NL91\u00a0ABNA\u00a00417\u00a01643\u00a000" in _copied(paid, "account")
