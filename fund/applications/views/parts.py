"""One page for each part of the form. It is saved as it is; what is missing is said after saving, at its field."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fund.applications import actions, letters, policy, queries, rules
from fund.applications.actions.saving import revision_of
from fund.applications.forms import FORMS, PartForm, TasksForm
from fund.applications.models import Application
from fund.applications.rules import Part
from fund.applications.views.pages import address_of, around, blueprint
from fund.applications.workflow import State
from fund.core import clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import _
from fund.documents.letters import Answer
from fund.web import filters
from fund.web.controls import problems
from fund.web.errors import add_error
from fund.web.guard import actor, requires
from fund.web.transaction import keep_nothing

SAVES: dict[str, Any] = {
    "plan": actions.save_plan,
    "impulse": actions.save_impulse,
    "tasks": actions.save_tasks,
    "line": actions.save_line,
    "places": actions.save_places,
    "partners": actions.save_partners,
    "budget": actions.save_budget,
    "financing": actions.save_financing,
    "declarations": actions.save_declarations,
}
FIELDS = {
    "plan": "applications/parts/plan.html",
    "impulse": "applications/parts/impulse.html",
    "tasks": "applications/parts/tasks.html",
    "line": "applications/parts/line.html",
    "places": "applications/parts/places.html",
    "partners": "applications/parts/partners.html",
    "budget": "applications/parts/budget.html",
    "financing": "applications/parts/financing.html",
    "declarations": "applications/parts/declarations.html",
}


@blueprint.route("/applications/<key>/<name>", methods=["GET", "POST"])
@requires(policy.may_write, Application, load=queries.WHOLE)
def part(application: Application, name: str) -> ResponseReturnValue:
    """Show and save one part of the form."""
    known = rules.part(name)
    if known is None:
        abort(404)
    if name not in FORMS:
        return facts(application, known)
    if application.state is not State.DRAFT and request.method == "GET":
        return redirect(url_for("applications.application", key=application.key))
    form = FORMS[name].of(application)
    if request.method == "POST":
        saved_version = save(application, known, form)
        if _by_script():
            return _tell_script(application, known, form)
        if not form.errors:
            return _onward(application, known, form)
        return show(application, known, form, saved_version), 422
    if revision_of(application, name):
        for gap in rules.gaps(application, name):
            form.show(gap.field, str(gap.reason))
    return show(application, known, form)


def facts(application: Application, known: Part) -> ResponseReturnValue:
    """Show a part that is not typed here: it belongs to the organisation."""
    if request.method == "POST":
        abort(405)
    return render_template(
        "applications/facts.html",
        **around(application, known),
        gaps=rules.gaps(application, known.name),
        answers=letters.answers_of(application, known.name, filters.language()),
        look=rules.look(application, known),
    )


def save(application: Application, known: Part, form: PartForm) -> tuple[Answer, ...]:
    """Save what was typed; when somebody else was first, answer what they saved, and let a second try win."""
    if not form.validate():
        keep_nothing()
        return ()
    try:
        SAVES[known.name](application, revision=form.seen, by=actor(), **form.answers())
        db.session.flush()
    except Forbidden:
        raise
    except Stale as stale:
        keep_nothing()
        add_error(form, stale)
        form.revision.data = str(revision_of(application, known.name))
        form.revision.raw_data = None
        return letters.answers_of(application, known.name, filters.language())
    except Refused as refusal:
        keep_nothing()
        form.show(refusal.field or "", str(refusal.reason))
    return ()


def show(application: Application, known: Part, form: PartForm, saved_version: tuple[Answer, ...] = ()) -> str:
    """Render the page of a part."""
    return render_template(
        "applications/part.html",
        **around(application, known),
        form=form,
        fields_template=FIELDS[known.name],
        saved_version=saved_version,
        begun=revision_of(application, known.name) > 0,
        rules=rules,
    )


def _by_script() -> bool:
    """Whether a script saves in passing, and does not show the page that comes back."""
    return bool(request.accept_mimetypes.best == "application/json")


def _tell_script(application: Application, known: Part, form: PartForm) -> ResponseReturnValue:
    """Answer a script: when it was saved and the new revision, or why it was not."""
    if form.errors:
        reason = next((text for _id, text in problems(form)), "")
        return jsonify(problem=str(_("Not saved yet: %(reason)s", reason=reason))), 422
    there = clock.now().astimezone(clock.AMSTERDAM)
    return jsonify(
        saved=f"{there:%H.%M}" if filters.language() == "nl" else f"{there:%H:%M}",
        values={"revision": str(revision_of(application, known.name))},
    )


def _onward(application: Application, known: Part, form: PartForm) -> ResponseReturnValue:
    """Go where the button says, but not past a part that has points to mend: those are shown first."""
    to = request.form.get("to", "on")
    if to == "back":
        flash(str(_("Saved. %(part)s", part=known.title)), "ok")
        return redirect(url_for("applications.application", key=application.key))
    new = getattr(form, "new_tasks", []) if isinstance(form, TasksForm) else []
    if new:
        flash(str(_("Saved. Now tell for each task what changes.")), "ok")
        return redirect(f"{address_of(application, known.name)}#task-{new[0].id}")
    if to == "here" or rules.gaps(application, known.name):
        flash(str(_("Saved")), "ok")
        return redirect(address_of(application, known.name))
    following = rules.after(known.name)
    flash(str(_("Saved. %(part)s", part=known.title)), "ok")
    return redirect(address_of(application, following.name if following is not None else "review"))
