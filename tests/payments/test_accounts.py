"""Another bank account waits a fortnight, however often it is entered (PM-08, P2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from fund.core import clock
from fund.core.db import db
from fund.core.errors import Refused
from fund.core.identifiers import demo_iban
from fund.payments.rules.payable import account_before, changed_on
from fund.people import actions as people
from tests.bed.held import Held
from tests.bed.site import Site
from tests.payments.desk import a_grant, a_run, checked, first_of
from tests.world import World

GRANTED = date(2026, 3, 1)
BEFORE, AFTER, LATER = date(2026, 2, 20), date(2026, 3, 5), date(2026, 3, 9)


@dataclass(frozen=True)
class Entry:
    """An account as it was entered."""

    iban: str
    on: date
    holder: str = ""

    @property
    def entered_at(self) -> datetime:
        """The middle of that day."""
        return datetime(self.on.year, self.on.month, self.on.day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        ([Entry("A", BEFORE)], None),
        ([Entry("A", LATER)], None),
        ([Entry("A", BEFORE), Entry("A", LATER)], None),
        ([Entry("A", BEFORE), Entry("B", AFTER)], AFTER),
        ([Entry("A", BEFORE), Entry("B", AFTER), Entry("B", AFTER)], AFTER),
        ([Entry("A", BEFORE), Entry("B", AFTER), Entry("B", LATER), Entry("B", LATER)], AFTER),
        ([Entry("A", BEFORE), Entry("B", BEFORE), Entry("B", LATER)], None),
        ([Entry("A", BEFORE), Entry("B", AFTER), Entry("A", LATER), Entry("A", LATER)], LATER),
        ([Entry("A", BEFORE), Entry("B", GRANTED)], GRANTED),
    ],
)
def test_the_day_of_the_change_is_that_of_the_first_row_with_this_number(
    entered: list[Entry], expected: date | None
) -> None:
    assert changed_on(entered[::-1], GRANTED) == expected


def test_the_account_before_is_the_last_with_another_number() -> None:
    old, new, again = Entry("A", BEFORE), Entry("B", AFTER), Entry("B", LATER, "Korenaar")
    assert account_before([again, new, old]) == old
    assert account_before([again, new]) == new
    assert account_before([old]) is None


def test_entering_the_new_account_twice_does_not_shorten_the_waiting(database: Site, world: World, held: Held) -> None:
    award = a_grant(world)
    checked(world)
    held.forward(days=3)
    for holder in ("Stichting Buurtbakkerij", world.bakery.name):
        people.enter_bank_account(world.bakery, iban=demo_iban(666), holder=holder, by=world.noor)
    database.commit()
    page = database.client(world.hanneke).get(f"/payments/accounts/{world.bakery.bank_accounts[0].key}")
    assert "komt in de plaats van een andere" in page.text
    assert demo_iban(101) in "".join(page.text.split())
    checked(world)
    database.commit()
    with pytest.raises(Refused) as refusal:
        a_run(world, first_of(award))
    assert "2026-03-19" in str(refusal.value.reason)
    assert clock.today() == date(2026, 3, 5)
    held.forward(days=14)
    assert a_run(world, first_of(award)).orders[0].iban == demo_iban(666)
    db.session.rollback()


def test_who_checks_an_account_reads_which_other_organisation_has_the_number(database: Site, world: World) -> None:
    an_own = world.troupe.bank_accounts[0].key
    people.enter_bank_account(world.bakery, iban=world.troupe.bank_accounts[0].iban, holder="Korenaar", by=world.noor)
    a_grant(world)
    database.commit()
    hanneke = database.client(world.hanneke)
    for key, other in ((world.bakery.bank_accounts[0].key, world.troupe), (an_own, world.bakery)):
        page = hanneke.get(f"/payments/accounts/{key}").text
        warning, _confirmation = page.split("Klopt deze rekening?")
        assert "Een andere organisatie heeft ook dit rekeningnummer" in warning
        assert f"/organisations/{other.key}" in warning.split("ook dit rekeningnummer")[1]
        assert other.kvk_number in warning
    alone = world.bakery.bank_accounts[1].key
    assert "ook dit rekeningnummer" not in hanneke.get(f"/payments/accounts/{alone}").text
