"""What was signed and made known cannot be altered, also by whoever goes past the program (domain 1.1, P2)."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fund.assessment.models import AdviceOutcome
from fund.core.append_only import AlteredRecordError, drop_trigger_ddl
from fund.core.jobs import run
from fund.decisions.workflow import State
from fund.ledger import queries as ledger
from fund.ledger.jobs import JOBS, BooksDoNotBalance
from tests.bed.site import Site
from tests.builders import a_decision, a_proposal
from tests.world import World

SIGNED = (
    "UPDATE decision SET amount = amount + 1",
    "UPDATE decision SET reasoning = 'x', content_hash = 'y'",
    "UPDATE decision SET state = 'proposed', decided_on = NULL",
    "UPDATE decision SET decided_by_id = NULL",
    "DELETE FROM decision",
    "UPDATE proposed_instalment SET amount = amount + 1",
    "DELETE FROM proposed_instalment",
    "UPDATE proposed_obligation SET text_nl = 'x'",
    "DELETE FROM proposed_obligation",
    "INSERT INTO proposed_instalment (decision_id, position, amount, at_settlement) SELECT id, 9, 1, 0=0 FROM decision",
    "UPDATE approval SET amount_seen = 1",
    "UPDATE approval SET content_hash = 'x'",
    "DELETE FROM approval",
)
MADE_KNOWN = (
    "UPDATE decision SET served_on = '2026-03-03'",
    "UPDATE decision SET object_until = NULL",
    "UPDATE decision SET state = 'approved', served_on = NULL",
    "UPDATE decision SET letter_id = NULL",
)


def refused(database: Site, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        database.session.execute(text(statement))
    database.refresh()


def test_the_database_itself_keeps_a_decision(database: Site, world: World) -> None:
    decision = a_decision()
    database.commit()
    for statement in (*SIGNED, *MADE_KNOWN):
        refused(database, statement)
    if database.name == "postgresql":
        for table in ("approval", "proposed_instalment", "proposed_obligation"):
            refused(database, f"TRUNCATE {table}")
    decision.object_until = None
    with pytest.raises(AlteredRecordError):
        database.session.flush()
    database.refresh()


def test_what_is_signed_is_kept_before_its_letter_goes_out(database: Site, world: World) -> None:
    a_decision(State.APPROVED)
    database.commit()
    for statement in SIGNED:
        refused(database, statement)


def test_a_proposal_changes_and_a_signature_is_only_voided(database: Site, world: World) -> None:
    decision = a_proposal()
    (approval,) = decision.approvals
    database.commit()
    refused(database, "DELETE FROM decision")
    refused(database, "UPDATE approval SET person_id = person_id + 1")
    database.session.execute(text("DELETE FROM proposed_instalment"))
    database.session.execute(text("UPDATE decision SET amount = amount + 1"))
    database.session.execute(text("UPDATE approval SET voided_at = '2026-03-02 09:00:00+00:00', voided_because = 'x'"))
    database.commit()
    database.session.expire_all()
    assert approval.voided_because == "x"
    refused(database, "UPDATE approval SET voided_at = NULL, voided_because = ''")


@pytest.mark.parametrize("statement", [
    "UPDATE decision SET amount = amount + 1 WHERE kind = 'grant'",
    "UPDATE award SET amount = amount - 1",
    "UPDATE decision SET kind = 'grant', amount = 100 WHERE kind = 'refusal'",
])  # fmt: skip
def test_an_amount_that_differs_from_the_books_is_named(database: Site, world: World, statement: str) -> None:
    """With the triggers out of the way the books tell what was granted (P7)."""
    grant = a_decision()
    refusal = a_decision(State.APPROVED, outcome=AdviceOutcome.REFUSE)
    for one in drop_trigger_ddl(database.name, "decision"):
        database.session.execute(text(one))
    database.commit()
    assert not ledger.check().findings
    database.session.execute(text(statement))
    database.commit()
    (finding,) = ledger.check().findings
    kind = "grant" if "award" in statement else "decision"
    number = {"grant": grant.application.number, "decision": grant.number}[kind]
    assert finding.row == f"{kind} {refusal.number if 'refusal' in statement else number}"
    with pytest.raises(BooksDoNotBalance):
        run(JOBS[0], "tampered")
    shown = database.app.test_cli_runner().invoke(args=["ledger", "check"])
    assert shown.exit_code == 1
    assert finding.row in shown.output
