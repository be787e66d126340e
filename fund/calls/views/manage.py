"""What who writes calls sees: the list, a draft and its criteria, the preview, the last look before publishing."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fund.calls import actions, policy, queries, rules
from fund.calls.forms import CallForm, CopyForm, CriteriaForm
from fund.calls.models import Call
from fund.calls.views import pages
from fund.calls.views.pages import blueprint
from fund.calls.workflow import WORKFLOW, State
from fund.core import clock
from fund.core.i18n import _
from fund.web.errors import attempt
from fund.web.forms import Form
from fund.web.guard import actor, requires


@blueprint.get("/admin/calls")
@requires(policy.may_manage_call)
def manage() -> ResponseReturnValue:
    """Show every call, drafts too, to go on with one or to start a new year from it."""
    everything = queries.all_calls()
    chosen = request.args.get("state", "")
    counts = {state: sum(call.state is state for call in everything) for state in State}
    kept = [call for call in everything if chosen in {"", call.state.value}]
    order = request.args.get("sort", "-opens")
    kept.sort(key=ORDERS.get(order.removeprefix("-"), ORDERS["opens"]), reverse=order.startswith("-"))
    return render_template(
        "calls/manage.html",
        calls=kept,
        counts=counts,
        total=len(everything),
        chosen=chosen,
        order=order,
        workflow=WORKFLOW,
        today=clock.today(),
    )


ORDERS = {
    "name": lambda call: call.code,
    "opens": lambda call: call.opens_at,
    "closes": lambda call: call.closes_at,
    "ceiling": lambda call: call.ceiling,
}


@blueprint.route("/admin/calls/<key>", methods=["GET", "POST"])
@requires(policy.may_manage_call, Call, load=queries.EVERYTHING)
def edit(call: Call) -> ResponseReturnValue:
    """Show a call to who writes it: a draft as a form, a published one as it was fixed."""
    form = CallForm(call)
    if call.state is State.DRAFT and form.validate_on_submit() and form.check():
        with attempt(form):
            actions.change_call(call, form.facts(), by=actor())
            if not form.errors:
                flash(str(_("The draft is kept.")), "ok")
                return redirect(url_for(".edit", key=call.key))
    elif request.method == "POST" and call.state is not State.DRAFT:
        actions.change_call(call, {}, by=actor())
    page = render_template("calls/edit.html", call=call, form=form, **_around(call))
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/admin/calls/<key>/criteria", methods=["GET", "POST"])
@requires(policy.may_manage_call, Call, load=queries.EVERYTHING)
def criteria(call: Call) -> ResponseReturnValue:
    """Change the criteria of a draft: words, weights, minimums, and what each point means."""
    if reason := rules.may_change(call):
        flash(str(reason), "info")
        return redirect(url_for(".edit", key=call.key))
    form = CriteriaForm(call)
    if form.validate_on_submit() and form.check():
        with attempt(form):
            actions.change_call(call, form.facts(), by=actor())
            if not form.errors:
                flash(str(_("The criteria are kept.")), "ok")
                return redirect(url_for(".edit", key=call.key))
    return render_template("calls/criteria.html", call=call, form=form), 422 if request.method == "POST" else 200


@blueprint.route("/admin/calls/<key>/copy", methods=["GET", "POST"])
@requires(policy.may_manage_call, Call, load=queries.EVERYTHING)
def copy(call: Call) -> ResponseReturnValue:
    """Start a new call from an earlier one: the same words, another name and other dates."""
    form = CopyForm()
    if form.validate_on_submit() and form.check(call):
        with attempt(form):
            new = actions.copy_call(
                call,
                code=form.code.data,
                slug=form.slug.data,
                **form.window(),
                by=actor(),
                idempotency_key=form.idempotency_key.data,
            )
            if not form.errors:
                flash(str(_("The new draft says what %(code)s says. Change what is different.", code=call.code)), "ok")
                return redirect(url_for(".edit", key=new.key))
    return render_template("calls/copy.html", call=call, form=form), 422 if request.method == "POST" else 200


@blueprint.get("/admin/calls/<key>/preview")
@requires(policy.may_manage_call, Call, load=queries.EVERYTHING)
def preview(call: Call) -> ResponseReturnValue:
    """Show a draft as everybody will see it."""
    return pages.page(call, preview=True)


@blueprint.route("/admin/calls/<key>/publish", methods=["GET", "POST"])
@requires(policy.may_manage_call, Call, load=queries.EVERYTHING)
def publish(call: Call) -> ResponseReturnValue:
    """Take a last look at what publishing fixes, and publish."""
    form = Form()
    if form.validate_on_submit():
        with attempt(form):
            actions.publish(call, by=actor())
            flash(str(_("The call is published. Its ceiling is in the ledger and its rules are fixed.")), "ok")
            return redirect(url_for(".edit", key=call.key))
    why_not = WORKFLOW.why_not("publish", call, actor(), clock.today())
    return render_template(
        "calls/publish.html", call=call, form=form, why_not=why_not
    ), 422 if request.method == "POST" else 200


def _around(call: Call) -> dict[str, object]:
    """Gather what stands around a call: its state, and why it cannot be published yet."""
    is_draft = call.state is State.DRAFT
    why_not = WORKFLOW.why_not("publish", call, actor(), clock.today()) if is_draft else None
    return {"is_draft": is_draft, "why_not": why_not, "workflow": WORKFLOW}
