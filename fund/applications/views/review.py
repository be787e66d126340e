"""All answers once more, and the one button that submits them; after it the receipt."""

from __future__ import annotations

import io

from flask import redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from fund.applications import actions, letters, policy, queries, rules
from fund.applications.models import Application
from fund.applications.views.pages import address_of, blueprint
from fund.applications.workflow import State
from fund.core import clock
from fund.documents import press, settings
from fund.documents.letters import sheet
from fund.web import filters
from fund.web.errors import attempt
from fund.web.forms import Form
from fund.web.guard import actor, requires


@blueprint.get("/applications/<key>/review")
@requires(policy.may_write, Application, load=queries.WHOLE)
def review(application: Application) -> ResponseReturnValue:
    """Show all answers and what is still missing."""
    if application.state is not State.DRAFT:
        return redirect(url_for("applications.application", key=application.key))
    return _page(application, Form())


@blueprint.post("/applications/<key>/submit")
@requires(policy.may_submit, Application, load=queries.WHOLE)
def submit(application: Application) -> ResponseReturnValue:
    """Submit; the receipt is shown by the next request, so never before everything is kept (P1)."""
    form = Form()
    with attempt(form):
        actions.submit(application, by=actor())
    if form.errors:
        return _page(application, form), 409
    return redirect(url_for("applications.receipt", key=application.key))


def _page(application: Application, form: Form) -> str:
    """Render the review."""
    spoken = filters.language()
    return render_template(
        "applications/review.html",
        application=application,
        form=form,
        parts=[
            (each, address_of(application, each.name), letters.answers_of(application, each.name, spoken))
            for each in rules.PARTS
        ],
        looks={each.name: rules.look(application, each, clock.today()) for each in rules.PARTS},
        missing=[
            (each, gap, address_of(application, each.name)) for each, gap in rules.missing(application, clock.today())
        ],
        closed=rules.may_submit_at(application.call, clock.now()),
        files=letters.files_of(application),
        may_submit=policy.may_submit(actor(), application) is None,
        signatories=rules.signatories(application.organisation),
    )


@blueprint.get("/applications/<key>/receipt")
@requires(policy.may_follow, Application, load=queries.WHOLE)
def receipt(application: Application) -> ResponseReturnValue:
    """Show the receipt: the number, the moment, what comes next; as often as it is asked for."""
    if application.submitted_at is None:
        return redirect(url_for("applications.application", key=application.key))
    return render_template(
        "applications/receipt.html",
        application=application,
        term=rules.decision_term(application),
        files=letters.files_of(application),
    )


@blueprint.get("/applications/<key>/copy")
@requires(policy.may_follow, Application, load=queries.WHOLE)
def copy(application: Application) -> ResponseReturnValue:
    """Hand over the copy of all answers; as long as it was not issued, it is drawn here from the same facts."""
    if application.submitted_at is None:
        return redirect(url_for("applications.application", key=application.key))
    if application.receipt is not None:
        return redirect(url_for("documents.document", key=application.receipt.key))
    spoken = filters.language()
    paper = sheet(
        letters.receipt(application, spoken),
        sender=settings.sender(spoken),
        at=application.submitted_at,
        reference=letters.receipt_reference(application),
    )
    return send_file(
        io.BytesIO(press.draw(paper)),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{application.number}.pdf",
        max_age=0,
    )
