from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from fund.calls import actions, jobs, queries
from fund.calls.workflow import State
from fund.core import clock
from fund.core.audit import AuditEntry
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.jobs import NotAllDone
from fund.ledger.models import Movement
from fund.ledger.queries import call_position
from fund.people.roles import Role
from tests.bed import crew
from tests.calls.calls import next_year, the_call

MANAGER = SimpleNamespace(id=1, name="Ilse Manders", roles=frozenset({Role.PROGRAMME_MANAGER}))
HANDLER = SimpleNamespace(id=2, name="Mila Brouwers", roles=frozenset({Role.CASE_HANDLER}))


def facts(**changes):
    return queries.read_call("fsv-2026") | {"opens_at": clock.at(date(2026, 3, 9))} | changes


@pytest.fixture
def draft(database):
    call = actions.write_call(facts(), by=MANAGER)
    database.commit()
    return call


@pytest.fixture
def published(database, draft):
    actions.publish(draft, by=MANAGER)
    database.commit()
    return draft


def entries(database):
    return [entry.action for entry in database.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_a_call_is_written_with_all_it_says(database, draft):
    database.refresh()
    call = queries.by_code("FSV-2026")
    assert call is not None
    assert (call.code, call.ceiling, call.minimum_amount, call.maximum_amount) == (
        "FSV-2026",
        60_000_000,
        250_000,
        6_000_000,
    )
    assert [criterion.weight for criterion in call.criteria] == [30, 20, 20, 10, 10, 10]
    assert [criterion.code for criterion in call.criteria if criterion.minimum == 3] == ["impact", "enterprise"]
    assert all(len(criterion.anchors) == 5 for criterion in call.criteria)
    assert call.closes_at == clock.at(date(2026, 12, 11), 17)
    assert call.state is State.DRAFT
    assert entries(database) == ["call.write"]


def test_publishing_puts_the_ceiling_in_the_ledger_in_the_same_transaction(database, draft):
    actions.publish(draft, by=MANAGER)
    database.refresh()
    assert call_position("FSV-2026").ceiling == 0
    actions.publish(the_call("FSV-2026"), by=MANAGER)
    database.commit()
    position = call_position("FSV-2026")
    assert (position.ceiling, position.left) == (60_000_000, 60_000_000)
    assert entries(database) == ["call.write", "call.publish", "ledger.move"]


def test_a_call_is_published_once(database, published):
    with pytest.raises(Stale):
        actions.publish(published, by=MANAGER)
    assert len(database.session.scalars(select(Movement)).all()) == 1


def test_only_who_manages_calls_writes_and_publishes_them(database, draft):
    with pytest.raises(Forbidden):
        actions.publish(draft, by=HANDLER)
    with pytest.raises(Forbidden):
        actions.write_call(facts(code="FSV-2027"), by=HANDLER)
    with pytest.raises(Forbidden):
        actions.change_call(draft, {"ceiling": 1}, by=HANDLER)


def test_a_call_that_opens_before_today_is_not_published(database):
    call = actions.write_call(facts(opens_at=clock.at(date(2026, 3, 1))), by=MANAGER)
    with pytest.raises(Refused, match="cannot open before"):
        actions.publish(call, by=MANAGER)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ceiling": 0}, "ceiling"),
        ({"maximum_amount": 100}, "maximum_amount"),
        ({"closes_at": clock.at(date(2026, 3, 1))}, "closes_at"),
        ({"criteria": []}, "criteria"),
    ],
)
def test_a_call_that_is_wrong_is_not_written(database, wrong, field):
    with pytest.raises(Refused) as refusal:
        actions.write_call(facts(**wrong), by=MANAGER)
    assert refusal.value.field == field
    assert queries.all_calls() == []


def test_a_code_and_an_address_are_used_once(database, draft):
    with pytest.raises(Refused) as refusal:
        actions.write_call(facts(slug="another"), by=MANAGER)
    assert refusal.value.field == "code"
    with pytest.raises(Refused) as refusal:
        actions.write_call(facts(code="FSV-2027"), by=MANAGER)
    assert refusal.value.field == "slug"


@pytest.mark.concurrency
@pytest.mark.parametrize("token", ["one form", ""])
def test_four_who_write_the_same_call_at_once_write_one(database, published, token):
    words = (published.code, token, clock.now().isoformat())
    database.refresh()
    said = crew.at_once(database, "tests.calls.writer:copy", 4, *words)
    database.refresh()
    others = ["written FSV-2027"] if token else ["refused code"]
    assert sorted(said) == sorted(["written FSV-2027", *others * 3])
    assert len(queries.all_calls()) == 2


