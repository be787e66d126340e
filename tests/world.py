"""The cast: one fund with its people, a bakery that applies, and another organisation that has nothing to do with it.

`build` writes it through the actions, `World` finds it again. Everybody and everything in it is invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fund.core.audit import TheClock
from fund.core.identifiers import demo_iban
from fund.people import actions, queries
from fund.people.models import LegalForm, Organisation, Person
from fund.people.roles import Role

if TYPE_CHECKING:
    from tests.bed.client import Browser
    from tests.bed.site import Site

PASSWORD: Final = "vier losse woorden samen"
"""Of everybody in the cast."""

STAFF: Final = {
    "mila": ("Mila Brouwers", "behandelaar", (Role.CASE_HANDLER,)),
    "daan": ("Daan Verhoeven", "beoordelaar", (Role.ASSESSOR,)),
    "fatima": ("Fatima El Idrissi", "beoordelaar en behandelaar", (Role.ASSESSOR, Role.CASE_HANDLER)),
    "joost": ("Joost van Rooij", "afdelingshoofd", (Role.DECISION_MAKER,)),
    "marieke": ("Marieke de Bont", "directeur", (Role.DECISION_MAKER,)),
    "sanne": ("Sanne de Wit", "medewerker financiën", (Role.FINANCE,)),
    "ruud": ("Ruud Hendriks", "medewerker financiën", (Role.FINANCE,)),
    "hanneke": ("Hanneke Smits", "controller", (Role.FINANCE,)),
    "ilse": ("Ilse Peters", "programmamanager", (Role.PROGRAMME_MANAGER,)),
    "bram": ("Bram Aerts", "beheerder", (Role.ADMINISTRATOR,)),
    "tom": ("Tom Kuijpers", "auditor", (Role.AUDITOR,)),
}
APPLICANTS: Final = {
    "noor": ("Noor van Dijk", "noor@korenaar.example"),
    "samir": ("Samir Aydin", "samir@korenaar.example"),
    "anja": ("Anja van Gils", "anja@rijdendgezelschap.example"),
}
BAKERY, TROUPE = "17123456", "17654321"


def build() -> None:
    """Write the cast into an empty database; the caller commits."""
    for short, (name, job_title, roles) in STAFF.items():
        person = actions.enrol(name=name, email=address(short), job_title=job_title, password=PASSWORD, by=TheClock())
        for role in roles:
            actions.grant_role(person, role, by=TheClock())
    for name, email in APPLICANTS.values():
        actions.enrol(name=name, email=email, password=PASSWORD, by=TheClock())
    noor, samir, anja = (_person(short) for short in APPLICANTS)
    bakery = actions.register_organisation(
        name="Stichting Buurtbakkerij De Korenaar",
        legal_form=LegalForm.FOUNDATION,
        kvk_number=BAKERY,
        rsin="123456782",
        street="Korenmarkt 12",
        postcode="5701 AB",
        town="Helmond",
        phone="0492 00 00 00",
        by=noor,
    )
    actions.enter_bank_account(bakery, iban=demo_iban(101), holder=bakery.name, by=noor)
    actions.join(bakery, samir, may_sign=False, by=noor)
    troupe = actions.register_organisation(
        name="Stichting Rijdend Gezelschap",
        legal_form=LegalForm.FOUNDATION,
        kvk_number=TROUPE,
        rsin="111222333",
        street="Havenstraat 3",
        postcode="4701 CD",
        town="Roosendaal",
        by=anja,
    )
    actions.enter_bank_account(troupe, iban=demo_iban(102), holder=troupe.name, by=anja)


def address(short: str) -> str:
    """Answer the e-mail address of somebody in the cast."""
    if short in APPLICANTS:
        return APPLICANTS[short][1]
    return f"{short}@veerkracht.example"


def _person(short: str) -> Person:
    person = queries.person_by_email(address(short))
    assert person is not None, f"{short} is not in the cast of this database"
    return person


class World:
    """The cast, as it stands in the database of this moment: `world.mila`, `world.bakery`, `world.client("noor")`."""

    def __init__(self, site: Site | None = None) -> None:
        self._site = site

    def person(self, short: str) -> Person:
        """Find somebody by the short name: mila, noor …"""
        return _person(short)

    @property
    def mila(self) -> Person:
        """Case handler."""
        return _person("mila")

    @property
    def daan(self) -> Person:
        """Assessor."""
        return _person("daan")

    @property
    def fatima(self) -> Person:
        """Second assessor, and case handler."""
        return _person("fatima")

    @property
    def joost(self) -> Person:
        """Decision maker: head of the department."""
        return _person("joost")

    @property
    def marieke(self) -> Person:
        """Decision maker: director."""
        return _person("marieke")

    @property
    def sanne(self) -> Person:
        """Finance."""
        return _person("sanne")

    @property
    def ruud(self) -> Person:
        """Finance, the second pair of eyes."""
        return _person("ruud")

    @property
    def hanneke(self) -> Person:
        """Finance, who checks bank accounts: who does that makes and releases no runs."""
        return _person("hanneke")

    @property
    def ilse(self) -> Person:
        """Programme manager."""
        return _person("ilse")

    @property
    def bram(self) -> Person:
        """Administrator."""
        return _person("bram")

    @property
    def tom(self) -> Person:
        """Auditor."""
        return _person("tom")

    @property
    def noor(self) -> Person:
        """May sign for the bakery."""
        return _person("noor")

    @property
    def samir(self) -> Person:
        """Writes for the bakery."""
        return _person("samir")

    @property
    def anja(self) -> Person:
        """May sign for another organisation."""
        return _person("anja")

    @property
    def bakery(self) -> Organisation:
        """Stichting Buurtbakkerij De Korenaar, that applies."""
        return queries.organisation_by_kvk(BAKERY)

    @property
    def troupe(self) -> Organisation:
        """Stichting Rijdend Gezelschap, that has nothing to do with the bakery."""
        return queries.organisation_by_kvk(TROUPE)

    def client(self, short: str) -> Browser:
        """Open another browser in which somebody of the cast is signed in."""
        assert self._site is not None
        return self._site.client(_person(short))
