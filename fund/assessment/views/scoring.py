"""The score sheet of one person."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fund.applications.rules import sentence
from fund.assessment import actions, forms, policy, queries
from fund.assessment.models import Assessment
from fund.assessment.views.shared import SHEET, blueprint, case_of
from fund.assessment.workflow import WORKFLOW, State
from fund.core import clock
from fund.core.i18n import _
from fund.web.errors import attempt
from fund.web.guard import actor, requires


@blueprint.route("/cases/<number>/scores/<key>", methods=["GET", "POST"])
@requires(policy.is_own_assessment, Assessment, load=SHEET)
def scores(assessment: Assessment, number: str) -> ResponseReturnValue:
    """Show one's own score sheet; keep it as it is typed, and hand it in when it is whole."""
    application = case_of(assessment, number)
    actions.require_no_interest(application, by=actor())
    assessment = queries.own_scores(assessment.id)
    form = forms.scores_form(assessment, application.call.criteria)
    if form.validate_on_submit():
        with attempt(form):
            actions.save_scores(
                assessment, points=form.points(assessment), task_points=form.task_points(assessment), by=actor()
            )
        if not form.errors and (answer := _kept(assessment, form)) is not None:
            return answer
    return _sheet(assessment, form), (422 if form.errors and "hand_in" not in request.form else 200)


def _kept(assessment: Assessment, form: forms.ScoresForm) -> ResponseReturnValue | None:
    """Answer after the draft was kept: to the script, to who goes on, to who hands in; None when something is missing.

    What is missing keeps scores from being handed in, not from being kept.
    """
    address = url_for("assessment.scores", number=assessment.application.number, key=assessment.key)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(saved=f"{clock.now().astimezone(clock.AMSTERDAM):%H.%M}")
    if "hand_in" not in request.form:
        flash(str(_("Your scores are saved. They are not handed in yet.")), "ok")
        return redirect(f"{address}#{request.form.get('save', '')}")
    if form.name_gaps():
        return None
    with attempt(form):
        actions.submit_scores(assessment, by=actor())
    if form.errors:
        return None
    flash(str(_("Your scores are handed in. Now you can see those of the others.")), "ok")
    return redirect(url_for("overview.case", number=assessment.application.number))


def _sheet(assessment: Assessment, form: forms.ScoresForm) -> str:
    application = assessment.application
    return render_template(
        "assessment/scores.html",
        assessment=assessment,
        application=application,
        form=form,
        by_criterion={score.criterion_id: score for score in assessment.scores},
        sentences={task.task_link_id: sentence(task.task_link) for task in assessment.task_scores},
        anchors={criterion.id: forms.anchors_of(criterion) for criterion in application.call.criteria},
        contribution=forms.task_anchors(forms.CONTRIBUTION),
        evidence=forms.task_anchors(forms.EVIDENCE),
        is_draft=assessment.state is State.DRAFT,
        workflow=WORKFLOW,
    )
