"""Declaring whether one has an interest, before seeing anything confidential."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.assessment import actions, policy, queries
from fund.assessment.forms import DeclarationForm
from fund.assessment.views.shared import CASE, blueprint
from fund.core.i18n import _
from fund.web.errors import attempt
from fund.web.guard import actor, requires
from fund.web.paths import safe_next


@blueprint.route("/cases/<number>/interest", methods=["GET", "POST"])
@requires(
    policy.may_declare,
    Application,
    by="number",
    load=(*CASE, selectinload(Application.partners), joinedload(Application.submitted_by)),
)
def declare(application: Application) -> ResponseReturnValue:
    """Ask whether the reader has an interest in this case; with none the way leads on to the case."""
    form = DeclarationForm()
    case = url_for("overview.case", number=application.number)
    if form.validate_on_submit():
        has_interest = form.has_interest.data == "yes"
        with attempt(form):
            actions.declare_interest(
                application, has_interest=has_interest, explanation=form.explanation.data or "", by=actor()
            )
        if not form.errors:
            if has_interest:
                flash(str(_("You declared your interest. Somebody else assesses this case.")), "ok")
                return redirect(url_for("overview.my_work"))
            flash(str(_("You declared that you have no interest in this case.")), "ok")
            return redirect(safe_next(request.args.get("next"), case))
    return render_template(
        "assessment/declare.html",
        application=application,
        form=form,
        declared=queries.declaration_of(application.id, actor().id),
        case=case,
    ), (422 if form.errors else 200)
