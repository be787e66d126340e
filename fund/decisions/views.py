"""The desk of decisions: what waits, the proposal, the page on which a decision is signed and made known."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.applications.workflow import State as ApplicationState
from fund.assessment import queries as assessment_queries
from fund.assessment.actions import require_reading
from fund.calls.models import Call
from fund.core import clock
from fund.core.i18n import Language, _
from fund.core.money import Money
from fund.decisions import actions, letters, policy, queries, rules
from fund.decisions.forms import (
    EndMandateForm,
    MandateForm,
    PostForm,
    ProposalForm,
    SendBackForm,
    ServeAgainForm,
    SignForm,
)
from fund.decisions.models import Decision, Mandate
from fund.decisions.workflow import WORKFLOW, State
from fund.documents import letters as paper
from fund.documents import press, settings
from fund.documents.queries import register_reader
from fund.ledger import queries as ledger
from fund.people.queries import duties_of
from fund.people.roles import Role
from fund.people.rules import DutyKind, four_eyes
from fund.web.errors import attempt
from fund.web.forms import Form
from fund.web.guard import actor, requires
from fund.web.paging import Order, page_of

blueprint = Blueprint("decisions", __name__)

register_reader(Decision, policy.may_read_letters)


@blueprint.app_template_global("decisions_of_case")
def _of_case(application: Application) -> dict[str, object]:
    """Answer the decisions of a case for `decisions/_case.html`, the newest first."""
    advised = application.state is ApplicationState.ADVISED
    return {
        "decisions": queries.decisions_of(application),
        "workflow": WORKFLOW,
        "may_propose": advised and policy.may_propose(actor()) is None,
    }


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
    """Show the decisions that wait: to sign, to change, to send; the oldest first.

    Who only signs is not shown what is above the mandate: somebody else decides that.
    """
    person = actor()
    only_signs = person.roles & {Role.DECISION_MAKER, Role.CASE_HANDLER, Role.AUDITOR} == {Role.DECISION_MAKER}
    waiting = queries.waiting((person.id, clock.today()) if only_signs else None)
    page = page_of(waiting, Order((Decision.proposed_at, Decision.id)), request.args.get("page"), size=50)
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


@blueprint.get("/decisions/<key>")
@requires(policy.may_see_decisions, Decision, load=CASE)
def decision(decision: Decision) -> ResponseReturnValue:
    """Show everything one needs to sign: the sum, the ceiling at this minute, the advice, the letter, who signed."""
    return _decision_page(decision)


def _decision_page(decision: Decision, *, form: Form | None = None) -> str:
    """Show a decision; `form` is what was sent and refused: its sentences stand above the page."""
    require_reading(decision.application, by=actor())
    person, day = actor(), clock.today()
    letter = letters.letter_of(decision, object_until=decision.served_last.object_until)
    sheet = paper.sheet(letter, sender=settings.sender("nl"), at=clock.now())
    mandates = queries.mandates_on(day, person_id=person.id)
    steps = {step.name for step in WORKFLOW.open_steps(decision, person, day)}
    why_not = policy.may_decide(person, decision)
    if why_not is None and (duty := four_eyes(_done(decision), DutyKind.DECIDED)):
        why_not, steps = duty, steps - {"approve"}
    mandate = rules.covering_mandate(mandates, person_id=person.id, amount=rules.at_stake(decision), day=day)
    if why_not is None and mandate is None:
        why_not = rules.why_no_mandate(mandates, person_id=person.id, amount=rules.at_stake(decision), day=day)
    return render_template(
        "decisions/decision.html",
        decision=decision,
        application=decision.application,
        workflow=WORKFLOW,
        State=State,
        form=form,
        lost=queries.lost_mail_of(decision) if decision.state is State.SERVED else None,
        by_post=rules.goes_by_post(decision.application),
        post=form if isinstance(form, PostForm) else PostForm(formdata=None, data={"posted_on": day}),
        back=form if isinstance(form, SendBackForm) else SendBackForm(formdata=None),
        sign=SignForm(formdata=None, data={"seen_hash": decision.content_hash}),
        open_steps=steps,
        why_not=why_not,
        mandate=mandate,
        may_propose=policy.may_propose(person) is None,
        may_serve=policy.may_serve(person) is None,
        letter=press.fragment(sheet),
        position=ledger.call_position(decision.application.call.code),
        aid=queries.aid_room(decision.application, day) if decision.decided_on is None else None,
        aid_ceiling=rules.CEILING,
        step_labels={code.value: label for code, label in rules.STEP_LABELS.items()},
        now=clock.now(),
    )


def _done(decision: Decision) -> frozenset[DutyKind]:
    """Answer what the reader did in this case, on which four eyes judges."""
    return frozenset(duties_of(actor().id, [decision.case_id]).get(decision.case_id, ()))


@blueprint.get("/decisions/<key>/letter.pdf")
@requires(policy.may_see_decisions, Decision, load=CASE)
def letter(decision: Decision) -> ResponseReturnValue:
    """Show the letter that went out, or draw it as it would go out now, marked as a concept; nothing is kept."""
    require_reading(decision.application, by=actor())
    language: Language = "en" if request.args.get("language") == "en" else "nl"
    issued = decision.courtesy_letter if language == "en" else decision.letter
    if issued is not None:
        return redirect(url_for("documents.document", key=issued.key))
    sheet = paper.sheet(
        letters.letter_of(decision, language, object_until=decision.served_last.object_until),
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
@requires(policy.may_decide, Decision, load=CASE)
def approve(decision: Decision) -> ResponseReturnValue:
    """Sign: the money is committed under the ceiling; the decision waits for its letter."""
    form = SignForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.approve(decision, seen_hash=form.seen_hash.data or "", by=actor())
    if form.errors:
        return _decision_page(decision, form=form), 409
    amount = Money(decision.amount, decimals=False)
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
        if not form.errors:
            flash(str(_("The proposal went back to %(name)s.", name=decision.proposed_by.name)), "ok")
            return redirect(url_for(".decide"))
    return _decision_page(decision, form=form), 422


@blueprint.post("/decisions/<key>/letter")
@requires(policy.may_serve, Decision, load=CASE)
def make_letter(decision: Decision) -> ResponseReturnValue:
    """Draw the letter that somebody prints and posts."""
    require_reading(decision.application, by=actor())
    form = Form()
    if form.validate_on_submit():
        with attempt(form):
            actions.make_letter(decision, by=actor())
    if form.errors:
        return _decision_page(decision, form=form), 409
    flash(str(_("The letter is ready. Print it and post it.")), "ok")
    return redirect(url_for(".decision", key=decision.key))


@blueprint.post("/decisions/<key>/serve")
@requires(policy.may_serve, Decision, load=CASE)
def serve(decision: Decision) -> ResponseReturnValue:
    """Make a decision known, by mail or with the day on which it was posted, and start what was granted."""
    require_reading(decision.application, by=actor())
    if decision.state is State.SERVED:
        return redirect(url_for(".decision", key=decision.key))
    by_post = rules.goes_by_post(decision.application)
    form: Form = PostForm() if by_post else Form()
    if form.validate_on_submit():
        with attempt(form):
            actions.serve(decision, by=actor(), posted_on=form.posted_on.data if isinstance(form, PostForm) else None)
    if form.errors:
        return _decision_page(decision, form=form), 409
    said = _("The letter was posted. The decision holds from that day.")
    flash(str(said if by_post else _("The letter is on its way. The decision holds from today.")), "ok")
    return redirect(url_for(".decision", key=decision.key))


@blueprint.route("/decisions/<key>/send-again", methods=["GET", "POST"])
@requires(policy.may_serve, Decision, load=CASE)
def serve_again(decision: Decision) -> ResponseReturnValue:
    """Send a decision once more of which the mail did not arrive, to the address that the applicant gives now."""
    require_reading(decision.application, by=actor())
    lost = queries.lost_mail_of(decision)
    if lost is None:
        return redirect(url_for(".decision", key=decision.key))
    form = ServeAgainForm(data={"email": lost.to_email})
    if form.validate_on_submit():
        with attempt(form):
            actions.serve_again(decision, email=form.email.data or "", by=actor())
        if not form.errors:
            flash(str(_("The letter is on its way. From today the applicant can object.")), "ok")
            return redirect(url_for(".decision", key=decision.key))
    page = render_template("decisions/serve_again.html", decision=decision, lost=lost, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/admin/mandates")
@requires(policy.may_see_mandates)
def mandates() -> ResponseReturnValue:
    """List who may sign up to which amount, from when until when."""
    return render_template(
        "decisions/mandates.html",
        mandates=queries.all_mandates(),
        today=clock.today(),
        may_give=policy.may_give_mandates(actor()) is None,
    )


@blueprint.route("/admin/mandates/new", methods=["GET", "POST"])
@requires(policy.may_give_mandates)
def give_mandate() -> ResponseReturnValue:
    """Write a mandate down."""
    people = queries.decision_makers()
    form = MandateForm(people, data={"valid_from": clock.today()})
    if form.validate_on_submit():
        person = next(each for each in people if each.key == form.person.data)
        with attempt(form):
            actions.give_mandate(
                person,
                capacity=form.capacity.data or "",
                maximum_amount=form.maximum_amount.data or 0,
                valid_from=form.valid_from.data,
                valid_until=form.valid_until.data,
                by=actor(),
            )
        if not form.errors:
            flash(str(_("%(name)s has the mandate.", name=person.name)), "ok")
            return redirect(url_for(".mandates"))
    return render_template("decisions/give_mandate.html", form=form), 422 if form.errors else 200


@blueprint.route("/admin/mandates/<key>/end", methods=["GET", "POST"])
@requires(policy.may_give_mandates, Mandate, load=(joinedload(Mandate.person),))
def end_mandate(mandate: Mandate) -> ResponseReturnValue:
    """Ask for the last day, and end a mandate."""
    form = EndMandateForm(data={"until": clock.today()})
    if form.validate_on_submit():
        with attempt(form):
            actions.end_mandate(mandate, until=form.until.data, by=actor())
        if not form.errors:
            flash(str(_("The mandate of %(name)s ends.", name=mandate.person.name)), "ok")
            return redirect(url_for(".mandates"))
    return render_template("decisions/end_mandate.html", form=form, mandate=mandate), 422 if form.errors else 200
