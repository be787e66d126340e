"""The page on which a decision is read and signed, or sent back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fund.assessment.actions import require_reading
from fund.core import clock
from fund.core.i18n import _
from fund.core.money import Money
from fund.decisions import actions, letters, policy, queries, rules
from fund.decisions.forms import PostForm, SendBackForm, SignForm
from fund.decisions.models import Decision
from fund.decisions.views.shared import CASE, blueprint
from fund.decisions.workflow import WORKFLOW, State
from fund.documents import letters as paper
from fund.documents import press, settings
from fund.ledger import queries as ledger
from fund.people.queries import duties_of
from fund.people.rules import DutyKind, four_eyes
from fund.web.errors import attempt
from fund.web.forms import Form
from fund.web.guard import actor, requires


@blueprint.get("/decisions/<key>")
@requires(policy.may_see_decisions, Decision, load=CASE)
def decision(decision: Decision) -> ResponseReturnValue:
    """Show everything one needs to sign: the sum, the ceiling at this minute, the advice, the letter, who signed."""
    return decision_page(decision)


def decision_page(decision: Decision, *, form: Form | None = None) -> str:
    """Show a decision; `form` is what was sent and refused: its sentences stand above the page."""
    require_reading(decision.application, by=actor())
    person, day = actor(), clock.today()
    sheet = _sheet(decision)
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
        today=day,
    )


def _sheet(decision: Decision) -> press.Sheet:
    """Put the letter on paper: under the number and the day with which it was made, or as a preview until then."""
    known = decision.served_last
    letter, sender = letters.letter_of(decision, object_until=known.object_until), settings.sender("nl")
    if known.letter is None:
        return paper.sheet(letter, sender=sender, at=clock.now())
    return paper.sheet(letter, sender=sender, at=known.letter.made_at, reference=known.letter.number)


def _done(decision: Decision) -> frozenset[DutyKind]:
    """Answer what the reader did in this case, on which four eyes judges."""
    return frozenset(duties_of(actor().id, [decision.case_id]).get(decision.case_id, ()))


@blueprint.post("/decisions/<key>/approve")
@requires(policy.may_decide, Decision, load=CASE)
def approve(decision: Decision) -> ResponseReturnValue:
    """Sign: the money is committed under the ceiling; the decision waits for its letter."""
    form = SignForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.approve(decision, seen_hash=form.seen_hash.data or "", by=actor())
    if form.errors:
        return decision_page(decision, form=form), 409
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
    return decision_page(decision, form=form), 422
