"""The page of a grant that runs, for the grantee: what was promised, what was paid, what is asked and before when."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.assessment.actions import require_reading
from fund.awards import policy, queries
from fund.awards.models import Award
from fund.awards.rules import IS_FILED
from fund.awards.workflow import WORKFLOW
from fund.calls.models import Call
from fund.core import clock
from fund.decisions.models import Decision
from fund.documents.queries import register_reader
from fund.ledger import queries as ledger
from fund.people.roles import is_staff
from fund.web.guard import actor, requires

blueprint = Blueprint("awards", __name__)

register_reader(Award, policy.may_read_award)

WHOLE = (
    joinedload(Award.application).options(
        joinedload(Application.organisation), joinedload(Application.call), joinedload(Application.handler)
    ),
    joinedload(Award.decision).options(joinedload(Decision.letter), joinedload(Decision.courtesy_letter)),
    selectinload(Award.obligations),
)


@blueprint.app_template_global("grant_of_case")
def _grant_of_case(application: Application) -> Award | None:
    """Answer the grant of a case, for the page of its applicant."""
    return queries.award_of(application)


@blueprint.app_template_global("figures_of_call")
def _figures_of_call(call: Call) -> queries.Figures:
    """Answer what everybody may know of a call, for its public page."""
    return queries.figures_of(call)


@blueprint.get("/awards/<number>")
@requires(policy.may_read_award, Award, by="number", load=WHOLE)
def award(award: Award) -> ResponseReturnValue:
    """Show a grant: money from the ledger, obligations with their days, letters."""
    if is_staff(actor()):
        require_reading(award.application, by=actor())
    return render_template(
        "awards/award.html",
        award=award,
        application=award.application,
        workflow=WORKFLOW,
        position=ledger.case_position(award.number),
        today=clock.today(),
        is_filed=IS_FILED,
    )