def test_a_draft_is_changed_and_keeps_the_criteria_that_stay(database, draft):
    kept = draft.criteria[0].id
    told = [
        {name: getattr(row, name) for name in ("code", "title", "question", "weight", "minimum", "anchors")}
        for row in draft.criteria[:2]
    ]
    told[0]["weight"], told[1]["weight"] = 60, 40
    actions.change_call(draft, {"ceiling": 70_000_000, "criteria": told}, by=MANAGER)
    database.commit()
    database.refresh()
    call = the_call("FSV-2026")
    assert call.ceiling == 70_000_000
    assert [(row.id == kept, row.weight) for row in call.criteria] == [(True, 60), (False, 40)]
    last = database.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert last.detail == {"changed": ["ceiling", "criteria"]}


def test_a_published_call_is_frozen(database, published):
    with pytest.raises(Refused, match="rules are fixed"):
        actions.change_call(published, {"ceiling": 70_000_000}, by=MANAGER)


def test_a_fact_that_a_call_does_not_have_is_a_mistake_of_ours(database, draft):
    with pytest.raises(KeyError, match="colour"):
        actions.change_call(draft, {"colour": "blue"}, by=MANAGER)
    with pytest.raises(KeyError, match="state"):
        actions.change_call(draft, {"state": State.PUBLISHED}, by=MANAGER)


def test_next_year_starts_from_this_year(database, published):
    call = next_year(published, idempotency_key="once")
    database.commit()
    again = next_year(published, idempotency_key="once")
    assert again.id == call.id
    assert call.state is State.DRAFT
    assert call.published_at is None
    assert [row.weight for row in call.criteria] == [30, 20, 20, 10, 10, 10]
    assert len(call.refusal_grounds) == len(published.refusal_grounds) == 17
    assert {row.id for row in call.criteria}.isdisjoint(row.id for row in published.criteria)


def test_the_clock_closes_a_call_the_day_after_its_last(database, published, held):
    held.at(date(2026, 12, 11))
    assert jobs.close_calls() == "no call to close"
    with pytest.raises(Refused, match="still open"):
        actions.close(published, by=MANAGER)
    held.at(date(2026, 12, 12))
    assert jobs.close_calls() == "closed 1 calls: FSV-2026"
    database.commit()
    assert published.state is State.CLOSED
    assert jobs.close_calls() == "no call to close"


def test_a_call_that_will_not_close_keeps_no_other_open(database, published, held, monkeypatch):
    other = actions.write_call(facts(code="FSV-2027", slug="ander-2026"), by=MANAGER)
    actions.publish(other, by=MANAGER)
    database.commit()
    held.at(date(2026, 12, 12))
    close = actions.close

    def broken(call, *, by):
        close(call, by=by)
        if call.code == "FSV-2026":
            raise ValueError("bad row")

    monkeypatch.setattr(actions, "close", broken)
    with pytest.raises(NotAllDone, match="closed 1 calls: FSV-2027, 1 went wrong; the first: ValueError: bad row"):
        jobs.close_calls()
    database.refresh()
    assert (published.state, other.state) == (State.PUBLISHED, State.CLOSED)


def test_calls_are_found_by_whether_one_can_apply(database, published, held):
    assert [len(found(clock.now())) for found in (queries.open_calls, queries.coming_calls, queries.past_calls)] == [
        0,
        1,
        0,
    ]
    held.at(date(2026, 5, 1))
    assert queries.open_calls(clock.now()) == [published]
    held.at(date(2026, 12, 12))
    assert queries.past_calls(clock.now()) == [published]
    assert queries.published("fonds-sociale-veerkracht-2026") is published


def test_a_draft_is_not_for_everybody(database, draft):
    assert queries.published(draft.slug) is None
    assert queries.coming_calls(clock.now()) == []
    assert queries.all_calls() == [draft]


def test_loading_the_call_of_the_program_twice_makes_one(database):
    call = actions.load_call("fsv-2026")
    database.commit()
    assert call.state is State.PUBLISHED
    assert call.opens_at == clock.now()
    assert actions.load_call("fsv-2026").id == call.id
    assert call_position("FSV-2026").ceiling == 60_000_000


def test_loading_says_why_a_call_of_the_past_cannot_be_published(database, held):
    held.at(date(2027, 1, 4))
    with pytest.raises(Refused, match="later moment to close"):
        actions.load_call("fsv-2026")
    call = actions.load_call("fsv-2026", closes_at=clock.at(date(2027, 6, 1)))
    assert call.state is State.PUBLISHED


@pytest.mark.parametrize(
    "wrong", ["ceiling = 0", "closes_at = opens_at", "minimum_amount = maximum_amount + 1", "percentage = 0"]
)
def test_the_database_refuses_a_call_that_cannot_be(database, draft, wrong):
    with pytest.raises(IntegrityError):
        database.session.execute(text(f"UPDATE call SET {wrong}"))
    database.refresh()


def test_the_database_knows_no_published_call_without_a_moment(database, draft):
    with pytest.raises(IntegrityError):
        database.session.execute(text("UPDATE call SET state = 'published'"))
    database.refresh()
