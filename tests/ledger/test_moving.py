from __future__ import annotations

from datetime import date

import pytest

from fund.core.errors import Refused
from fund.ledger import queries
from fund.ledger.actions import move, reverse
from fund.ledger.models import Account, Movement
from fund.ledger.rules import WORLD, AccountKind, InsufficientFunds, MovementKind, Pot, budget
from tests.bed.site import Site
from tests.ledger.books import CALL, CLERK, A, M, pot

CASE = "FSV-2026-0001"


def step(kind: MovementKind, source: AccountKind, target: AccountKind, amount: int, reference: str = "") -> Movement:
    return move(
        kind, pot(source, CASE), pot(target, CASE), amount, reference=reference or f"{kind}:{source}:{amount}", by=CLERK
    )


@pytest.fixture
def awarded(database: Site) -> None:
    step(M.CEILING, A.WORLD, A.BUDGET, 100_00)
    step(M.RESERVE, A.BUDGET, A.RESERVED, 60_00)
    step(M.COMMIT, A.RESERVED, A.AWARD, 60_00)


def test_what_leaves_one_account_arrives_at_another(database: Site, awarded: None) -> None:
    assert queries.balance(budget(CALL)) == 40_00
    assert queries.balance(Pot(A.AWARD, CASE)) == 60_00
    assert queries.balance(WORLD) == -100_00
    assert queries.balance(Pot(A.AWARD, "nobody")) == 0


def test_more_than_is_there_does_not_leave(database: Site, awarded: None) -> None:
    with pytest.raises(InsufficientFunds) as refusal:
        step(M.RESERVE, A.BUDGET, A.RESERVED, 40_01)
    assert str(refusal.value.reason) == (
        "There is €\u00a040,00 left under the ceiling and this costs €\u00a040,01. Nothing has changed."
    )
    with pytest.raises(InsufficientFunds, match="There is"):
        step(M.INSTRUCT, A.AWARD, A.TRANSIT, 60_01)
    step(M.RESERVE, A.BUDGET, A.RESERVED, 40_00)


@pytest.mark.parametrize("amount", [0, -1, True, 1.0, "1"])
def test_only_whole_amounts_above_zero_move(database: Site, awarded: None, amount: int) -> None:
    with pytest.raises(Refused, match="more than zero"):
        step(M.RESERVE, A.BUDGET, A.RESERVED, amount)


def test_money_goes_no_way_that_is_not_on_the_chart(database: Site, awarded: None) -> None:
    with pytest.raises(Refused, match="does not go"):
        step(M.PAID, A.AWARD, A.GRANTEE, 1)


def test_the_same_reference_answers_the_first_movement(database: Site, awarded: None) -> None:
    first = step(M.INSTRUCT, A.AWARD, A.TRANSIT, 60_00, "run:1:1")
    assert step(M.INSTRUCT, A.AWARD, A.TRANSIT, 60_00, "run:1:1") is first  # though the account is empty by now
    assert queries.balance(Pot(A.TRANSIT, CASE)) == 60_00


def test_the_same_reference_for_something_else_is_refused(database: Site, awarded: None) -> None:
    step(M.INSTRUCT, A.AWARD, A.TRANSIT, 10_00, "run:1:1")
    for kind, source, target, amount in (
        (M.INSTRUCT, A.AWARD, A.TRANSIT, 10_01),
        (M.RELEASE, A.AWARD, A.RELEASED, 10_00),
    ):
        with pytest.raises(Refused, match="used for another"):
            step(kind, source, target, amount, "run:1:1")


def test_a_reversal_is_the_mirror_image_and_both_stay(database: Site, awarded: None) -> None:
    sent = step(M.INSTRUCT, A.AWARD, A.TRANSIT, 10_00)
    back = reverse(sent, reference="undo", by=CLERK, memo="typing error")
    assert (back.source, back.target, back.amount, back.kind) == (sent.target, sent.source, sent.amount, sent.kind)
    assert back.reverses_id == sent.id
    assert queries.balance(Pot(A.AWARD, CASE)) == 60_00
    assert queries.case_position(CASE).in_transit == 0
    assert [row.id for row in queries.movements_of(CASE)][-2:] == [sent.id, back.id]
    assert not queries.check().findings


