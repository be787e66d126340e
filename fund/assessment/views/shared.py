"""What the pages of the assessment have in common: their blueprint, and the way to the declaration."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application, Place
from fund.assessment.actions import NotDeclared
from fund.assessment.models import Assessment
from fund.calls.models import Call
from fund.core.db import db

blueprint = Blueprint("assessment", __name__)

CASE = (
    joinedload(Application.call).selectinload(Call.criteria),
    joinedload(Application.organisation),
    joinedload(Application.handler),
    selectinload(Application.places).joinedload(Place.municipality),
)
"""The head of a case and what it is judged on."""

SHEET = (
    joinedload(Assessment.application).joinedload(Application.call).selectinload(Call.criteria),
    joinedload(Assessment.application).joinedload(Application.organisation),
    joinedload(Assessment.person),
)
"""One person's assessment, with the case."""


def case_of(assessment: Assessment, number: str) -> Application:
    """Answer the case of an assessment; there is no such page when the address names another case."""
    if assessment.application.number != number:
        abort(404)
    return assessment.application


@blueprint.app_errorhandler(NotDeclared)
def _lead_to_declaration(refusal: NotDeclared) -> Any:
    """Lead who did not declare yet to the page where they do, from any page of the fund, and back afterwards."""
    db.session.rollback()
    flash(str(refusal.reason), "info")
    way_back = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("assessment.declare", number=refusal.number, next=way_back or None), 303)
