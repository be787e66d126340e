"""The letter of a decision: its concept, and the ways in which it goes out. It is drawn before it is kept."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fund.assessment.actions import require_reading
from fund.core import clock
from fund.core.i18n import Language, _
from fund.decisions import actions, letters, policy, queries, rules
from fund.decisions.forms import PostForm, ServeAgainForm
from fund.decisions.models import Decision
from fund.decisions.views.shared import CASE, blueprint
from fund.decisions.views.signing import decision_page
from fund.decisions.workflow import State
from fund.documents import letters as paper
from fund.documents import press, settings
from fund.web.errors import attempt
from fund.web.forms import Form
from fund.web.guard import actor, requires


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


def _ahead(decision: Decision) -> letters.Ahead:
    """Draw the letters of a signed decision while nobody waits for us; nothing when the decision has moved on."""
    return letters.draw_ahead(decision) if decision.state is State.APPROVED else ()


@blueprint.post("/decisions/<key>/letter")
@requires(policy.may_serve, Decision, load=CASE)
def make_letter(decision: Decision) -> ResponseReturnValue:
    """Draw the letter that somebody prints and posts."""
    require_reading(decision.application, by=actor())
    form = Form()
    if form.validate_on_submit():
        with attempt(form):
            actions.make_letter(decision, ahead=_ahead(decision), by=actor())
    if form.errors:
        return decision_page(decision, form=form), 409
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
            if isinstance(form, PostForm):
                actions.serve(decision, posted_on=form.posted_on.data, by=actor())
            else:
                actions.serve(decision, ahead=_ahead(decision), by=actor())
    if form.errors:
        return decision_page(decision, form=form), 409
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
            ahead = letters.draw_ahead(decision, again=len(decision.served_again) + 1)
            actions.serve_again(decision, email=form.email.data or "", ahead=ahead, by=actor())
        if not form.errors:
            flash(str(_("The letter is on its way. From today the applicant can object.")), "ok")
            return redirect(url_for(".decision", key=decision.key))
    page = render_template("decisions/serve_again.html", decision=decision, lost=lost, form=form)
    return page, 422 if form.errors else 200
