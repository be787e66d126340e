"""The people of the fund and their appointments: who does what, from when until when."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from fund.core import clock
from fund.core.i18n import _
from fund.people import actions, policy, queries
from fund.people.forms import EmptyForm, EndRoleForm, RoleForm, StaffForm
from fund.people.models import Person, RoleGrant
from fund.people.roles import ROLE_NAMES, Role
from fund.people.views import blueprint
from fund.web.errors import attempt
from fund.web.guard import actor, requires


@blueprint.get("/admin/people")
@requires(policy.may_see_persons)
def persons() -> ResponseReturnValue:
    """List who works or worked for the fund, with their roles; filtered by role and by name."""
    wanted = request.args.get("role", "")
    role = Role(wanted) if wanted in set(Role) else None
    words = request.args.get("q", "").strip()
    found = queries.staff(role=role, words=words)
    return render_template(
        "people/persons.html",
        persons=found,
        roles=ROLE_NAMES,
        role=role,
        words=words,
        today=clock.today(),
        may_keep=policy.may_keep_persons(actor()) is None,
    )


@blueprint.route("/admin/people/new", methods=["GET", "POST"])
@requires(policy.may_keep_persons)
def create_staff() -> ResponseReturnValue:
    """Add somebody who comes to work for the fund."""
    form = StaffForm()
    if form.validate_on_submit():
        with attempt(form):
            person = actions.create_staff(
                name=form.name.data, email=form.email.data, job_title=form.job_title.data, by=actor()
            )
        if not form.errors:
            flash(str(_("%(name)s gets a mail to choose a password. Now give a role.", name=person.name)), "ok")
            return redirect(url_for(".person", key=person.key))
    return render_template("people/create_staff.html", form=form), 422 if form.errors else 200


@blueprint.get("/admin/people/<key>")
@requires(policy.may_see_staff, Person, load=(selectinload(Person.role_grants),))
def person(subject: Person) -> ResponseReturnValue:
    """Show somebody of the fund: account and roles, the present ones and those of the past."""
    return render_template(
        "people/person.html",
        subject=subject,
        roles=ROLE_NAMES,
        today=clock.today(),
        may_appoint=policy.may_appoint(actor(), subject) is None,
    )


@blueprint.route("/admin/people/<key>/roles/new", methods=["GET", "POST"])
@requires(policy.may_appoint, Person)
def grant_role(subject: Person) -> ResponseReturnValue:
    """Appoint somebody in a role."""
    form = RoleForm(data={"from_on": clock.today()})
    if form.validate_on_submit():
        with attempt(form):
            actions.grant_role(
                subject, Role(form.role.data), from_on=form.from_on.data, until_on=form.until_on.data, by=actor()
            )
        if not form.errors:
            flash(str(_("The role is given. %(name)s signs in again.", name=subject.name)), "ok")
            return redirect(url_for(".person", key=subject.key))
    return render_template("people/grant_role.html", form=form, subject=subject), 422 if form.errors else 200


def _grant(person: Person, role: str) -> RoleGrant:
    """Find the appointment of a person in a role that has not ended yet."""
    today = clock.today()
    open_ones = [grant for grant in person.role_grants if grant.until_on is None or grant.until_on >= today]
    found = [grant for grant in open_ones if grant.role.value == role]
    if not found:
        abort(404)
    return found[0]


@blueprint.route("/admin/people/<key>/roles/<role>/end", methods=["GET", "POST"])
@requires(policy.may_appoint, Person)
def end_role(subject: Person, role: str) -> ResponseReturnValue:
    """Ask for the last day, and end an appointment."""
    grant, form = _grant(subject, role), EndRoleForm(data={"last_day": clock.today()})
    if form.validate_on_submit():
        with attempt(form):
            actions.end_role(grant, last_day=form.last_day.data, by=actor())
        if not form.errors:
            flash(str(_("The role is ended. %(name)s is signed out.", name=subject.name)), "ok")
            return redirect(url_for(".person", key=subject.key))
    page = render_template("people/end_role.html", form=form, subject=subject, grant=grant, name=ROLE_NAMES[grant.role])
    return page, 422 if form.errors else 200


@blueprint.route("/admin/people/<key>/end", methods=["GET", "POST"])
@requires(policy.may_appoint, Person)
def end_person(subject: Person) -> ResponseReturnValue:
    """Ask, and then close an account."""
    form = EmptyForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.end_person(subject, by=actor())
        if not form.errors:
            flash(str(_("The account of %(name)s is closed.", name=subject.name)), "ok")
            return redirect(url_for(".person", key=subject.key))
    return render_template("people/end_person.html", form=form, subject=subject), 422 if form.errors else 200
