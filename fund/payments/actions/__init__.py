"""What happens to money that was promised: planned, put in a run by one, released by another, confirmed by the bank."""

from fund.payments.actions.accounts import check_account
from fund.payments.actions.bank import read_statement
from fund.payments.actions.matches import confirm_match, propose_match, refuse_match
from fund.payments.actions.plan import plan, plan_settlement
from fund.payments.actions.recoveries import claim, start_term
from fund.payments.actions.runs import Changed, make_run, release, send_back, settle_run

__all__ = [
    "Changed",
    "check_account",
    "claim",
    "confirm_match",
    "make_run",
    "plan",
    "plan_settlement",
    "propose_match",
    "read_statement",
    "refuse_match",
    "release",
    "send_back",
    "settle_run",
    "start_term",
]
