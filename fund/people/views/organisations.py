"""Organisations that apply: list, registration, profile, bank account, who acts for them."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fund.core.i18n import _
from fund.people import actions, policy, queries
from fund.people.forms import BankAccountForm, ChangeOrganisationForm, EmptyForm, MemberForm, OrganisationForm
from fund.people.models import Membership, Organisation
from fund.people.rules import LEGAL_FORM_NAMES
from fund.people.views import blueprint
from fund.web import filters
from fund.web.errors import attempt
from fund.web.guard import actor, requires
from fund.web.paths import safe_next


def _wanted() -> str | None:
    """Answer the page that sent the reader here to fill something in, to go back to."""
    return safe_next(request.args.get("next"), "") or None


@blueprint.get("/organisations")
@requires(policy.may_register)
def organisations() -> ResponseReturnValue:
    """List the organisations that one acts for."""
    return render_template("people/organisations.html", organisations=queries.organisations_of(actor()))


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@requires(policy.may_register)
def register() -> ResponseReturnValue:
    """Register an organisation."""
    form = OrganisationForm()
    if form.validate_on_submit():
        with attempt(form):
            organisation = actions.register_organisation(**form.details(), by=actor())
        if not form.errors:
            flash(str(_("Your organisation is kept. Now fill in the bank account.")), "ok")
            return redirect(url_for(".organisation", key=organisation.key, next=_wanted()))
    return render_template("people/register.html", form=form), 422 if form.errors else 200


@blueprint.get("/organisations/<key>")
@requires(policy.may_see, Organisation)
def organisation(subject: Organisation) -> ResponseReturnValue:
    """Show an organisation: profile, bank account, members."""
    return render_template(
        "people/organisation.html",
        organisation=subject,
        legal_form=LEGAL_FORM_NAMES[subject.legal_form],
        account=queries.bank_account(subject.id),
        members=queries.members(subject.id),
        may_change=policy.may_change(actor(), subject) is None,
        wanted=_wanted(),
    )


@blueprint.route("/organisations/<key>/change", methods=["GET", "POST"])
@requires(policy.may_change, Organisation)
def change_organisation(subject: Organisation) -> ResponseReturnValue:
    """Change the profile of an organisation."""
    form = ChangeOrganisationForm(obj=subject)
    if form.validate_on_submit():
        with attempt(form):
            actions.change_organisation(subject, **form.details(), by=actor())
        if not form.errors:
            flash(str(_("The organisation is changed.")), "ok")
            return redirect(url_for(".organisation", key=subject.key, next=_wanted()))
    page = render_template("people/change_organisation.html", form=form, organisation=subject)
    return page, 422 if form.errors else 200


@blueprint.route("/organisations/<key>/bank-account", methods=["GET", "POST"])
@requires(policy.may_change, Organisation)
def bank_account(subject: Organisation) -> ResponseReturnValue:
    """Enter the account to pay to."""
    current = queries.bank_account(subject.id)
    form = BankAccountForm(data=None if current is not None else {"holder": subject.name[:70]})
    if form.validate_on_submit():
        with attempt(form):
            actions.enter_bank_account(subject, iban=form.iban.data, holder=form.holder.data, by=actor())
        if not form.errors:
            flash(str(_("The bank account is kept. We check it before we pay to it.")), "ok")
            return redirect(url_for(".organisation", key=subject.key, next=_wanted()))
    page = render_template("people/bank_account.html", form=form, organisation=subject, account=current)
    return page, 422 if form.errors else 200


@blueprint.route("/organisations/<key>/members/new", methods=["GET", "POST"])
@requires(policy.may_change, Organisation)
def add_member(subject: Organisation) -> ResponseReturnValue:
    """Invite a colleague."""
    form = MemberForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.add_member(
                subject,
                name=form.name.data,
                email=form.email.data,
                may_sign=form.may_sign.data,
                language=filters.language(),
                by=actor(),
            )
        if not form.errors:
            flash(str(_("%(name)s gets a mail with which to begin.", name=form.name.data)), "ok")
            return redirect(url_for(".organisation", key=subject.key))
    page = render_template("people/add_member.html", form=form, organisation=subject)
    return page, 422 if form.errors else 200


def _member(organisation: Organisation, person: str) -> Membership:
    """Find who acts for the organisation now, by the key of the person."""
    found = [member for member in queries.members(organisation.id) if member.person.key == person]
    if not found:
        abort(404)
    return found[0]


@blueprint.route("/organisations/<key>/members/<person>/end", methods=["GET", "POST"])
@requires(policy.may_change, Organisation)
def end_member(subject: Organisation, person: str) -> ResponseReturnValue:
    """Ask, and then let a colleague no longer act for the organisation."""
    member, form = _member(subject, person), EmptyForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.end_member(member, by=actor())
        if not form.errors:
            flash(str(_("%(name)s no longer acts for the organisation.", name=member.person.name)), "ok")
            return redirect(url_for(".organisations" if member.person is actor() else ".organisation", key=subject.key))
    page = render_template("people/end_member.html", form=form, organisation=subject, member=member)
    return page, 422 if form.errors else 200


@blueprint.route("/organisations/<key>/members/<person>/signing", methods=["GET", "POST"])
@requires(policy.may_change, Organisation)
def change_signing(subject: Organisation, person: str) -> ResponseReturnValue:
    """Ask, and then let a colleague sign, or no longer."""
    member, form = _member(subject, person), EmptyForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.change_signing(member, may_sign=not member.may_sign, by=actor())
        if not form.errors:
            flash(str(_("It is changed what %(name)s may do.", name=member.person.name)), "ok")
            return redirect(url_for(".organisation", key=subject.key))
    page = render_template("people/change_signing.html", form=form, organisation=subject, member=member)
    return page, 422 if form.errors else 200
