"""The files of a draft: what the call asks for, and extra ones."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fund.applications import actions, policy, queries, rules
from fund.applications.forms import UploadForm
from fund.applications.models import Application, Attachment
from fund.applications.views.pages import address_of, around, blueprint
from fund.applications.workflow import State
from fund.core.i18n import _
from fund.documents.settings import upload_limit
from fund.documents.uploads import look_at
from fund.web.errors import attempt
from fund.web.guard import actor, requires
from fund.web.transaction import set_down

EXTRA = "document-0"


@blueprint.route("/applications/<key>/attachments", methods=["GET", "POST"])
@requires(policy.may_write, Application, load=queries.WHOLE)
def attachments(application: Application) -> ResponseReturnValue:
    """Show the files, and add one."""
    if application.state is not State.DRAFT and request.method == "GET":
        return redirect(url_for("applications.application", key=application.key))
    wanted = {f"document-{each.id}": each for each in application.call.required_documents}
    sent = request.form.get("document", "")
    forms = {name: _form(name, bound=name == sent) for name in (*wanted, EXTRA)}
    failed = None
    if request.method == "POST":
        if sent not in forms:
            abort(400)
        failed = form = forms[sent]
        if form.validate():
            _attach(application, wanted.get(sent), form, name=sent)
        if not form.errors:
            flash(str(_("The file is added")), "ok")
            return redirect(address_of(application, "attachments"))
    part = rules.part("attachments")
    page = render_template(
        "applications/attachments.html",
        **around(application, part or rules.PARTS[-1]),
        form=failed,
        forms=forms,
        wanted=wanted,
        extra=EXTRA,
        kept=rules.kept(application),
        megabytes=upload_limit() // 2**20,
    )
    return page, 422 if failed is not None else 200


def _form(name: str, *, bound: bool) -> UploadForm:
    """Make the form of one document; only the one that was sent holds what was sent."""
    return UploadForm(prefix=name) if bound else UploadForm(formdata=None, prefix=name)


def _attach(application: Application, wanted: Any, form: UploadForm, *, name: str) -> None:
    file = form.file.data
    if not file or not file.filename:
        form.file.errors = [str(_("Choose a file first."))]
        return
    content = file.read()
    file.close()
    with attempt(form):
        set_down()  # nobody waits for us while we look at the file
        upload = look_at(content, filename=file.filename)
        actions.attach(
            application,
            wanted,
            upload=upload,
            by=actor(),
            idempotency_key=f"{name}:{form.idempotency_key.data}",
        )


@blueprint.post("/applications/files/<key>/remove")
@requires(policy.may_change_file, Attachment)
def remove_attachment(attachment: Attachment) -> ResponseReturnValue:
    """Take a file away from the draft."""
    actions.remove_attachment(attachment, by=actor())
    flash(str(_("The file is removed")), "ok")
    return redirect(address_of(attachment.application, "attachments"))
