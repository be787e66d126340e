"""The desk of decisions: what waits, the proposal, the page on which a decision is signed and made known."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.assessment import queries as assessment_queries
from fund.calls.models import Call
from fund.core import clock
from fund.core.i18n import Language, _
from fund.core.money import Money
from fund.decisions import actions, letters, policy, queries, rules
from fund.decisions.forms import ProposalForm, SendBackForm, SignForm
from fund.decisions.models import Decision
from fund.decisions.workflow import WORKFLOW, State
from fund.documents import letters as paper
from fund.documents import press, settings
from fund.documents.queries import register_reader
from fund.ledger import queries as ledger
from fund.web.errors import attempt
from fund.web.guard import actor, requires
from fund.web.paging import Order, page_of

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
PROPOSING = (
    joinedload(Application.call).options(selectinload(Call.refusal_grounds), selectinload(Call.criteria)),
    joinedload(Application.organisation),
    selectinload(Application.budget_lines),
)


@blueprint.get("/decide")
@requires(policy.may_see_decisions)
def decide() -> ResponseReturnValue:
    """Show the decisions that wait: to sign, to change, to send; the oldest first."""
    page = page_of(queries.waiting(), Order((Decision.proposed_at, Decision.id)), request.args.get("page"), size=50)
    return render_template("decisions/decide.html", page=page, workflow=WORKFLOW, State=State)


@blueprint.route("/cases/<number>/decision", methods=["GET", "POST"])
@requires(policy.may_propose, Application, by="number", load=PROPOSING)
def propose(application: Application) -> ResponseReturnValue:
    """Write a proposal for an advised case, prefilled from the advice and the call."""
    advices = assessment_queries.advices_of(application)
    advice = advices[0] if advices else None
    form = ProposalForm(application.call, data=_prefilled(application, advice.amount if advice else 0))
    if form.validate_on_submit():
        with attempt(form):
            decision = actions.propose(application, form.terms(application), by=actor())
            if not form.errors:
                flash(str(_("The proposal is ready to be signed.")), "ok")
                return redirect(url_for(".decision", key=decision.key))
    return _proposal_page(application, form, advice=advice), 422 if form.errors else 200


@blueprint.route("/decisions/<key>/change", methods=["GET", "POST"])
@requires(policy.may_propose, Decision, load=CASE)
def change(decision: Decision) -> ResponseReturnValue:
    """Change a proposal; signatures under the old one are void."""
    application = decision.application
    form = ProposalForm(application.call, data=_as_proposed(decision))
    if form.validate_on_submit():
        with attempt(form):
            actions.revise(decision, form.terms(application), by=actor())
            if decision.state is State.SENT_BACK:
                actions.propose_again(decision, by=actor())
            flash(str(_("The proposal is ready to be signed.")), "ok")
            return redirect(url_for(".decision", key=decision.key))
    return _proposal_page(application, form, advice=decision.advice, decision=decision), 422 if form.errors else 200


def _proposal_page(application: Application, form: ProposalForm, **shown: object) -> str:
    steps, allowed = actions.steps_of(application)
    return render_template(
        "decisions/propose.html",
        application=application,
        form=form,
        steps=steps,
        step_labels=rules.STEP_LABELS,
        allowed=allowed,
        position=ledger.call_position(application.call.code),
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


@blueprint.get("/decisions/<key>")
@requires(policy.may_see_decisions, Decision, load=CASE)
def decision(decision: Decision) -> ResponseReturnValue:
    """Show everything one needs to sign: the sum, the ceiling at this minute, the advice, the letter, who signed."""
    return _decision_page(decision, SendBackForm(formdata=None))


def _decision_page(decision: Decision, form: SendBackForm) -> str:
    person, day = actor(), clock.today()
    letter = letters.letter_of(decision, object_until=decision.object_until)
    sheet = paper.sheet(letter, sender=settings.sender("nl"), at=clock.now())
    mandates = queries.mandates_on(day, person_id=person.id)
    return render_template(
        "decisions/decision.html",
        decision=decision,
        application=decision.application,
        workflow=WORKFLOW,
        State=State,
        form=form,
        sign=SignForm(formdata=None, data={"seen_hash": decision.content_hash}),
        open_steps={step.name for step in WORKFLOW.open_steps(decision, person, day)},
        why_not=WORKFLOW.why_not("approve", decision, person, day),
        mandate=rules.covering_mandate(mandates, person_id=person.id, amount=decision.amount, day=day),
        letter=press.fragment(sheet),
        position=ledger.call_position(decision.application.call.code),
        step_labels={code.value: label for code, label in rules.STEP_LABELS.items()},
        now=clock.now(),
    )


@blueprint.get("/decisions/<key>/letter.pdf")
@requires(policy.may_see_decisions, Decision, load=CASE)
def letter(decision: Decision) -> ResponseReturnValue:
    """Draw the letter as it would go out now, marked as a concept; nothing is kept."""
    language: Language = "en" if request.args.get("language") == "en" else "nl"
    sheet = paper.sheet(
        letters.letter_of(decision, language, object_until=decision.object_until),
        sender=settings.sender(language),
        at=clock.now(),
    )
    name = f"concept-{decision.number.replace('/', '-')}-{language}.pdf"
    return Response(
        press.draw(sheet),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.post("/decisions/<key>/approve")
@requires(policy.may_see_decisions, Decision, load=CASE)
def approve(decision: Decision) -> ResponseReturnValue:
    """Sign: the money is committed under the ceiling and the case is decided."""
    form = SignForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.approve(decision, seen_hash=form.seen_hash.data or "", by=actor())
    if form.errors:
        return _decision_page(decision, form), 409
    amount = Money(decision.amount)
    said = _("You signed: %(amount)s is committed.", amount=amount) if decision.amount else _("You signed the refusal.")
    flash(str(said), "ok")
    return redirect(url_for(".decision", key=decision.key))


@blueprint.post("/decisions/<key>/send-back")
@requires(policy.may_decide, Decision, load=CASE)
def send_back(decision: Decision) -> ResponseReturnValue:
    """Send a proposal back with what must be changed."""
    form = SendBackForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.send_back(decision, form.reason.data or "", by=actor())
            flash(str(_("The proposal went back to %(name)s.", name=decision.proposed_by.name)), "ok")
            return redirect(url_for(".decide"))
    return _decision_page(decision, form), 422


@blueprint.post("/decisions/<key>/serve")
@requires(policy.may_serve, Decision, load=CASE)
def serve(decision: Decision) -> ResponseReturnValue:
    """Draw the letter, send it, and start what was granted."""
    actions.serve(decision, by=actor())
    flash(str(_("The letter is on its way. The decision holds from today.")), "ok")
    return redirect(url_for(".decision", key=decision.key))
