"""Fill a database with invented cases in bulk, so that pages can be measured with 1,000 and with 100,000 of them.

The rows are what the actions would have written (numbers, seals and chains of movements hold), but written in bulk;
only here, never in tests or in the demo.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert

from fund.applications.models import (
    Application,
    BudgetLine,
    CostType,
    FinancingLine,
    FinancingSource,
    FinancingStatus,
    Place,
    TaskLink,
)
from fund.applications.models import State as ApplicationState
from fund.assessment.models import Advice, AdviceOutcome, Assessment, InterestDeclaration, Score, TaskScore
from fund.assessment.workflow import State as AssessmentState
from fund.awards.models import Award, Obligation, Tier
from fund.awards.workflow import State as AwardState
from fund.calls.models import Call, Criterion
from fund.calls.workflow import State as CallState
from fund.core.db import Base, db, new_key
from fund.decisions.models import Decision, Kind
from fund.decisions.rules import ObligationKind
from fund.decisions.workflow import State as DecisionState
from fund.ledger.models import Account, Movement
from fund.ledger.rules import WORLD, AccountKind, MovementKind, Pot, content_hash, seal
from fund.payments.models import Instalment
from fund.payments.workflow import InstalmentState
from fund.people.models import BankAccount, LegalForm, Membership, Organisation, Person, RoleGrant
from fund.people.roles import Role
from fund.programme.models import DevelopmentLine, LineCode, Municipality, SocietalTask
from fund.reports.models import Report, ReportKind
from fund.reports.workflow import State as ReportState

Step = tuple[MovementKind, Pot, Pot, int]
"""What moves: the kind, from where, to where, cents."""

EPOCH = datetime(2020, 1, 6, 9, tzinfo=UTC)
BATCH = 5000
CALLS = 10
CRITERIA = (30, 20, 20, 10, 10, 10)
GRANTED, REFUSED, ADVISED, IN_ASSESSMENT = 60, 80, 85, 95
"""Out of a hundred cases: this many are granted, then refused, advised, in assessment; the rest were just received."""


@dataclass(frozen=True)
class Case:
    """What is invented about one case."""

    id: int
    number: str
    call: int
    share: int
    at: datetime
    requested: int

    @property
    def granted(self) -> bool:
        """Whether it was granted."""
        return self.share < GRANTED

    @property
    def state(self) -> ApplicationState:
        """Where it is."""
        kind = ApplicationState
        borders = ((GRANTED, kind.GRANTED), (REFUSED, kind.REFUSED), (ADVISED, kind.ADVISED))
        for border, state in borders:
            if self.share < border:
                return state
        return kind.IN_ASSESSMENT if self.share < IN_ASSESSMENT else kind.SUBMITTED


def fill(count: int) -> None:
    """Write `count` cases with everything that belongs to them, and commit."""
    chance = random.Random(2026)
    _people()
    _reference(count)
    cases = [
        Case(
            id=number,
            number=f"FSV-{2016 + number % CALLS}-{number:06d}",
            call=number % CALLS + 1,
            share=chance.randrange(100),
            at=EPOCH + timedelta(minutes=number * 20),
            requested=chance.randrange(2_500, 60_000) * 100,
        )
        for number in range(1, count + 1)
    ]
    for write in (_organisations, _applications, _scores, _decisions, _awards, _movements):
        write(cases)
    db.session.commit()
    _renew_sequences()


def _bulk(model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    while batch := list(islice(rows, BATCH)):
        db.session.execute(insert(model), batch)


def _people() -> None:
    roles = (Role.CASE_HANDLER, Role.ASSESSOR, Role.DECISION_MAKER, Role.FINANCE)
    now = EPOCH
    _bulk(
        Person,
        (
            {
                "id": nth,
                "key": new_key(),
                "email": f"{name}@bench.example",
                "name": name,
                "created_at": now,
                "confirmed_at": now,
            }
            for nth, name in enumerate((*(role.value for role in roles), "applicant"), start=1)
        ),
    )
    _bulk(
        RoleGrant,
        ({"person_id": nth, "role": role, "from_on": date(2020, 1, 1)} for nth, role in enumerate(roles, start=1)),
    )


def _reference(count: int) -> None:
    texts = {"nl": "Naam", "en": "Name"}
    old = date(2016, 1, 1)
    _bulk(
        DevelopmentLine,
        iter([{"id": 1, "code": LineCode.AREA, "name": texts, "description": texts, "position": 1, "valid_from": old}]),
    )
    _bulk(
        SocietalTask,
        (
            {
                "id": nth,
                "code": f"TASK{nth}",
                "name": {"nl": f"Opgave {nth}", "en": f"Task {nth}"},
                "description": texts,
                "role_of_resilience": texts,
                "position": nth,
                "valid_from": old,
            }
            for nth in range(1, 13)
        ),
    )
    _bulk(
        Municipality,
        (
            {
                "id": nth,
                "code": f"GM{nth:04d}",
                "name": f"Gemeente {nth}",
                "region": "Midden-Brabant",
                "valid_from": old,
                "successors": [],
            }
            for nth in range(1, 57)
        ),
    )
    ceiling = count * 60_000 * 100
    _bulk(
        Call,
        (
            {
                "id": nth,
                "key": new_key(),
                "slug": f"call-{nth}",
                "code": f"FSV-{2015 + nth}",
                "state": CallState.PUBLISHED,
                "title": {"nl": f"Regeling {nth}", "en": f"Call {nth}"},
                "summary": texts,
                "fits": [],
                "does_not_fit": [],
                "what_you_need": [],
                "legal_basis": texts,
                "opens_at": EPOCH,
                "closes_at": EPOCH + timedelta(days=9000),
                "published_at": EPOCH,
                "ceiling": ceiling,
                "minimum_amount": 250_000,
                "maximum_amount": 6_000_000,
                "percentage": 50,
            }
            for nth in range(1, CALLS + 1)
        ),
    )
    _bulk(
        Criterion,
        (
            {
                "id": (call - 1) * 6 + position,
                "call_id": call,
                "code": f"C{position}",
                "position": position,
                "title": {"nl": f"Criterium {position}", "en": f"Criterion {position}"},
                "question": texts,
                "weight": weight,
                "anchors": [texts] * 5,
            }
            for call in range(1, CALLS + 1)
            for position, weight in enumerate(CRITERIA, start=1)
        ),
    )


def _organisations(cases: list[Case]) -> None:
    last = len(cases) // 5 + 1
    _bulk(
        Organisation,
        (
            {
                "id": nth,
                "key": new_key(),
                "name": f"Stichting Voorbeeld {nth}",
                "legal_form": LegalForm.FOUNDATION,
                "kvk_number": f"{10_000_000 + nth}",
                "created_at": EPOCH,
            }
            for nth in range(1, last + 1)
        ),
    )
    _bulk(
        BankAccount,
        (
            {
                "key": new_key(),
                "organisation_id": nth,
                "iban": f"NL07TEST{nth:010d}",
                "holder": f"Voorbeeld {nth}",
                "entered_at": EPOCH,
                "entered_by_id": 5,
                "checked_at": EPOCH,
                "checked_by_id": 4,
            }
            for nth in range(1, last + 1)
        ),
    )
    _bulk(
        Membership,
        ({"person_id": 5, "organisation_id": nth, "may_sign": True, "from_at": EPOCH} for nth in range(1, 4)),
    )


def _applications(cases: list[Case]) -> None:
    _bulk(
        Application,
        (
            {
                "id": case.id,
                "key": new_key(),
                "number": case.number,
                "call_id": case.call,
                "organisation_id": case.id // 5 + 1,
                "state": case.state,
                "created_at": case.at,
                "created_by_id": 5,
                "saved_at": case.at,
                "submitted_at": case.at,
                "submitted_by_id": 5,
                "complete_at": case.at,
                "handler_id": 1,
                "title": f"Buurtplan {case.id} voor de wijk",
                "summary": "Een plan.",
                "line_id": 1,
                "starts_on": case.at.date(),
                "ends_on": case.at.date() + timedelta(days=300),
                "requested": case.requested,
                "decide_by": case.at.date() + timedelta(weeks=13),
                "next_step_by": case.at.date() + timedelta(weeks=6),
                "revisions": {},
            }
            for case in cases
        ),
    )
    _bulk(
        TaskLink,
        (
            {
                "id": case.id,
                "application_id": case.id,
                "task_id": case.id % 12 + 1,
                "position": 1,
                "is_main": True,
                "for_whom": "buurtbewoners",
                "what_changes": "meer contact",
                "how_much": "100",
                "by_when": "2027",
                "how_seen": "een meting",
            }
            for case in cases
        ),
    )
    _bulk(
        Place,
        ({"application_id": case.id, "municipality_id": case.id % 56 + 1, "is_main": True} for case in cases),
    )
    _bulk(
        BudgetLine,
        (
            {
                "application_id": case.id,
                "position": position,
                "cost_type": CostType.STAFF,
                "description": "Werk",
                "amount": case.requested,
            }
            for case in cases
            for position in (1, 2)
        ),
    )
    _bulk(
        FinancingLine,
        (
            {
                "application_id": case.id,
                "position": 1,
                "source": FinancingSource.OWN,
                "description": "Eigen geld",
                "status": FinancingStatus.CERTAIN,
                "amount": case.requested,
            }
            for case in cases
        ),
    )


def _scores(cases: list[Case]) -> None:
    assessed = [case for case in cases if case.share < IN_ASSESSMENT]
    _bulk(
        InterestDeclaration,
        (
            {"application_id": case.id, "person_id": person, "has_interest": False, "declared_at": case.at}
            for case in assessed
            for person in (1, 2)
        ),
    )
    _bulk(
        Assessment,
        (
            {
                "id": case.id * 2 + person - 2,
                "key": new_key(),
                "application_id": case.id,
                "person_id": person,
                "state": AssessmentState.SUBMITTED,
                "assigned_at": case.at,
                "assigned_by_id": 1,
                "due_on": (case.at + timedelta(days=14)).date(),
                "submitted_at": case.at,
            }
            for case in assessed
            for person in (1, 2)
        ),
    )
    _bulk(
        Score,
        (
            {
                "assessment_id": case.id * 2 + person - 2,
                "criterion_id": (case.call - 1) * 6 + position,
                "points": 4,
                "reason": "Goed onderbouwd.",
            }
            for case in assessed
            for person in (1, 2)
            for position in range(1, 7)
        ),
    )
    _bulk(
        TaskScore,
        (
            {
                "assessment_id": case.id * 2 + person - 2,
                "task_link_id": case.id,
                "contribution": 4,
                "evidence": 3,
                "reason": "Helder.",
            }
            for case in assessed
            for person in (1, 2)
        ),
    )


def _decisions(cases: list[Case]) -> None:
    advised = [case for case in cases if case.share < ADVISED]
    _bulk(
        Advice,
        (
            {
                "id": case.id,
                "application_id": case.id,
                "outcome": AdviceOutcome.GRANT if case.granted else AdviceOutcome.REFUSE,
                "amount": case.requested if case.granted else 0,
                "reasoning": "Advies.",
                "total": 8000,
                "calculation": [],
                "given_at": case.at,
                "given_by_id": 1,
            }
            for case in advised
        ),
    )
    decided = [case for case in cases if case.share < REFUSED]
    _bulk(
        Decision,
        (
            {
                "id": case.id,
                "key": new_key(),
                "application_id": case.id,
                "advice_id": case.id,
                "sequence": 1,
                "number": f"{case.number}/B1",
                "kind": Kind.GRANT if case.granted else Kind.REFUSAL,
                "state": DecisionState.SERVED,
                "amount": case.requested if case.granted else 0,
                "reasoning": "Besluit.",
                "ground_codes": [],
                "calculation": [],
                "proposed_at": case.at,
                "proposed_by_id": 1,
                "content_hash": "0" * 64,
                "decided_on": case.at.date(),
                "decided_by_id": 3,
                "served_on": case.at.date(),
            }
            for case in decided
        ),
    )


def _awards(cases: list[Case]) -> None:
    granted = [case for case in cases if case.granted]
    _bulk(
        Award,
        (
            {
                "id": case.id,
                "key": new_key(),
                "application_id": case.id,
                "decision_id": case.id,
                "number": case.number,
                "state": AwardState.RUNNING,
                "amount": case.requested,
                "tier": Tier.MIDDLE,
                "granted_on": case.at.date(),
                "starts_on": case.at.date(),
                "ends_on": case.at.date() + timedelta(days=300),
            }
            for case in granted
        ),
    )
    _bulk(
        Obligation,
        (
            {
                "id": case.id,
                "award_id": case.id,
                "kind": ObligationKind.FINAL_REPORT,
                "text_nl": "Verslag",
                "text_en": "Report",
                "due_on": case.at.date() + timedelta(days=390),
            }
            for case in granted
        ),
    )
    _bulk(
        Instalment,
        (
            {
                "id": case.id * 2 + position - 2,
                "key": new_key(),
                "award_id": case.id,
                "position": position,
                "state": InstalmentState.PAID if position == 1 else InstalmentState.PLANNED,
                "amount": _part(case, position),
                "due_on": case.at.date(),
                "at_settlement": position == 2,
            }
            for case in granted
            for position in (1, 2)
        ),
    )
    _bulk(
        Report,
        (
            {
                "id": case.id,
                "key": new_key(),
                "award_id": case.id,
                "obligation_id": case.id,
                "kind": ReportKind.FINAL,
                "state": ReportState.EXPECTED,
                "due_on": date(2027, 1, 1) + timedelta(days=case.id % 700),
            }
            for case in granted
        ),
    )


def _part(case: Case, position: int) -> int:
    first = case.requested * 80 // 100
    return first if position == 1 else case.requested - first


def _movements(cases: list[Case]) -> None:
    granted = [case for case in cases if case.granted]
    kinds = (AccountKind.RESERVED, AccountKind.AWARD, AccountKind.TRANSIT, AccountKind.GRANTEE)
    pots = [WORLD, *(Pot(AccountKind.BUDGET, f"FSV-{2016 + call}") for call in range(CALLS))]
    pots += [Pot(kind, case.number) for case in granted for kind in kinds]
    ids = {pot: nth for nth, pot in enumerate(pots, start=1)}
    _bulk(Account, ({"id": nth, "kind": pot.kind, "key": pot.key} for pot, nth in ids.items()))
    ceiling = len(cases) * 60_000 * 100
    _bulk(Movement, _ceilings(ids, ceiling))
    _bulk(Movement, (row for case in granted for row in _money_of(case, ids)))


def _ceilings(ids: dict[Pot, int], ceiling: int) -> Iterator[dict[str, Any]]:
    for pot in ids:
        if pot.kind is AccountKind.BUDGET:
            step = (MovementKind.CEILING, WORLD, pot, ceiling)
            yield _movement(ids, step, reference=f"ceiling:{pot.key}", at=EPOCH)


def _money_of(case: Case, ids: dict[Pot, int]) -> Iterator[dict[str, Any]]:
    kind = MovementKind
    budget = Pot(AccountKind.BUDGET, f"FSV-{2015 + case.call}")
    reserved, award, transit, grantee = (
        Pot(account, case.number)
        for account in (AccountKind.RESERVED, AccountKind.AWARD, AccountKind.TRANSIT, AccountKind.GRANTEE)
    )
    first = _part(case, 1)
    steps = (
        (kind.RESERVE, budget, reserved, case.requested),
        (kind.COMMIT, reserved, award, case.requested),
        (kind.INSTRUCT, award, transit, first),
        (kind.PAID, transit, grantee, first),
    )
    for step in steps:
        yield _movement(ids, step, reference=f"{step[0].value}:{case.number}", at=case.at)


def _movement(ids: dict[Pot, int], step: Step, *, reference: str, at: datetime) -> dict[str, Any]:
    kind, source, target, amount = step
    row = {
        "at": at,
        "booked_on": at.date(),
        "kind": kind,
        "source_id": ids[source],
        "target_id": ids[target],
        "amount": amount,
        "reference": reference,
        "content_hash": content_hash(kind, source, target, amount),
        "memo": "",
        "by_id": 3,
        "by_name": "bench",
    }
    return {**row, "seal": seal(SimpleNamespace(**row))}


def _renew_sequences() -> None:
    """Tell PostgreSQL that ids were given out by us, and both databases what is in the tables."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            for table in db.metadata.sorted_tables:
                if "id" in table.c and table.c["id"].autoincrement:
                    connection.exec_driver_sql(
                        f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), "
                        f'GREATEST((SELECT COALESCE(MAX(id), 1) FROM "{table.name}"), 1))'
                    )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
