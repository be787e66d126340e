"""My scoring work: what is to declare, to score, and what was handed in."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from fund.assessment import policy, queries
from fund.assessment.views.shared import blueprint
from fund.assessment.workflow import WORKFLOW
from fund.core import clock
from fund.web.guard import actor, requires


@blueprint.get("/assess")
@requires(policy.may_assess)
def assess() -> ResponseReturnValue:
    """Show what was given to the reader to score, what is due first before."""
    work = queries.scoring_work(actor().id)
    return render_template("assessment/assess.html", work=work, workflow=WORKFLOW, today=clock.today())
