"""What waits for a decision, and the proposal: written, and changed."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.applications.workflow import State as ApplicationState
from fund.assessment import queries as assessment_queries
from fund.assessment.actions import require_reading
from fund.calls.models import Call
from fund.core import clock
from fund.core.i18n import _
from fund.decisions import actions, policy, queries, rules
from fund.decisions.forms import ProposalForm
from fund.decisions.models import Decision
from fund.decisions.views.shared import CASE, blueprint
from fund.decisions.workflow import WORKFLOW, State
from fund.ledger import queries as ledger
from fund.people.roles import Role
from fund.web.errors import attempt
from fund.web.guard import actor, requires
from fund.web.paging import Listing, Order, page_of

PROPOSING = (
    joinedload(Application.call).options(selectinload(Call.refusal_grounds), selectinload(Call.criteria)),
    joinedload(Application.organisation),
    selectinload(Application.budget_lines),
)


@blueprint.app_template_global("decisions_of_case")
def _of_case(application: Application) -> dict[str, object]:
    """Answer the decisions of a case for `decisions/_case.html`, the newest first."""
    advised = application.state is ApplicationState.ADVISED
    return {
        "decisions": queries.decisions_of(application),
        "workflow": WORKFLOW,
        "may_propose": advised and policy.may_propose(actor()) is None,
    }


@blueprint.get("/decide")
@requires(policy.may_see_decisions)
def decide() -> ResponseReturnValue:
    """Show the decisions that wait: to sign, to change, to send; the oldest first.

    Who only signs is not shown what is above the mandate: somebody else decides that.
    """
    person = actor()
    only_signs = person.roles & {Role.DECISION_MAKER, Role.CASE_HANDLER, Role.AUDITOR} == {Role.DECISION_MAKER}
    waiting = queries.waiting((person.id, clock.today()) if only_signs else None)
    page = page_of(Listing(waiting, Order((Decision.proposed_at, Decision.id))), request.args.get("page"))
    return render_template("decisions/decide.html", page=page, workflow=WORKFLOW, State=State)


@blueprint.route("/cases/<number>/decision", methods=["GET", "POST"])
@requires(policy.may_propose, Application, by="number", load=PROPOSING)
def propose(application: Application) -> ResponseReturnValue:
    """Write a proposal for an advised case, prefilled from the advice and the call."""
    require_reading(application, by=actor())
    waiting = queries.waiting_in(application)
    if waiting is not None and request.method == "GET":
        return redirect(url_for(".decision", key=waiting.key))
    advices = assessment_queries.advices_of(application)
    advice = advices[0] if advices else None
    form = ProposalForm(application, data=_prefilled(application, advice.amount if advice else 0))
    if form.validate_on_submit():
        with attempt(form):
            decision = actions.propose(application, form.terms(), by=actor())
        if not form.errors:
            flash(str(_("The proposal is ready to be signed.")), "ok")
            return redirect(url_for(".decision", key=decision.key))
        if (same := _just_sent(application, form)) is not None:
            return redirect(url_for(".decision", key=same.key))
    return _proposal_page(application, form, advice=advice), 422 if form.errors else 200


def _just_sent(application: Application, form: ProposalForm) -> Decision | None:
    """Find the proposal that this person sent already by pressing the button twice."""
    waiting, terms = queries.waiting_in(application), form.terms()
    if waiting is None or waiting.proposed_by_id != actor().id:
        return None
    return waiting if (waiting.amount, waiting.reasoning) == (terms.amount, terms.reasoning.strip()) else None


@blueprint.route("/decisions/<key>/change", methods=["GET", "POST"])
@requires(policy.may_propose, Decision, load=CASE)
def change(decision: Decision) -> ResponseReturnValue:
    """Change a proposal; signatures under the old one are void."""
    require_reading(decision.application, by=actor())
    if decision.decided_on is not None:
        flash(str(_("This decision was signed. It cannot be changed any more.")), "info")
        return redirect(url_for(".decision", key=decision.key))
    application = decision.application
    form = ProposalForm(application, data=_as_proposed(decision))
    if form.validate_on_submit():
        with attempt(form):
            actions.revise(decision, form.terms(), by=actor())
            if decision.state is State.SENT_BACK:
                actions.propose_again(decision, by=actor())
        if not form.errors:
            flash(str(_("The proposal is ready to be signed.")), "ok")
            return redirect(url_for(".decision", key=decision.key))
    advice = queries.latest_advice(application)
    return _proposal_page(application, form, advice=advice, decision=decision), 422 if form.errors else 200


def _proposal_page(application: Application, form: ProposalForm, **shown: object) -> str:
    steps, allowed = rules.steps_for(application)
    return render_template(
        "decisions/propose.html",
        application=application,
        form=form,
        steps=steps,
        step_labels=rules.STEP_LABELS,
        allowed=allowed,
        position=ledger.call_position(application.call.code),
        aid=queries.aid_room(application, clock.today()),
        aid_ceiling=rules.CEILING,
        **{"decision": None, **shown},
    )


def _prefilled(application: Application, advised: int) -> dict[str, object]:
    starts_on, ends_on = application.starts_on or clock.today(), application.ends_on or clock.today()
    reports = rules.report_days(
        advised,
        starts_on=starts_on,
        ends_on=ends_on,
        interim_months=application.call.interim_report_months,
        final_weeks=application.call.final_report_weeks,
    )
    return {
        "outcome": "grant" if advised else "refuse",
        "amount": advised or None,
        "first_payment_on": max(starts_on, clock.today()),
        "interim_report_on": reports.interim_on,
        "final_report_on": reports.final_on,
    }


def _as_proposed(decision: Decision) -> dict[str, object]:
    kinds = rules.ObligationKind
    due: dict[rules.ObligationKind, date | None] = {item.kind: item.due_on for item in decision.obligations}
    first = next((item.due_on for item in decision.instalments if item.due_on is not None), None)
    return {
        "outcome": "grant" if decision.amount else "refuse",
        "amount": decision.amount or None,
        "reasoning": decision.reasoning,
        "deviation": decision.deviation,
        "ground_codes": decision.ground_codes,
        "first_payment_on": first,
        "interim_report_on": due.get(kinds.INTERIM_REPORT),
        "final_report_on": due.get(kinds.FINAL_REPORT),
        "extra": "\n".join(item.text_nl for item in decision.obligations if item.kind is kinds.OTHER),
    }
