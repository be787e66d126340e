"""Fill a database with invented cases in bulk, so that pages can be measured with 1,000 and with 100,000 of them.

The rows are what the actions would have written (numbers, seals and chains of movements hold), but written in bulk;
only here, never in tests or in the demo.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from bench import judging, money
from bench.cases import CALLS, CRITERIA, EPOCH, LATEST, Case, bulk
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
from fund.applications.workflow import State
from fund.calls.models import Call, Criterion
from fund.calls.workflow import State as CallState
from fund.core.db import db, new_key
from fund.people.models import BankAccount, LegalForm, Membership, Organisation, Person, RoleGrant
from fund.people.roles import Role
from fund.programme.actions import load_reference

ENDED = {State.GRANTED, State.REFUSED}


def fill(count: int, payments: int = 1) -> None:
    """Write `count` cases with everything that belongs to them, and commit; a grant is paid in so many `payments`."""
    chance = random.Random(2026)
    _people()
    _reference(count)
    cases = [
        Case(
            id=number,
            number=f"FSV-{2016 + number % CALLS}-{number:06d}",
            call=number % CALLS + 1,
            share=chance.randrange(100),
            at=EPOCH + (LATEST - EPOCH) * number / count,
            requested=chance.randrange(2_500, 60_000) * 100,
        )
        for number in range(1, count + 1)
    ]
    for write in (_organisations, _applications, judging.scores, judging.decisions, money.awards):
        write(cases)
    money.movements(cases, payments)
    db.session.commit()
    _renew_sequences()


def _people() -> None:
    roles = (Role.CASE_HANDLER, Role.ASSESSOR, Role.DECISION_MAKER, Role.FINANCE)
    now = EPOCH
    bulk(
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
    bulk(
        RoleGrant,
        ({"person_id": nth, "role": role, "from_on": date(2020, 1, 1)} for nth, role in enumerate(roles, start=1)),
    )


def _reference(count: int) -> None:
    texts = {"nl": "Naam", "en": "Name"}
    load_reference()
    ceiling = count * 60_000 * 100
    bulk(
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
                "distribution": texts,
                "questions": [],
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
    bulk(
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
    bulk(
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
    bulk(
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
    bulk(
        Membership,
        ({"person_id": 5, "organisation_id": nth, "may_sign": True, "from_at": EPOCH} for nth in range(1, 4)),
    )


def _applications(cases: list[Case]) -> None:
    bulk(
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
                "ends_on": case.ends_on,
                "requested": case.requested,
                "decide_by": case.at.date() + timedelta(weeks=13),
                "next_step_by": None if case.state in ENDED else case.at.date() + timedelta(weeks=6),
                "revisions": {},
            }
            for case in cases
        ),
    )
    bulk(
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
    bulk(
        Place,
        ({"application_id": case.id, "municipality_id": case.id % 56 + 1, "is_main": True} for case in cases),
    )
    bulk(
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
    bulk(
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
        if connection.dialect.name == "postgresql":  # what it does in the years in which a fund grows
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")
        else:
            connection.exec_driver_sql("ANALYZE")
