"""Whatever is done with money, in whatever order: the books balance, nothing is below zero, positions agree (P6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from fund.core import clock
from fund.core.errors import Refused
from fund.ledger import queries
from fund.ledger.actions import move, reverse
from fund.ledger.models import Account, Movement
from fund.ledger.rules import ROUTES, AccountKind, InsufficientFunds, MovementKind, Pot
from tests.bed.held import BEGIN
from tests.bed.site import Site
from tests.ledger.books import CALL, CLERK, A, M, Naive, pot, replay

CASES = ("FSV-2026-0001", "FSV-2026-0002")
WAYS = sorted((kind, source, target) for kind, ways in ROUTES.items() for source, target in ways)
AMOUNTS = st.one_of(st.integers(1, 40), st.sampled_from([1, 100, 10**12]))
DAYS = st.integers(0, 3)


class Books(RuleBasedStateMachine):
    """Moves money at random on a real database and in a naive copy; rolls back at the end of a run."""

    site: Site
    steps_taken = 0

    def __init__(self) -> None:
        super().__init__()
        self.naive = Naive()
        self.number = 0
        self.reversed: set[int] = set()

    @initialize(amount=st.integers(50, 200))
    def open_a_call(self, amount: int) -> None:
        self._move(M.CEILING, pot(A.WORLD, ""), pot(A.BUDGET, ""), amount, 0)

    @rule(way=st.sampled_from(WAYS), number=st.sampled_from(CASES), amount=AMOUNTS, day=DAYS)
    def go(self, way: tuple[MovementKind, AccountKind, AccountKind], number: str, amount: int, day: int) -> None:
        kind, source, target = way
        self._move(kind, pot(source, number), pot(target, number), amount, day)

    @rule(data=st.data(), number=st.sampled_from(CASES), day=DAYS, back=st.booleans())
    def go_with_everything(self, data: Any, number: str, day: int, back: bool) -> None:
        """Empty an account in some way that is open now, and perhaps think better of it."""
        balances = self.naive.balances
        open_now = [way for way in WAYS if way[1] is not A.WORLD and balances[pot(way[1], number)] > 0]
        if open_now:
            kind, source, target = data.draw(st.sampled_from(open_now))
            self._move(kind, pot(source, number), pot(target, number), balances[pot(source, number)], day)
            if back:
                self._undo(self._kept()[-1])

    @rule(number=st.sampled_from(CASES), amount=st.integers(1, 30))
    def live(self, number: str, amount: int) -> None:
        """Go the common way, so that random runs get far enough to be worth something."""
        for kind, source, target in (
            (M.RESERVE, A.BUDGET, A.RESERVED),
            (M.COMMIT, A.RESERVED, A.AWARD),
            (M.INSTRUCT, A.AWARD, A.TRANSIT),
            (M.PAID, A.TRANSIT, A.GRANTEE),
        ):
            self._move(kind, pot(source, number), pot(target, number), amount, 0)

    @rule(data=st.data())
    def undo(self, data: Any) -> None:
        self._undo(data.draw(st.sampled_from(self._kept())))

    def _undo(self, chosen: Movement) -> None:
        source, target = _pots(chosen)
        self.number += 1
        may = chosen.reverses_id is None and chosen.id not in self.reversed
        enough = target.kind is A.WORLD or self.naive.balances[target] >= chosen.amount
        try:
            reverse(chosen, reference=f"m{self.number}", by=CLERK)
        except InsufficientFunds:
            assert may
            assert not enough
        except Refused:
            assert not may
        else:
            assert may
            assert enough
            self.reversed.add(chosen.id)
            self.naive.add(clock.today(), target, source, chosen.amount)
        Books.steps_taken += 1

    @rule(data=st.data())
    def repeat(self, data: Any) -> None:
        """A double click: the same reference and content move nothing."""
        chosen = data.draw(st.sampled_from([m for m in self._kept() if m.reverses_id is None]))
        source, target = _pots(chosen)
        assert move(chosen.kind, source, target, chosen.amount, reference=chosen.reference, by=CLERK) is chosen

    @invariant()
    def balances_are_those_of_the_copy_and_sum_to_zero(self) -> None:
        kept = {
            Pot(account.kind, account.key): queries.balance_of(account.id)
            for account in self.site.session.query(Account)
        }
        assert sum(kept.values()) == 0
        assert {one: cents for one, cents in kept.items() if cents} == {
            one: cents for one, cents in self.naive.balances.items() if cents
        }
        assert all(cents >= 0 for one, cents in kept.items() if one.kind is not A.WORLD)
        assert kept == {**dict.fromkeys(kept, 0), **replay(self._kept())}

    @invariant()
    def positions_are_those_of_the_copy(self) -> None:
        for on in (None, clock.today() + timedelta(days=1)):
            went = lambda one, other, number=None, on=on: self.naive.went(one, other, number, on)  # noqa: E731
            for number, case in queries.case_positions(CASES, on).items():
                assert case.awarded == went(A.RESERVED, A.AWARD, number)
                assert case.released == went(A.AWARD, A.RELEASED, number)
                assert case.paid == went(A.TRANSIT, A.GRANTEE, number) - went(A.GRANTEE, A.AWARD, number)
                assert case.in_transit == queries.balance(Pot(A.TRANSIT, number), on)
                assert case.open == queries.balance(Pot(A.AWARD, number), on)
                assert case.claimed == went(A.GRANTEE, A.RECEIVABLE, number)
                assert case.recovered == went(A.RECEIVABLE, A.FUND, number)
                assert case.written_off == went(A.RECEIVABLE, A.WRITTEN_OFF, number)
            self._call_agrees(on, went)

    def _call_agrees(self, on: Any, went: Any) -> None:
        call = queries.call_position(CALL, on)
        assert call.ceiling == went(A.WORLD, A.BUDGET)
        assert call.left == queries.balance(pot(A.BUDGET, ""), on)
        assert call.reserved == sum(queries.balance(Pot(A.RESERVED, number), on) for number in CASES)
        assert call.committed == went(A.RESERVED, A.AWARD) - went(A.AWARD, A.RELEASED)
        assert call.paid == went(A.TRANSIT, A.GRANTEE) - went(A.GRANTEE, A.AWARD)
        assert call.in_transit == sum(queries.balance(Pot(A.TRANSIT, number), on) for number in CASES)
        assert (call.released, call.restored) == (went(A.AWARD, A.RELEASED), went(A.RELEASED, A.BUDGET))
        assert call.ceiling == call.left + call.reserved + call.committed + call.released - call.restored
        if on is None:
            assert queries.left_under([CALL, "NONE"]) == {CALL: call.left, "NONE": 0}
            assert call.paid <= call.committed + call.released <= call.ceiling + call.restored

    def teardown(self) -> None:
        assert not queries.check().findings
        self.site.session.rollback()

    def _move(self, kind: MovementKind, source: Pot, target: Pot, amount: int, day: int) -> None:
        self.number += 1
        booked_on = clock.today() + timedelta(days=day)
        enough = source.kind is A.WORLD or self.naive.balances[source] >= amount
        try:
            move(kind, source, target, amount, reference=f"m{self.number}", by=CLERK, booked_on=booked_on)
        except InsufficientFunds:
            assert not enough
        else:
            assert enough
            self.naive.add(booked_on, source, target, amount)
        Books.steps_taken += 1

    def _kept(self) -> list[Movement]:
        return self.site.session.query(Movement).order_by(Movement.id).all()


def _pots(movement: Movement) -> tuple[Pot, Pot]:
    return Pot(movement.source.kind, movement.source.key), Pot(movement.target.kind, movement.target.key)


@pytest.mark.timeout(600)
def test_the_books_balance_whatever_is_done(database: Site) -> None:
    Books.site, Books.steps_taken = database, 0
    with clock.hold(BEGIN):
        run_state_machine_as_test(
            Books,
            settings=settings(
                max_examples=12 if database.name == "sqlite" else 5,
                stateful_step_count=20,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert Books.steps_taken > 50
