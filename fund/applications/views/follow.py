"""The task list of a draft, what becomes of an application that was submitted, and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fund.applications import actions, letters, policy, queries, rules
from fund.applications.forms import WithdrawForm
from fund.applications.models import Application
from fund.applications.views.pages import address_of, blueprint, organisation_address
from fund.applications.workflow import OPEN, WORKFLOW, State
from fund.core import clock
from fund.core.audit import AuditEntry
from fund.core.i18n import Message, _
from fund.documents.models import Document, Origin
from fund.documents.policy import readable
from fund.documents.queries import documents_in_case
from fund.web import filters
from fund.web.errors import attempt
from fund.web.guard import actor, requires

DECIDED = (State.GRANTED, State.REFUSED)

TOLD: dict[str, Message] = {
    "application.start": _("You started this application"),
    "application.submit": _("You submitted. We received your application"),
    "application.take_up": _("Your application is complete. We are assessing it"),
    "application.withdraw": _("You withdrew this application"),
    "decision.serve": _("We made our decision known"),
    "objection.file": _("You objected. We received your objection"),
}
"""What an applicant reads of the history of a case; the rest is work inside."""


@blueprint.get("/applications/<key>")
@requires(policy.may_follow, Application, load=queries.WHOLE)
def application(application: Application) -> ResponseReturnValue:
    """Show the task list of a draft, or what becomes of what was submitted."""
    if application.state is State.DRAFT:
        return _draft(application)
    spoken = filters.language()
    history = queries.history(application)
    state = _state_to_show(application, history)
    term = rules.decision_term(application) if application.submitted_at is not None else None
    return render_template(
        "applications/submitted.html",
        application=application,
        state=state.value,
        status=(WORKFLOW.looks[state].kind, str(WORKFLOW.looks[state].public)),
        term=term,
        is_open=state in OPEN,
        line=_line(application, history, state),
        issued=_issued(application) if state in DECIDED else [],
        parts=[(each, letters.answers_of(application, each.name, spoken)) for each in rules.PARTS],
        kept=rules.kept(application),
        may_withdraw=WORKFLOW.why_not("withdraw", application, actor(), clock.today()) is None,
    )


def _issued(application: Application) -> list[Document]:
    """List the letters that the reader may read, the newest first and its translation under it; not the copy."""
    found = documents_in_case(application.id, Origin.ISSUED)
    own = application.__tablename__
    shown = readable(actor(), (each for each in found if each.subject_kind != own))
    return sorted(shown, key=lambda each: (-clock.local_day(each.made_at).toordinal(), each.id))


def _draft(application: Application) -> str:
    """Render the task list."""
    looks = [rules.look(application, each, clock.today()) for each in rules.PARTS]
    step = rules.next_step(application, looks, clock.now())
    return render_template(
        "applications/application.html",
        application=application,
        workflow=WORKFLOW,
        sections=[
            (title, [(look, address_of(application, look.part.name)) for look in looks if look.part.section == name])
            for name, title in rules.SECTIONS.items()
        ],
        step=step,
        step_url=address_of(application, step.part) if step.part else "",
        ready=rules.ready(looks),
        total=len(looks),
        complete=not rules.missing(application, clock.today()),
        days_left=(clock.local_day(application.call.closes_at) - clock.today()).days,
        closed=rules.may_submit_at(application.call, clock.now()),
        signatories=rules.signatories(application.organisation),
        members=[member for member in application.organisation.memberships if member.ended_at is None],
        organisation_url=organisation_address(application),
        may_withdraw=policy.may_withdraw(actor(), application) is None,
    )


def _state_to_show(application: Application, history: Sequence[AuditEntry]) -> State:
    """Show a decision from the moment that it is made known; signed but not sent, the case is still being assessed."""
    decided = application.state in (State.GRANTED, State.REFUSED)
    known = any(entry.action == "decision.serve" for entry in history)
    return State.ADVISED if decided and not known else application.state


def _line(application: Application, history: Sequence[AuditEntry], state: State) -> list[tuple[str, Any, Message]]:
    """Tell what happened, the newest first, and on top what is still to come."""
    entries = [(entry.at, TOLD[entry.action]) for entry in history if entry.action in TOLD]
    told: list[tuple[str, Any, Message]] = [
        ("now" if number == 0 else "done", at, words) for number, (at, words) in enumerate(entries)
    ]
    if state in OPEN and application.decide_by is not None:
        told.insert(0, ("next", application.decide_by, _("You get our decision on this day at the latest")))
    return told


@blueprint.route("/applications/<key>/withdraw", methods=["GET", "POST"])
@requires(policy.may_withdraw, Application)
def withdraw(application: Application) -> ResponseReturnValue:
    """Ask whether it is really to be withdrawn, and withdraw it; what cannot be withdrawn shows how it stands."""
    if request.method == "GET" and WORKFLOW.why_not("withdraw", application, actor(), clock.today()):
        return redirect(url_for("applications.application", key=application.key))
    form = WithdrawForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.withdraw(application, by=actor(), reason=form.reason.data or "")
        if not form.errors:
            flash(str(_("Your application is withdrawn")), "ok")
            return redirect(url_for("applications.application", key=application.key))
    page = render_template("applications/withdraw.html", application=application, form=form)
    return page, 409 if form.errors else 200
