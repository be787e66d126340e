"""Who puts a row there first knows that it was first, on both databases and with keys that the database numbers."""

from fund.core import clock
from fund.core.db import insert_once
from fund.core.jobs import JobRun, Outcome
from fund.core.numbering import Counter


def test_the_first_is_told_so_and_the_second_that_it_was_not(database):
    run = {"job": "reminders", "slot": "1", "claimed_by": "a", "started_at": clock.now(), "outcome": Outcome.RUNNING}
    assert insert_once(JobRun, **run) is True
    assert insert_once(JobRun, **run) is False
    assert insert_once(JobRun, **{**run, "slot": "2"}) is True
    assert database.session.query(JobRun).count() == 2


def test_the_same_holds_for_a_key_of_our_own(database):
    assert insert_once(Counter, series="letters", value=0) is True
    assert insert_once(Counter, series="letters", value=7) is False
