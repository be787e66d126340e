"""What the pages of decisions have in common: their blueprint, and what is read with a decision."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.calls.models import Call
from fund.decisions import policy
from fund.decisions.models import Decision
from fund.documents.queries import register_reader

blueprint = Blueprint("decisions", __name__)

register_reader(Decision, policy.may_read_letters)

CASE = (
    joinedload(Decision.application).options(
        joinedload(Application.call).options(selectinload(Call.refusal_grounds), selectinload(Call.criteria)),
        joinedload(Application.organisation),
        joinedload(Application.submitted_by),
        joinedload(Application.handler),
        selectinload(Application.budget_lines),
    ),
    joinedload(Decision.advice),
    selectinload(Decision.approvals),
    selectinload(Decision.obligations),
    selectinload(Decision.instalments),
)
"""A decision, with all that its page and its letter say."""
