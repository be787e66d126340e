"""Duties: one person never does two things in one case that must be apart, however the moments fall."""

from __future__ import annotations

import threading

import pytest

from fund.core.db import db
from fund.core.errors import Forbidden
from fund.people import actions
from fund.people.models import Person
from fund.people.queries import duties_of
from fund.people.rules import DutyKind
from tests.bed.site import Site
from tests.world import World


def test_a_duty_clashes_with_an_earlier_one_for_an_administrator_too(database: Site, world: World) -> None:
    actions.take_duty(DutyKind.SCORED, 1, by=world.bram)
    with pytest.raises(Forbidden, match="You cannot do this in this case"):
        actions.take_duty(DutyKind.DECIDED, 1, by=world.bram)
    actions.take_duty(DutyKind.DECIDED, 2, by=world.bram)


def test_of_two_things_at_the_same_moment_the_second_sees_the_first(database: Site, world: World) -> None:
    """One person, two windows: the second waits for what the first does, and is then refused (P4)."""
    bram, told = world.bram.id, []
    database.commit()
    actions.take_duty(DutyKind.REVIEWED_REPORT, 1, by=db.session.get_one(Person, bram))

    def in_another_window() -> None:
        with database.app.app_context():
            try:
                actions.take_duty(DutyKind.RUN_MADE, 1, by=db.session.get_one(Person, bram))
                db.session.commit()
                told.append("done")
            except Forbidden as refusal:
                told.append(refusal.reason.text)
            finally:
                db.session.remove()

    other = threading.Thread(target=in_another_window)
    other.start()
    other.join(1)
    assert not told, "it did not wait"
    database.commit()
    other.join(20)
    assert len(told) == 1
    assert told[0].startswith("You cannot do this in this case")
    assert duties_of(bram, [1])[1] == {DutyKind.REVIEWED_REPORT}
