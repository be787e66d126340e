"""Who scores and who handles a case: asking, reminding, handing back, taking off, handing over."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fund.applications.models import Application
from fund.assessment import actions, forms, policy, queries
from fund.assessment.models import Assessment
from fund.assessment.views.shared import CASE, SHEET, blueprint, case_of
from fund.core import clock
from fund.core.errors import Forbidden, Refused
from fund.core.i18n import _
from fund.people.queries import at_work
from fund.people.roles import Role
from fund.web.errors import attempt
from fund.web.guard import actor, requires


def _case(application: Application) -> str:
    return url_for("overview.case", number=application.number)


@blueprint.post("/cases/<number>/assign")
@requires(policy.may_handle_assessment, Application, by="number", load=CASE)
def assign(application: Application) -> ResponseReturnValue:
    """Give a case to somebody to score; a refusal is told on the case page."""
    actions.require_reading(application, by=actor())
    people = {person.key: person for person in queries.can_be_asked(application, clock.today())}
    form = forms.AssignForm(list(people.values()))
    if form.validate_on_submit():
        person = people[form.person.data]
        with attempt(form):
            actions.assign(application, person, by=actor())
        if not form.errors:
            flash(str(_("%(name)s scores this case.", name=person.name)), "ok")
            return redirect(_case(application))
    told = [str(error) for errors in form.errors.values() for error in errors]
    flash(" ".join(told), "error")
    return redirect(_case(application), 303)


@blueprint.post("/cases/<number>/scores/<key>/remind")
@requires(policy.may_handle_assessment, Assessment, load=SHEET)
def remind(assessment: Assessment, number: str) -> ResponseReturnValue:
    """Remind somebody of the scores that are still to come; a second time on one day is told on the case page."""
    application = case_of(assessment, number)
    try:
        actions.remind_assessor(assessment, by=actor())
    except Forbidden:
        raise
    except Refused as refusal:
        flash(str(refusal.reason), "info")
    else:
        flash(str(_("%(name)s gets a mail about this within a few minutes.", name=assessment.person.name)), "ok")
    return redirect(_case(application), 303)


@blueprint.route("/cases/<number>/scores/<key>/take-off", methods=["GET", "POST"])
@requires(policy.may_handle_assessment, Assessment, load=SHEET)
def take_off(assessment: Assessment, number: str) -> ResponseReturnValue:
    """Ask for the reason and take somebody off the case, so that somebody else can be asked."""
    application = case_of(assessment, number)
    actions.require_no_interest(application, by=actor())
    form = forms.TakeOffForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.take_off(assessment, form.reason.data, by=actor())
        if not form.errors:
            flash(str(_("%(name)s does not score this case any more.", name=assessment.person.name)), "ok")
            return redirect(_case(application))
    return render_template("assessment/take_off.html", assessment=assessment, application=application, form=form), (
        422 if form.errors else 200
    )


@blueprint.route("/cases/<number>/scores/<key>/hand-back", methods=["GET", "POST"])
@requires(policy.may_handle_assessment, Assessment, load=SHEET)
def hand_back(assessment: Assessment, number: str) -> ResponseReturnValue:
    """Ask for the reason and hand scores back to their owner."""
    application = case_of(assessment, number)
    actions.require_no_interest(application, by=actor())
    form = forms.HandBackForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.reopen_scores(assessment, form.reason.data, by=actor())
        if not form.errors:
            flash(str(_("The scores are handed back to %(name)s.", name=assessment.person.name)), "ok")
            return redirect(_case(application))
    return render_template("assessment/hand_back.html", assessment=assessment, application=application, form=form), (
        422 if form.errors else 200
    )


@blueprint.route("/cases/<number>/hand-over", methods=["GET", "POST"])
@requires(policy.may_handle_assessment, Application, by="number", load=CASE)
def hand_over(application: Application) -> ResponseReturnValue:
    """Ask who handles the case from now on, and why."""
    actions.require_reading(application, by=actor())
    others = [one for one in at_work(Role.CASE_HANDLER, clock.today()) if one.id != application.handler_id]
    people = {person.key: person for person in others}
    form = forms.HandOverForm(others)
    if form.validate_on_submit():
        person = people[form.person.data]
        with attempt(form):
            actions.hand_over(application, person, form.reason.data, by=actor())
        if not form.errors:
            flash(str(_("%(name)s handles this case from now on.", name=person.name)), "ok")
            return redirect(_case(application))
    return render_template("assessment/hand_over.html", application=application, form=form), (
        422 if form.errors else 200
    )
