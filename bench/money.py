"""Grants, their plans and every movement of their money, as the actions would have written them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from itertools import chain, islice
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert

from bench.cases import BATCH, CALLS, EPOCH, PLAN, REPORT, Case, bulk, part
from fund.awards.models import Award, Obligation
from fund.awards.rules import Tier
from fund.awards.workflow import State as AwardState
from fund.core.audit import START, AuditEntry, AuditHead, entry_hash
from fund.core.db import db, new_key
from fund.decisions.queries import COMMIT
from fund.decisions.rules import ObligationKind
from fund.ledger.models import Account, Movement
from fund.ledger.rules import WORLD, AccountKind, MovementKind, Pot, content, seal
from fund.payments.models import Instalment
from fund.payments.workflow import InstalmentState
from fund.reports.models import Report, ReportKind
from fund.reports.workflow import State as ReportState
from fund.settlement.models import Settlement
from fund.settlement.workflow import State as SettlementState

Step = tuple[MovementKind, Pot, Pot, int]
"""What moves: the kind, from where, to where, cents."""


def awards(cases: list[Case]) -> None:
    """Write the grants with their obligations, payments and reports."""
    granted = [case for case in cases if case.granted]
    bulk(
        Award,
        (
            {
                "id": case.id,
                "key": new_key(),
                "application_id": case.id,
                "decision_id": case.id,
                "number": case.number,
                "state": AwardState.CLOSED if case.closed else AwardState.RUNNING,
                "amount": case.requested,
                "settled_amount": case.requested if case.closed else None,
                "tier": Tier.MIDDLE,
                "granted_on": case.at.date(),
                "starts_on": case.at.date(),
                "ends_on": case.ends_on,
            }
            for case in granted
        ),
    )
    bulk(
        Obligation,
        (
            {
                "id": case.id,
                "award_id": case.id,
                "kind": ObligationKind.FINAL_REPORT,
                "text_nl": "Verslag",
                "text_en": "Report",
                "due_on": case.ends_on + REPORT,
            }
            for case in granted
        ),
    )
    bulk(
        Instalment,
        (
            {
                "id": case.id * 2 + position - 2,
                "key": new_key(),
                "award_id": case.id,
                "position": position,
                "state": InstalmentState.PAID if position == 1 or case.closed else InstalmentState.PLANNED,
                "amount": part(case, position),
                "due_on": case.at.date(),
                "at_settlement": position == 2,
            }
            for case in granted
            for position in (1, 2)
        ),
    )
    bulk(
        Report,
        (
            {
                "id": case.id,
                "key": new_key(),
                "award_id": case.id,
                "obligation_id": case.id,
                "kind": ReportKind.FINAL,
                "state": case.report,
                "due_on": case.ends_on + REPORT,
                "submitted_at": None if case.report is ReportState.EXPECTED else case.at + PLAN + REPORT,
                "accepted_at": case.at + PLAN + REPORT if case.report is ReportState.ACCEPTED else None,
            }
            for case in granted
        ),
    )
    bulk(
        Settlement,
        (
            {
                "id": case.id,
                "key": new_key(),
                "award_id": case.id,
                "number": f"{case.number}/V1",
                "state": SettlementState.DETERMINED,
                "granted": case.requested,
                "amount": case.requested,
                "reasoning": "Vaststelling.",
                "calculation": [],
                "proposed_at": case.at + PLAN + REPORT,
                "proposed_by_id": 1,
                "content_hash": "0" * 64,
                "decided_on": case.ends_on + REPORT,
                "decided_by_id": 3,
                "served_on": case.ends_on + REPORT,
            }
            for case in granted
            if case.closed
        ),
    )


def movements(cases: list[Case], payments: int = 1) -> None:
    """Write the accounts, the movements between them, and of each movement its entry in the record.

    Of each grant 80% is paid, in this many `payments`; of one that is closed all.
    """
    granted = [case for case in cases if case.granted]
    kinds = (AccountKind.RESERVED, AccountKind.AWARD, AccountKind.TRANSIT, AccountKind.GRANTEE)
    pots = [WORLD, *(Pot(AccountKind.BUDGET, f"FSV-{2016 + call}") for call in range(CALLS))]
    pots += [Pot(kind, case.number) for case in granted for kind in kinds]
    ids = {pot: nth for nth, pot in enumerate(pots, start=1)}
    bulk(Account, ({"id": nth, "kind": pot.kind, "key": pot.key} for pot, nth in ids.items()))
    ceiling = len(cases) * 60_000 * 100
    rows = chain(_ceilings(ids, ceiling), (row for case in granted for row in _money_of(case, ids, payments)))
    written = Record()
    while batch := [{"id": nth, **row} for nth, row in enumerate(islice(rows, BATCH), start=written.length + 1)]:
        db.session.execute(insert(Movement), batch)
        db.session.execute(insert(AuditEntry), [written.entry(row) for row in batch])
    db.session.add(AuditHead(id=1, length=written.length, hash=written.hash))


class Record:
    """The chain of the record, as `fund.core.audit` would have made it."""

    def __init__(self) -> None:
        self.length, self.hash = 0, START

    def entry(self, movement: dict[str, Any]) -> dict[str, Any]:
        """Make the next entry: that this was moved."""
        said = {
            "id": self.length + 1,
            "at": movement["at"],
            "actor_id": movement["by_id"],
            "actor_name": movement["by_name"],
            "action": "ledger.move",
            "subject_kind": Movement.__tablename__,
            "subject_id": movement["id"],
            "case_id": None,
            "from_state": None,
            "to_state": None,
            "detail": {name: movement[name] for name in ("reference", "amount", "seal")},
        }
        previous = self.hash
        self.length, self.hash = self.length + 1, entry_hash(said, previous)
        return {**said, "previous": previous, "hash": self.hash}


def _ceilings(ids: dict[Pot, int], ceiling: int) -> Iterator[dict[str, Any]]:
    for pot in ids:
        if pot.kind is AccountKind.BUDGET:
            step = (MovementKind.CEILING, WORLD, pot, ceiling)
            yield _movement(ids, step, reference=f"ceiling:{pot.key}", at=EPOCH)


def _money_of(case: Case, ids: dict[Pot, int], payments: int) -> Iterator[dict[str, Any]]:
    kind = MovementKind
    budget = Pot(AccountKind.BUDGET, f"FSV-{2015 + case.call}")
    reserved, award, transit, grantee = (
        Pot(account, case.number)
        for account in (AccountKind.RESERVED, AccountKind.AWARD, AccountKind.TRANSIT, AccountKind.GRANTEE)
    )
    yield _movement(
        ids, (kind.RESERVE, budget, reserved, case.requested), reference=f"reserve:{case.number}", at=case.at
    )
    commit = f"{COMMIT}{case.number}/B1"
    yield _movement(ids, (kind.COMMIT, reserved, award, case.requested), reference=commit, at=case.at)
    whole = case.requested if case.closed else part(case, 1)
    for nth in range(payments):
        amount = whole // payments + (whole % payments if nth == 0 else 0)
        for step in ((kind.INSTRUCT, award, transit, amount), (kind.PAID, transit, grantee, amount)):
            yield _movement(ids, step, reference=f"{step[0].value}:{case.number}-{nth}", at=case.at)


def _movement(ids: dict[Pot, int], step: Step, *, reference: str, at: datetime) -> dict[str, Any]:
    kind, source, target, amount = step
    does = content(kind, source, target, amount)
    row = {
        "at": at,
        "booked_on": at.date(),
        "kind": kind,
        "source_id": ids[source],
        "target_id": ids[target],
        "amount": amount,
        "reference": reference,
        "content_hash": sha256(does.encode()).hexdigest(),
        "memo": "",
        "by_id": 3,
        "by_name": "bench",
    }
    return {**row, "seal": seal(SimpleNamespace(**row), does)}
