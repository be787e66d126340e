"""The start: for which organisation."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fund.applications import actions, letters, policy, queries
from fund.applications.forms import StartForm
from fund.applications.views.pages import address, blueprint
from fund.calls.models import Call
from fund.calls.queries import published
from fund.calls.rules import may_apply_at
from fund.core import clock
from fund.people.queries import organisations_of
from fund.web.errors import attempt
from fund.web.forms import choices
from fund.web.guard import actor, public, requires


@blueprint.get("/calls/<slug>/questions")
@public
def questions(slug: str) -> ResponseReturnValue:
    """Show everybody what the form of a call asks, before an account is needed (F01)."""
    call = published(slug)
    if call is None:
        abort(404)
    return render_template("applications/questions.html", call=call, parts=letters.questions_of(call))


@blueprint.route("/calls/<slug>/apply", methods=["GET", "POST"])
@requires(policy.may_start, Call, by="slug")
def start(call: Call) -> ResponseReturnValue:
    """Start an application: choose the organisation, or go on with a draft that is there."""
    person = actor()
    organisations = {organisation.key: organisation for organisation in organisations_of(person)}
    form = StartForm()
    form.organisation.choices = choices([(key, each.name) for key, each in organisations.items()])
    if len(organisations) == 1 and form.organisation.data is None:
        form.organisation.data = next(iter(organisations))
    if form.validate_on_submit():
        application = None
        with attempt(form):
            application = actions.start(
                call,
                organisations[form.organisation.data],
                by=person,
                idempotency_key=form.idempotency_key.data,
            )
        if application is not None:
            return redirect(url_for("applications.application", key=application.key))
    drafts = queries.drafts_in(call, person.organisation_ids)
    page = render_template(
        "applications/start.html",
        form=form,
        call=call,
        organisations=organisations,
        drafts=drafts,
        closed=may_apply_at(call, clock.now()),
        call_url=address("calls.call", slug=call.slug),
        schemes_url=address("calls.calls"),
        register_url=address("people.register", next=request.path),
    )
    return page, 422 if form.errors else 200
