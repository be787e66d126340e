"""The desk of finance: payments made by one and released by another, the bank read back, money that is asked back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, url_for

from fund.awards.models import Award
from fund.core import clock
from fund.documents.queries import register_reader
from fund.payments import policy, queries
from fund.payments.models import BankStatement, PaymentRun
from fund.payments.rules import matching, recovering
from fund.payments.rules.payable import account_before
from fund.payments.workflow import MATCH, ORDER, RECOVERY, RUN
from fund.web.guard import actor

blueprint = Blueprint("payments", __name__)

register_reader(PaymentRun, policy.may_see_payments)
register_reader(BankStatement, policy.may_see_payments)


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "case_url": _case_url,
        "run_workflow": RUN,
        "order_workflow": ORDER,
        "may_pay": policy.may_pay(actor()) is None,
        "why_entry": matching.WHY,
        "match_workflow": MATCH,
        "recovery_workflow": RECOVERY,
        "is_late": recovering.is_late,
        "returned_because": matching.returned_because,
        "account_before": account_before,
    }


def _case_url(number: str) -> str:
    """Answer the address of a case."""
    known = "overview.case" in current_app.view_functions
    return url_for("overview.case", number=number) if known else url_for("statements.movements", number=number)


@blueprint.app_template_global("payments_of_grant")
def _payments_of_grant(award: Award) -> queries.CaseMoney | None:
    """Answer the payments of a grant, for the page of its grantee."""
    return queries.money_of(award.application, clock.today())


from fund.payments.views import bank, desk, recoveries  # noqa: E402 (they hang their pages on the blueprint)

__all__ = ["bank", "blueprint", "desk", "recoveries"]
