"""Talking over the differences, and the advice."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fund.applications.models import Application
from fund.assessment import actions, forms, policy, queries
from fund.assessment.models import AdviceOutcome
from fund.assessment.views.shared import CASE, blueprint
from fund.core.errors import Forbidden
from fund.core.i18n import _
from fund.web.errors import attempt
from fund.web.guard import actor, requires


def _case(application: Application) -> str:
    return url_for("overview.case", number=application.number)


@blueprint.route("/cases/<number>/discuss", methods=["GET", "POST"])
@requires(policy.may_assess, Application, by="number", load=CASE)
def discuss(application: Application) -> ResponseReturnValue:
    """Show where the scores lie far apart, and write down the points that were agreed on."""
    actions.require_reading(application, by=actor())
    board = queries.board_of(application, actor())
    if board.why_closed:
        raise Forbidden(board.why_closed)
    sent = request.form.get("criterion", "")
    talks = {}
    for row in board.rows:
        criterion = row.criterion
        form = forms.AgreeForm(criterion, formdata=request.form if criterion.code == sent else None)
        if criterion.code == sent and form.validate_on_submit():
            with attempt(form):
                actions.agree(application, criterion, points=form.points.data, reason=form.reason.data, by=actor())
            if not form.errors:
                flash(str(_("The agreed points are written down.")), "ok")
                return redirect(url_for(".discuss", number=application.number))
        elif criterion.code != sent and row.agreed is not None:
            form.points.data, form.reason.data = row.agreed.points, row.agreed.reason
        talks[criterion.id] = form
    return render_template(
        "assessment/discuss.html",
        application=application,
        board=board,
        talks=talks,
        form=next((form for form in talks.values() if form.errors), None),
        why_not_agree=policy.may_agree(actor(), application, board.standing),
        anchors={row.criterion.id: forms.anchors_of(row.criterion) for row in board.rows},
    ), (422 if any(form.errors for form in talks.values()) else 200)


@blueprint.route("/cases/<number>/advise", methods=["GET", "POST"])
@requires(policy.may_handle_assessment, Application, by="number", load=CASE)
def advise(application: Application) -> ResponseReturnValue:
    """Show how the total was computed, and write the advice."""
    actions.require_reading(application, by=actor())
    board = queries.board_of(application, actor())
    if board.why_closed:
        raise Forbidden(board.why_closed)
    form = forms.AdviceForm(data={"amount": application.requested})
    if form.validate_on_submit():
        outcome = AdviceOutcome(form.outcome.data)
        with attempt(form):
            actions.give_advice(
                application,
                outcome=outcome,
                amount=(form.amount.data or 0) if outcome is AdviceOutcome.GRANT else 0,
                reasoning=form.reasoning.data,
                by=actor(),
            )
        if not form.errors:
            flash(str(_("The advice is given. A decision can be proposed.")), "ok")
            return redirect(_case(application))
    return render_template("assessment/advise.html", application=application, board=board, form=form), (
        422 if form.errors else 200
    )
