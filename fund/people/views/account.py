"""Sign up, confirm, sign in and out, passwords, and what we know of an account."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fund.core import clock
from fund.core.i18n import Message, _
from fund.people import actions, policy, queries, signing_in
from fund.people.actions.sign_ins import check_password
from fund.people.forms import ChangePasswordForm, ForgotForm, PasswordForm, ProfileForm, SignInForm, SignUpForm
from fund.people.models import EmailPurpose, Person
from fund.people.rules import hash_token
from fund.people.views import blueprint
from fund.web import filters
from fund.web.errors import attempt
from fund.web.guard import actor, public, requires
from fund.web.paths import address, safe_next


def _source() -> str:
    """Answer from where the request came, for counting tries."""
    return request.remote_addr or ""


def landing(person: Person) -> str:
    """Answer where somebody lands after signing in: staff at their work, applicants at home."""
    return address("overview.my_work" if person.roles else "overview.home") or "/"


@blueprint.route("/sign-up", methods=["GET", "POST"])
@public
def sign_up() -> ResponseReturnValue:
    """Begin an account; the answer is the same for an address that has one already."""
    form = SignUpForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.sign_up(name=form.name.data, email=form.email.data, language=filters.language(), source=_source())
        if not form.errors:
            return redirect(url_for(".mail_sent"))
    return render_template("people/sign_up.html", form=form), 422 if form.errors else 200


@blueprint.get("/mail-sent")
@public
def mail_sent() -> ResponseReturnValue:
    """Say that there is mail, whoever asked for it."""
    return render_template("people/mail_sent.html")


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """Finish an account with a password; looking at the page does not use the link up."""
    form = PasswordForm()
    found = queries.live_token(hash_token(token), EmailPurpose.CONFIRM, clock.now())
    if found is None:
        return render_template("people/link_gone.html"), 404
    if form.validate_on_submit():
        with attempt(form):
            person = actions.confirm(token, password=form.password.data or "")
            signing_in.start(person)
        if not form.errors:
            flash(str(_("Your account is ready.")), "ok")
            return redirect(landing(person))
    return render_template("people/confirm.html", form=form, who=found.person), 422 if form.errors else 200


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in with a new session and go on to where one wanted to be, if that is on this site.

    A try that fails is answered with 200: it is kept, so that tries can be counted.
    """
    wanted = request.args.get("next")
    if (person := actor()) is not None:
        return redirect(safe_next(wanted, landing(person)))
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("people/sign_in.html", form=form), 422 if form.errors else 200
    answer = check_password(form.email.data, form.password.data or "", source=_source())
    if isinstance(answer, Message):
        form.form_errors.append(str(answer))
        return render_template("people/sign_in.html", form=form)
    signing_in.start(answer)
    return redirect(safe_next(wanted, landing(answer)))


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Sign out: the cookie and every copy of it are worth nothing from now on."""
    signing_in.end()
    flash(str(_("You are signed out.")), "ok")
    return redirect(url_for(".sign_in"))


@blueprint.route("/forgot", methods=["GET", "POST"])
@public
def forgot() -> ResponseReturnValue:
    """Ask for a new password; the answer is the same for an address that we do not know."""
    form = ForgotForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.request_reset(email=form.email.data, language=filters.language(), source=_source())
        if not form.errors:
            return redirect(url_for(".mail_sent"))
    return render_template("people/forgot.html", form=form), 422 if form.errors else 200


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    """Choose a new password by the link in the mail; one signs in with it afterwards."""
    form = PasswordForm()
    found = queries.live_token(hash_token(token), EmailPurpose.RESET, clock.now())
    if found is None:
        return render_template("people/link_gone.html"), 404
    if form.validate_on_submit():
        with attempt(form):
            actions.reset_password(token, password=form.password.data or "")
        if not form.errors:
            flash(str(_("Your new password is kept. Sign in with it.")), "ok")
            return redirect(url_for(".sign_in"))
    return render_template("people/reset.html", form=form, who=found.person), 422 if form.errors else 200


@blueprint.get("/account")
@requires(policy.has_account)
def account() -> ResponseReturnValue:
    """Show what we know of the account."""
    return render_template("people/account.html", account=actor())


@blueprint.route("/account/change", methods=["GET", "POST"])
@requires(policy.has_account)
def change_account() -> ResponseReturnValue:
    """Change the name, the telephone number and the language of an account."""
    person = actor()
    form = ProfileForm(obj=person)
    if form.validate_on_submit():
        actions.change_profile(
            person, name=form.name.data, language=form.language.data, phone=form.phone.data or "", by=person
        )
        flash(str(_("Your account is changed.")), "ok")
        return redirect(url_for(".account"))
    return render_template("people/change_account.html", form=form), 422 if form.errors else 200


@blueprint.route("/account/password", methods=["GET", "POST"])
@requires(policy.has_account)
def change_password() -> ResponseReturnValue:
    """Change the password; every other sign-in ends and this one goes on under a new id.

    A wrong present password is answered with 200, so that the try is counted.
    """
    person = actor()
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return render_template("people/change_password.html", form=form), 422 if form.errors else 200
    answer = check_password(person.email, form.current.data or "", source=_source())
    if isinstance(answer, Message):
        form.current.errors = [str(_("This is not your present password. Try again, or choose a new one by mail."))]
        return render_template("people/change_password.html", form=form)
    with attempt(form):
        actions.set_password(person, password=form.password.data or "", by=person)
        signing_in.start(person)
    if form.errors:
        return render_template("people/change_password.html", form=form), 422
    flash(str(_("Your password is changed. On other devices you are signed out.")), "ok")
    return redirect(url_for(".account"))
