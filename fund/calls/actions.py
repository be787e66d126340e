"""What happens to a call: it is written, changed while it is a draft, published with its ceiling, and closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from fund.calls import policy, queries, rules
from fund.calls.models import Call, Criterion, RefusalGround, RequiredDocument
from fund.calls.workflow import WORKFLOW
from fund.core import audit, clock
from fund.core.audit import Acting, TheClock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused
from fund.core.i18n import _
from fund.core.numbering import next_number
from fund.core.perform import perform
from fund.ledger.actions import move
from fund.ledger.rules import WORLD, MovementKind, budget

PARTS: dict[str, Callable[..., Any]] = {
    "criteria": Criterion,
    "required_documents": RequiredDocument,
    "refusal_grounds": RefusalGround,
}
IDENTITY = frozenset({"id", "key", "idempotency_key", "state", "published_at"})
FACTS = frozenset(column.key for column in Call.__table__.columns) - IDENTITY
"""What a call says: the columns that are written and changed as facts."""


def write_call(facts: Mapping[str, Any], *, by: Acting, idempotency_key: str | None = None) -> Call:
    """Write a call as a draft; the same `idempotency_key` answers the call that it made the first time.

    `facts` are columns of the call by name, and `criteria`, `required_documents`, `refusal_grounds` as lists of
    columns. Raises Refused at the field that is wrong.
    """
    _let(by)
    _one_at_a_time()
    if idempotency_key is not None:
        earlier = db.session.scalars(select(Call).where(Call.idempotency_key == idempotency_key)).first()
        if earlier is not None:
            return earlier
    call = Call(idempotency_key=idempotency_key)
    _put(call, facts)
    _check(call)
    db.session.add(call)
    audit.record("call.write", call, by=by, code=call.code)
    return call


def copy_call(
    earlier: Call,
    *,
    code: str,
    slug: str,
    opens_at: datetime,
    closes_at: datetime,
    by: Acting,
    idempotency_key: str | None = None,
) -> Call:
    """Write a new draft that says all that an earlier call says, under its own name, with its own year and dates."""
    said = {name: getattr(earlier, name) for name in FACTS}
    said |= {part: [_columns(row) for row in getattr(earlier, part)] for part in PARTS}
    facts = {name: rules.in_year(value, earlier.code, code) for name, value in said.items()}
    facts |= {"code": code, "slug": slug, "opens_at": opens_at, "closes_at": closes_at}
    facts |= {"publication": "", "earliest_start_on": None}
    return write_call(facts, by=by, idempotency_key=idempotency_key)


def change_call(call: Call, facts: Mapping[str, Any], *, by: Acting) -> None:
    """Change what a draft says; `facts` as in `write_call`, only those that change.

    Raises Refused at the field that is wrong, or when the call has been published: then its rules are fixed (LC-41).
    """
    _let(by)
    _one_at_a_time()
    db.session.refresh(call, attribute_names=["state", "published_at"], with_for_update={"of": Call})
    if reason := rules.may_change(call):
        raise Refused(reason)
    before = {name: getattr(call, name) for name in facts if name in FACTS}
    _put(call, facts)
    _check(call)
    changed = sorted(
        [name for name, old in before.items() if getattr(call, name) != old] + [name for name in PARTS if name in facts]
    )
    audit.record("call.change", call, by=by, changed=changed)


def publish(call: Call, *, by: Acting) -> None:
    """Publish a call: its rules are fixed, and its ceiling is put in the ledger in the same transaction (LC-36)."""
    perform(
        WORKFLOW, "publish", call, by=by, facts={"published_at": clock.now()}, ceiling=call.ceiling, opens=call.opens_at
    )
    move(
        MovementKind.CEILING,
        WORLD,
        budget(call.code),
        call.ceiling,
        reference=f"ceiling:{call.code}",
        by=by,
        memo=f"Subsidieplafond {call.title['nl']}"[:300],
    )


def close(call: Call, *, by: Acting) -> None:
    """Close a call whose window is over."""
    perform(WORKFLOW, "close", call, by=by)


def load_call(
    name: str, *, by: Acting | None = None, opens_at: datetime | None = None, closes_at: datetime | None = None
) -> Call:
    """Write and publish a call that comes with the program; when it is there already it is left as it is.

    A call whose opening lies in the past opens now: its ceiling is made known before the time it is for (LC-36).
    """
    facts, by = queries.read_call(name), by or TheClock()
    if (known := queries.by_code(facts["code"])) is not None:
        return known
    facts["opens_at"] = opens_at or max(facts["opens_at"], clock.now().replace(second=0, microsecond=0))
    facts["closes_at"] = closes_at or facts["closes_at"]
    call = write_call(facts, by=by)
    publish(call, by=by)
    return call


def _let(by: Acting) -> None:
    if not isinstance(by, TheClock) and (reason := policy.may_manage_call(by)):  # type: ignore[arg-type]  # a person
        raise Forbidden(reason)


def _one_at_a_time() -> None:
    """Let one writer at a time compare codes and addresses with those of all calls; the others see what it wrote."""
    next_number("calls-written")


def _put(call: Call, facts: Mapping[str, Any]) -> None:
    """Write facts on a call; raises KeyError for a fact that a call does not have."""
    unknown = set(facts) - FACTS - set(PARTS)
    if unknown:
        raise KeyError(f"a call says nothing about {', '.join(sorted(unknown))}")
    with db.session.no_autoflush:
        for name, value in facts.items():
            if name in PARTS:
                _put_rows(call, name, value)
            else:
                setattr(call, name, value)
        for column in Call.__table__.columns:
            if column.key in FACTS and column.default is not None and getattr(call, column.key) is None:
                setattr(call, column.key, column.default.arg)


def _put_rows(call: Call, name: str, rows: list[Mapping[str, Any]]) -> None:
    """Change the rows that are kept by their code, add the new ones, drop what is no longer named."""
    kept = {row.code: row for row in getattr(call, name)}
    wanted = []
    for position, told in enumerate(rows, start=1):
        row = kept.get(told["code"]) or PARTS[name](code=told["code"])
        for column, value in told.items():
            setattr(row, column, value)
        row.position = position
        wanted.append(row)
    setattr(call, name, wanted)


def _columns(row: Any) -> dict[str, Any]:
    return {
        column.key: getattr(row, column.key)
        for column in row.__table__.columns
        if column.key not in {"id", "call_id", "position"}
    }


def _check(call: Call) -> None:
    """Raise Refused for the first thing that is wrong, before the database would."""
    for problem in rules.problems(call):
        raise Refused(problem.reason, problem.field)
    with db.session.no_autoflush:
        for column, reason in (
            (Call.code, _("There is a call with this code. Choose another.")),
            (Call.slug, _("There is a call with this address. Choose another.")),
        ):
            other = db.session.scalars(select(Call.id).where(column == getattr(call, column.key))).first()
            if other is not None and other != call.id:
                raise Refused(reason, column.key)
