"""One page for each part of the form. It is saved as it is; what is missing is said after saving, at its field."""

from __future__ import annotations

from dataclasses import dataclass
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
from fund.web.language import switch
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
        tried = save(application, known, form, what_is_right=_by_script() or request.form.get("to") == "skip")
        if _by_script():
            return _tell_script(application, known, tried)
        if tried.kept:
            return _onward(application, known, form, tried)
        return show(application, known, form, tried.meanwhile), 422
    if revision_of(application, name):
        just_asked = tuple(f"task-{task}-" for task in request.args.getlist("new"))
        for gap in rules.gaps(application, name, clock.today()):
            if not gap.field.startswith(just_asked):
                form.show(gap.field, str(gap.reason))
    return show(application, known, form)


@dataclass(frozen=True)
class Tried:
    """How saving went: whether it was kept, what was wrong, and what somebody else saved meanwhile."""

    kept: bool
    wrong: str = ""
    meanwhile: tuple[Answer, ...] = ()


def facts(application: Application, known: Part) -> ResponseReturnValue:
    """Show a part that is not typed here: it belongs to the organisation."""
    if request.method == "POST":
        abort(405)
    return render_template(
        "applications/facts.html",
        **around(application, known),
        gaps=rules.gaps(application, known.name, clock.today()),
        answers=letters.answers_of(application, known.name, filters.language()),
        look=rules.look(application, known, clock.today()),
    )


def save(application: Application, known: Part, form: PartForm, *, what_is_right: bool = False) -> Tried:
    """Save what was typed; when somebody else was first, answer what they saved, and let a second try win.

    With `what_is_right` an answer that is wrong stays as it was saved before, and all others are kept.
    """
    form.validate()
    wrong = _first_problem(form)
    right = form if not wrong else _what_is_right(application, known) if what_is_right else None
    if right is None:
        keep_nothing()
        return Tried(kept=False, wrong=wrong)
    try:
        SAVES[known.name](application, revision=form.seen, by=actor(), **right.answers())
        db.session.flush()
    except Forbidden:
        raise
    except Stale as stale:
        keep_nothing()
        if _is_kept_already(application, known, right):
            return Tried(kept=True, wrong=wrong)
        add_error(form, stale)
        form.revision.data = str(revision_of(application, known.name))
        form.revision.raw_data = None
        meanwhile = letters.answers_of(application, known.name, filters.language())
        return Tried(kept=False, wrong=str(stale.reason), meanwhile=meanwhile)
    except Refused as refusal:
        keep_nothing()
        form.show(refusal.field or "", str(refusal.reason))
        return Tried(kept=False, wrong=str(refusal.reason))
    return Tried(kept=True, wrong=wrong)


def _is_kept_already(application: Application, known: Part, right: PartForm) -> bool:
    """Whether saving this would change nothing: it was sent before, and only the answer did not arrive (P1)."""
    before = _says(application, known)
    try:
        SAVES[known.name](application, revision=revision_of(application, known.name), by=actor(), **right.answers())
        db.session.flush()
        same = _says(application, known) == before
    except Refused:
        same = False
    db.session.rollback()
    return same


def _says(application: Application, known: Part) -> tuple[object, ...]:
    """Answer everything that a part says, as its form and its copy have it."""
    return (
        FORMS[known.name].values(application),
        letters.answers_of(application, known.name, filters.language()),
    )


def _what_is_right(application: Application, known: Part) -> PartForm | None:
    """Read the form once more with the wrong answers put back; the page goes on showing them as they were typed."""
    again = FORMS[known.name].of(application)
    again.validate()
    return again if again.put_back() else None


def _first_problem(form: PartForm) -> str:
    return next((sentence for _field, sentence in problems(form)), "")


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


def _tell_script(application: Application, known: Part, tried: Tried) -> ResponseReturnValue:
    """Answer a script: when it was saved, what not, and the new revision; or why nothing was."""
    if not tried.kept:
        return jsonify(problem=str(_("Not saved yet: %(reason)s", reason=tried.wrong))), 422
    answer: dict[str, object] = {
        "saved": filters.hour(clock.now()),
        "values": {"revision": str(revision_of(application, known.name))},
    }
    if tried.wrong:
        answer["problem"] = _all_but(tried.wrong)
    return jsonify(answer)


def _onward(application: Application, known: Part, form: PartForm, tried: Tried) -> ResponseReturnValue:
    """Go where the button says, but not past a part that has points to mend: those are shown first."""
    to = request.form.get("to", "on")
    if switch(request.form.get("language")):
        flash(str(_("Saved")), "ok")
        return redirect(address_of(application, known.name))
    if to == "skip":
        if tried.wrong:
            flash(_all_but(tried.wrong), "warning")
        else:
            flash(str(_("Saved: %(part)s", part=known.title)), "ok")
        return redirect(_following(application, known))
    if to == "back":
        flash(str(_("Saved: %(part)s", part=known.title)), "ok")
        return redirect(url_for("applications.application", key=application.key))
    new = getattr(form, "new_tasks", []) if isinstance(form, TasksForm) else []
    if new:
        flash(str(_("Saved. Now tell for each task what changes.")), "ok")
        asked = url_for("applications.part", key=application.key, name=known.name, new=[task.id for task in new])
        return redirect(f"{asked}#task-{new[0].id}")
    if to == "here" or rules.gaps(application, known.name, clock.today()):
        flash(str(_("Saved")), "ok")
        return redirect(address_of(application, known.name))
    flash(str(_("Saved: %(part)s", part=known.title)), "ok")
    return redirect(_following(application, known))


def _following(application: Application, known: Part) -> str:
    following = rules.after(known.name)
    return address_of(application, following.name if following is not None else "review")


def _all_but(wrong: str) -> str:
    return str(_("Saved, but not what is wrong: %(reason)s", reason=wrong))
