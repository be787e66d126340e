"""The mail of the fund: what did not arrive, why, and sending it again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fund.applications.models import Application
from fund.assessment.actions import require_reading
from fund.core.db import db
from fund.core.errors import Forbidden, Refused
from fund.core.i18n import _
from fund.notices import actions, policy
from fund.notices.models import Notice
from fund.notices.rules import MOST_AT_ONCE, why_not_taken
from fund.overview.queries import mail as queries
from fund.overview.queries.stuck import DECISIONS
from fund.overview.views import blueprint
from fund.web.guard import actor, requires
from fund.web.paging import page_of


@blueprint.get("/admin/mail")
@requires(policy.may_see_mail)
def mail() -> ResponseReturnValue:
    """Show the mail that did not arrive, that waits or that was sent, the newest first."""
    view = request.args.get("view", "")
    view = view if view in queries.VIEWS else ""
    page = page_of(queries.MAILS[view], request.args.get("page"))
    return render_template(
        "overview/mail.html",
        page_of_mails=page,
        view=view,
        views=[
            (word, url_for(".mail", view=name or None), None, name == view)
            for name, (word, _s) in queries.VIEWS.items()
        ],
        looks=queries.LOOKS,
        why_not_taken=why_not_taken,
        may_try_again=policy.may_try_again(actor()) is None,
        most=MOST_AT_ONCE,
    )


@blueprint.post("/admin/mail/<key>/try-again")
@requires(policy.may_try_again, Notice)
def try_again(notice: Notice) -> ResponseReturnValue:
    """Send a mail again that was given up; pressed twice, the second time says so."""
    try:
        actions.try_again(notice, by=actor())
    except Forbidden:
        raise
    except Refused as refusal:
        flash(str(refusal.reason), "info")
    else:
        flash(str(_("We try again to send the mail to %(name)s, within a few minutes.", name=notice.to_name)), "ok")
    return redirect(url_for(".mail"), 303)


@blueprint.post("/admin/mail/try-again")
@requires(policy.may_try_again)
def try_all_again() -> ResponseReturnValue:
    """Send everything again that was given up."""
    match actions.try_all_again(by=actor()):
        case 0:
            flash(str(_("There was no mail to send again.")), "info")
        case 1:
            flash(str(_("We try again to send 1 mail, within a few minutes.")), "ok")
        case count:
            flash(str(_("We try again to send %(count)s mails, within a few minutes.", count=count)), "ok")
    return redirect(url_for(".mail"), 303)


@blueprint.post("/messages/<key>/set-aside")
@requires(policy.may_set_aside, Notice)
def set_aside(notice: Notice) -> ResponseReturnValue:
    """Write down that what a mail said was told in another way; a decision is made known anew instead."""
    case = db.get_or_404(Application, notice.case_id)
    require_reading(case, by=actor())
    if notice.template.startswith(DECISIONS):
        raise Refused(_("A decision is made known by its letter. Send it again on the page of the decision."))
    actions.set_aside(notice, by=actor())
    flash(str(_("It stays in the list, as told in another way.")), "ok")
    return redirect(url_for(".case", number=case.number, tab="messages"), 303)
