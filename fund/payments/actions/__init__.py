"""What happens to money that was promised: planned, put in a run by one, released by another, confirmed by the bank."""

from fund.payments.actions.accounts import check_account
from fund.payments.actions.bank import read_statement
from fund.payments.actions.plan import plan, plan_settlement
from fund.payments.actions.runs import Changed, make_run, release, send_back, settle_run

__all__ = [
    "Changed",
    "check_account",
    "make_run",
    "plan",
    "plan_settlement",
    "read_statement",
    "release",
    "send_back",
    "settle_run",
]