def test_a_movement_is_reversed_once(database: Site, awarded: None) -> None:
    sent = step(M.INSTRUCT, A.AWARD, A.TRANSIT, 10_00)
    step(M.INSTRUCT, A.AWARD, A.TRANSIT, 11_00)
    back = reverse(sent, reference="undo", by=CLERK)
    assert reverse(sent, reference="undo", by=CLERK) is back
    with pytest.raises(Refused, match="reversed already"):
        reverse(sent, reference="undo again", by=CLERK)
    with pytest.raises(Refused, match="not reversed"):
        reverse(back, reference="undo the undoing", by=CLERK)


def test_one_reference_never_undoes_two_movements(database: Site, awarded: None) -> None:
    one, other = (step(M.INSTRUCT, A.AWARD, A.TRANSIT, 10_00, f"run:{n}") for n in (1, 2))
    reverse(one, reference="undo", by=CLERK)
    with pytest.raises(Refused, match="used for another"):
        reverse(other, reference="undo", by=CLERK)


def test_what_has_moved_on_is_not_reversed(database: Site, awarded: None) -> None:
    reserve = database.session.query(Movement).filter_by(kind=M.RESERVE).one()
    with pytest.raises(InsufficientFunds):
        reverse(reserve, reference="undo", by=CLERK)


def test_a_position_is_of_the_end_of_a_day(database: Site, held) -> None:
    step(M.CEILING, A.WORLD, A.BUDGET, 100_00)
    step(M.RESERVE, A.BUDGET, A.RESERVED, 60_00)
    held.forward(days=1)
    step(M.COMMIT, A.RESERVED, A.AWARD, 60_00)
    assert queries.call_position(CALL, date(2026, 3, 2)).reserved == 60_00
    assert queries.call_position(CALL, date(2026, 3, 1)).ceiling == 0
    assert queries.call_position(CALL).reserved == 0
    assert queries.case_position(CASE, date(2026, 3, 2)).awarded == 0


def test_a_whole_life_adds_up(database: Site, awarded: None) -> None:
    for kind, source, target, amount in (
        (M.INSTRUCT, A.AWARD, A.TRANSIT, 50_00),
        (M.WITHDRAW_INSTRUCTION, A.TRANSIT, A.AWARD, 10_00),
        (M.PAID, A.TRANSIT, A.GRANTEE, 35_00),
        (M.RETURNED, A.TRANSIT, A.AWARD, 5_00),
        (M.RETURNED, A.GRANTEE, A.AWARD, 5_00),
        (M.RELEASE, A.AWARD, A.RELEASED, 20_00),
        (M.RESTORE, A.RELEASED, A.BUDGET, 15_00),
        (M.CLAIM, A.GRANTEE, A.RECEIVABLE, 12_00),
        (M.RECOVERED, A.RECEIVABLE, A.FUND, 7_00),
        (M.WRITE_OFF, A.RECEIVABLE, A.WRITTEN_OFF, 5_00),
    ):
        step(kind, source, target, amount)
    case = queries.case_position(CASE)
    assert (case.awarded, case.released, case.in_transit, case.paid, case.open) == (60_00, 20_00, 0, 30_00, 10_00)
    assert (case.claimed, case.recovered, case.written_off) == (12_00, 7_00, 5_00)
    call = queries.call_position(CALL)
    assert (call.ceiling, call.left, call.reserved, call.committed) == (100_00, 55_00, 0, 40_00)
    assert (call.paid, call.released, call.restored, call.in_transit) == (30_00, 20_00, 15_00, 0)
    assert call.ceiling == call.left + call.reserved + call.committed + call.released - call.restored
    assert not queries.check().findings


def test_accounts_are_made_once(database: Site, awarded: None) -> None:
    step(M.RESERVE, A.BUDGET, A.RESERVED, 1_00)
    assert database.session.query(Account).filter_by(kind=A.BUDGET).count() == 1
