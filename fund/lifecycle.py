"""What each step sets in motion: read top to bottom, the life of a grant.

A stage acts on the stages before it; what a step means for the stages after it is said here and nowhere else.
"""

from __future__ import annotations

from fund.applications.models import Application
from fund.applications.workflow import WORKFLOW as APPLICATION
from fund.assessment.actions import guard_interest
from fund.awards import actions as awards
from fund.awards import queries as award_queries
from fund.awards.workflow import WORKFLOW as AWARD
from fund.core import perform
from fund.core.audit import Acting
from fund.decisions import actions as decisions
from fund.decisions import queries as decision_queries
from fund.decisions.models import Decision
from fund.decisions.workflow import WORKFLOW as DECISION
from fund.ledger.queries import compare, keep_quiet_about
from fund.notices.actions import tell
from fund.payments import actions as payments
from fund.payments import queries as payment_queries
from fund.people.actions import guard_step
from fund.people.actions.duties import ask_interests_with
from fund.people.actions.post import post_with
from fund.reports import actions as reports
from fund.settlement import queries as settlement_queries


def wire() -> None:
    """Hand the outbox in, post the guardians, wire the consequences, and say what the books compare and keep quiet.

    Called once, when the application is made.
    """
    post_with(tell)
    ask_interests_with(guard_interest)
    perform.watch(guard_step)
    perform.when(APPLICATION, "withdraw", keep_what_was_signed)
    perform.when(APPLICATION, "reopen_assessment", keep_what_was_signed)
    perform.when(DECISION, "serve", start_grant)
    perform.when(AWARD, "settle", payments.plan_settlement)
    stages = (decision_queries, award_queries, payment_queries, settlement_queries)
    compare(*(queries.unlike_the_books for queries in stages))
    keep_quiet_about(decision_queries.signed_in_silence)


def keep_what_was_signed(application: Application, *, by: Acting) -> None:
    """Let nobody take a case back of which the decision is signed: its money is committed and its letter is to go."""
    decisions.require_unsigned(application, by=by)


def start_grant(decision: Decision, *, by: Acting) -> None:
    """Start what was granted when it is made known: the grant, its payments, the reports that it asks for."""
    award = awards.start(decision, by=by)
    if award is not None:
        payments.plan(award, by=by)
        reports.expect(award, by=by)
