"""Mandates: who may sign up to which amount, given and ended by an administrator."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from fund.core import clock
from fund.core.i18n import _
from fund.decisions import actions, policy, queries
from fund.decisions.forms import EndMandateForm, MandateForm
from fund.decisions.models import Mandate
from fund.decisions.views.shared import blueprint
from fund.web.errors import attempt
from fund.web.guard import actor, requires


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
