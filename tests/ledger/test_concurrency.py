"""Officers who spend the last euros at the same moment: never over, never stuck, never an error (P3)."""

from __future__ import annotations

import pytest

from fund.core import audit
from fund.ledger import queries
from fund.ledger.actions import move
from fund.ledger.rules import budget
from tests.bed import crew
from tests.bed.site import Site
from tests.ledger.books import CALL, CLERK, A, M, pot

AMOUNT, EACH = 100_00, 4


@pytest.mark.concurrency
@pytest.mark.parametrize("officers", [2, 8])
def test_of_twice_what_fits_exactly_half_is_granted(database: Site, officers: int) -> None:
    fits = officers * EACH // 2
    move(M.CEILING, pot(A.WORLD, ""), budget(CALL), fits * AMOUNT + 99_99, reference="ceiling", by=CLERK)
    database.commit()
    told = crew.at_once(database, "tests.ledger.spender:spend", officers, str(AMOUNT), str(EACH))
    refused = [line for line in told if line != "granted"]
    assert told.count("granted") == fits
    assert set(refused) == {
        "refused There is €\u00a099,99 left under the ceiling and this costs €\u00a0100,00. Nothing has changed."
    }
    position = queries.call_position(CALL)
    assert (position.committed, position.left, position.reserved) == (fits * AMOUNT, 99_99, 0)
    assert not queries.check().findings
    assert audit.verify().broken_at is None
