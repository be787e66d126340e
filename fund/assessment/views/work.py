"""My scoring work: what is to declare, to score, what was handed in; and whose scores are still to come."""

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
    """Show what was given to the reader to score, and whose scores the reader waits for; first what is due first."""
    work = queries.scoring_work(actor().id)
    handles = policy.may_handle_assessment(actor()) is None
    return render_template(
        "assessment/assess.html",
        work=work,
        awaited=queries.awaited_by(actor().id) if handles else (),
        workflow=WORKFLOW,
        today=clock.today(),
    )
