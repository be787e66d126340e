"""Objections: the applicant objects and reads it back; the desk lists and reads what came in, and how it ended."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application
from fund.assessment.actions import require_reading
from fund.awards.models import Award
from fund.core import clock
from fund.core.i18n import _
from fund.core.legal_terms import objection_term
from fund.decisions.models import Decision
from fund.objections import actions, policy, queries, rules
from fund.objections.forms import EndForm, ObjectionForm
from fund.objections.models import Objection
from fund.objections.workflow import WORKFLOW
from fund.people.roles import is_staff, signs_for
from fund.settlement.models import Settlement
from fund.web.errors import attempt
from fund.web.guard import actor, requires
from fund.web.paging import Listing, Order, page_of

blueprint = Blueprint("objections", __name__)

CASE = joinedload(Application.organisation)
WHOLE = (
    joinedload(Objection.application).options(CASE),
    joinedload(Objection.decision),
    joinedload(Objection.settlement),
    joinedload(Objection.by),
)
OPEN = Listing(queries.of_everyone(ended=False), Order((Objection.decide_by, Objection.id)))
ENDED = Listing(queries.of_everyone(ended=True), Order((Objection.decide_by, Objection.id), descending=True))


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"objection_workflow": WORKFLOW, "outcomes": rules.OUTCOMES}


@blueprint.app_template_global("known_in_case")
def _known_in_case(application: Application) -> dict[str, object]:
    """Answer what was made known in a case, and whether the reader may object to it or read an objection."""
    person = actor()
    return {
        "listed": queries.known_in(application, clock.today()),
        "may_object": signs_for(person, application.organisation_id) is None,
        "may_read": not is_staff(person) or policy.may_see_objections(person) is None,
    }


@blueprint.route("/decisions/<key>/object", methods=["GET", "POST"])
@requires(
    policy.may_object_to_decision,
    Decision,
    load=(joinedload(Decision.application).options(CASE), selectinload(Decision.served_again)),
)
def object_to_decision(decision: Decision) -> ResponseReturnValue:
    """Object to a decision on an application."""
    return _object(decision, decision.application, url_for("applications.application", key=decision.application.key))


@blueprint.route("/settlements/<key>/object", methods=["GET", "POST"])
@requires(
    policy.may_object_to_settlement,
    Settlement,
    load=(joinedload(Settlement.award).joinedload(Award.application).options(CASE),),
)
def object_to_settlement(settlement: Settlement) -> ResponseReturnValue:
    """Object to the determination of a grant."""
    back = url_for("awards.award", number=settlement.award.number)
    return _object(settlement, settlement.award.application, back)


def _object(against: Decision | Settlement, application: Application, back: str) -> ResponseReturnValue:
    """Show the form, and take the objection in; who objected already reads that."""
    earlier = queries.objection_to(against)
    if earlier is not None and request.method == "GET":
        return redirect(url_for(".objection", key=earlier.key))
    days = queries.last_day(against)
    is_late = days is not None and rules.is_late(days[1], clock.today())
    form = ObjectionForm()
    form.late_because.flags.optional = not is_late
    if form.validate_on_submit():
        with attempt(form):
            objection = actions.file_objection(
                against, grounds=form.grounds.data or "", late_because=form.late_because.data or "", by=actor()
            )
        if not form.errors:
            flash(str(_("We have your objection. You get a mail that says so.")), "ok")
            return redirect(url_for(".objection", key=objection.key))
    page = render_template(
        "objections/object.html",
        application=application,
        against=against,
        back=back,
        form=form,
        term=objection_term(days[0]) if days else None,
        until=days[1] if days else None,
        is_late=is_late,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/objections")
@requires(policy.may_see_objections)
def objections() -> ResponseReturnValue:
    """List the objections that are open, what must be decided first on top; or those that ended."""
    ended = request.args.get("view") == "ended"
    page = page_of(ENDED if ended else OPEN, request.args.get("page"))
    return render_template("objections/objections.html", page=page, ended=ended, today=clock.today())


@blueprint.get("/objections/<key>")
@requires(policy.may_read_objection, Objection, load=WHOLE)
def objection(objection: Objection) -> ResponseReturnValue:
    """Show an objection as it was sent: to the applicant with what comes next, to the desk with its case and term."""
    return _page(objection, EndForm(formdata=None, data={"ended_on": clock.today()}))


def _page(objection: Objection, form: EndForm) -> str:
    person = actor()
    shown = {
        "objection": objection,
        "application": objection.application,
        "today": clock.today(),
        "term": rules.decide_by(objection.object_until, clock.local_day(objection.received_at)),
    }
    if not is_staff(person):
        return render_template("objections/own_objection.html", **shown)
    require_reading(objection.application, by=person)
    may_end = bool(WORKFLOW.open_steps(objection, person, clock.today()))
    return render_template("objections/objection.html", form=form, may_end=may_end, **shown)


@blueprint.post("/objections/<key>/end")
@requires(policy.may_end_objection, Objection, load=WHOLE)
def end(objection: Objection) -> ResponseReturnValue:
    """Write down how an objection ended."""
    require_reading(objection.application, by=actor())
    form = EndForm()
    if form.validate_on_submit():
        with attempt(form):
            _end(objection, form.outcome, form.ended_on.data)
        if not form.errors:
            flash(str(_("It is written down how the objection ended.")), "ok")
            return redirect(url_for(".objection", key=objection.key))
    return _page(objection, form), 422


def _end(objection: Objection, outcome: rules.Outcome | None, ended_on: date) -> None:
    if outcome is None:
        actions.withdraw_objection(objection, ended_on=ended_on, by=actor())
    else:
        actions.decide_objection(objection, outcome, ended_on=ended_on, by=actor())
