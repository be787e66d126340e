"""Who plays in the story. Everybody is invented; the addresses end in `.example` and reach nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fund.core.audit import TheClock
from fund.core.identifiers import demo_iban
from fund.decisions import actions as decisions
from fund.people import actions as people
from fund.people.models import LegalForm, Organisation, Person
from fund.people.roles import Role
from fund.story.plans import Plan

PASSWORD = "samen sterk in Brabant"  # noqa: S105 (of the invented people of the demo, as the README says)

STAFF: dict[str, tuple[str, str, Role]] = {
    "mila": ("Mila Brouwers", "behandelaar", Role.CASE_HANDLER),
    "pieter": ("Pieter Smulders", "behandelaar", Role.CASE_HANDLER),
    "daan": ("Daan Verhoeven", "beoordelaar", Role.ASSESSOR),
    "fatima": ("Fatima El Idrissi", "beoordelaar", Role.ASSESSOR),
    "joost": ("Joost van Rooij", "afdelingshoofd Sociale Veerkracht", Role.DECISION_MAKER),
    "marieke": ("Marieke de Bont", "directeur", Role.DECISION_MAKER),
    "sanne": ("Sanne de Wit", "medewerker financiën", Role.FINANCE),
    "ruud": ("Ruud Hendriks", "medewerker financiën", Role.FINANCE),
    "olga": ("Olga Peeters", "controller", Role.FINANCE),
    "ilse": ("Ilse Peters", "programmamanager", Role.PROGRAMME_MANAGER),
    "bram": ("Bram Aerts", "beheerder", Role.ADMINISTRATOR),
    "tom": ("Tom Kuijpers", "auditor", Role.AUDITOR),
}
MANDATES = {
    "joost": ("afdelingshoofd Sociale Veerkracht", 50_000_00),
    "marieke": ("directeur Leefomgeving", 250_000_00),
}


@dataclass(frozen=True)
class Cast:
    """The people of the fund, by short name, and the clock."""

    staff: dict[str, Person]

    def __getitem__(self, short: str) -> Person:
        """Answer a member of staff by short name."""
        return self.staff[short]


def hire(day: date) -> Cast:
    """Let the people of the fund in, with their roles and mandates from `day` on."""
    staff = {}
    for short, (name, job_title, role) in STAFF.items():
        person = people.enrol(
            name=name, email=f"{short}@fonds.example", job_title=job_title, password=PASSWORD, by=TheClock()
        )
        people.grant_role(person, role, from_on=day, by=TheClock())
        staff[short] = person
    for short, (capacity, maximum) in MANDATES.items():
        decisions.give_mandate(
            staff[short], capacity=capacity, maximum_amount=maximum, valid_from=day, by=staff["bram"]
        )
    return Cast(staff)


def arrive(plan: Plan, nth: int) -> tuple[Organisation, Person]:
    """Let an applicant make an account and register the organisation with its bank account."""
    person = people.enrol(
        name=plan.person,
        email=plan.email,
        password=PASSWORD if plan.demo_person else None,
        language=plan.language,
        by=TheClock(),
    )
    organisation = people.register_organisation(
        name=plan.organisation,
        legal_form=LegalForm(plan.legal_form),
        kvk_number=f"{90_000_000 + nth:08d}",
        rsin=rsin(nth),
        street=plan.street,
        postcode=plan.postcode,
        town=plan.town,
        phone=f"013 000 00 {nth:02d}",
        by=person,
    )
    people.enter_bank_account(organisation, iban=demo_iban(4_100_000 + nth), holder=plan.organisation[:70], by=person)
    return organisation, person


def rsin(nth: int) -> str:
    """Answer the nth invented RSIN that passes the eleven test."""
    found, base = 0, 85_000_000
    while True:
        base += 1
        check = sum(int(digit) * weight for digit, weight in zip(str(base), range(9, 1, -1), strict=True)) % 11
        found += check < 10
        if found == nth and check < 10:
            return f"{base}{check}"
