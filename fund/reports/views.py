"""Reports: the grantee files, the case handler reads, asks and accepts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.models import Application, TaskLink
from fund.assessment.actions import require_reading
from fund.awards.models import Award
from fund.core import clock
from fund.core.i18n import _
from fund.people.roles import is_staff
from fund.reports import actions, policy, queries, rules
from fund.reports.forms import AcceptForm, AnswerForm, QuestionForm, ReportForm
from fund.reports.models import Outcome, Report, ReportKind, Spending
from fund.reports.workflow import WORKFLOW, State
from fund.web.controls import problems
from fund.web.errors import attempt
from fund.web.filters import day, hour
from fund.web.forms import Form
from fund.web.guard import actor, requires
from fund.web.language import switch
from fund.web.paging import Listing, Order, page_of

blueprint = Blueprint("reports", __name__)

WHOLE = (
    joinedload(Report.award).options(
        joinedload(Award.application).options(joinedload(Application.organisation), joinedload(Application.handler)),
        joinedload(Award.decision),
    ),
    selectinload(Report.spending).joinedload(Spending.budget_line),
    selectinload(Report.outcomes).joinedload(Outcome.task_link).joinedload(TaskLink.task),
    selectinload(Report.questions),
    selectinload(Report.reminders),
)
VIEWS = {
    "review": State.SUBMITTED,
    "expected": State.EXPECTED,
    "questioned": State.QUESTIONED,
    "accepted": State.ACCEPTED,
}
LISTS = {
    view: Listing(queries.of_everyone().where(Report.state == state), Order((Report.due_on, Report.id)))
    for view, state in VIEWS.items()
}


@blueprint.app_template_global("reports_of_grant")
def _reports_of_grant(award: Award) -> dict[str, object]:
    """Answer the reports that a grant asks for, for the page of its grantee."""
    return {"reports": queries.reports_of(award), "workflow": WORKFLOW}


@blueprint.get("/reports")
@requires(policy.may_see_reports)
def reports() -> ResponseReturnValue:
    """List reports by what must be done: to review first, else what is expected by due date."""
    chosen = request.args.get("view", "review")
    chosen = chosen if chosen in VIEWS else "review"
    page = page_of(LISTS[chosen], request.args.get("page"))
    return render_template(
        "reports/reports.html", page=page, chosen=chosen, workflow=WORKFLOW, today=clock.today(), late=rules.days_late
    )


@blueprint.get("/reports/<key>")
@requires(policy.may_read_report, Report, load=WHOLE)
def report(report: Report) -> ResponseReturnValue:
    """Show a report: to its grantee with what comes next, to the handler with asking and accepting beside it."""
    return _report_page(report)


def _report_page(report: Report, *, question: QuestionForm | None = None, answer: AnswerForm | None = None) -> str:
    if is_staff(actor()):
        require_reading(report.award.application, by=actor())
    shown = {
        "report": report,
        "award": report.award,
        "application": report.award.application,
        "workflow": WORKFLOW,
        "State": State,
        "form": question or answer,
        "total": _total(report),
        "days_late": rules.days_late(report.due_on, clock.today()),
        "waits": queries.amount_that_waits(report),
        "open_steps": {step.name for step in WORKFLOW.open_steps(report, actor(), clock.today())},
    }
    if is_staff(actor()):
        forms = {"question_form": question or QuestionForm(formdata=None), "accept_form": AcceptForm(formdata=None)}
        return render_template("reports/report.html", **shown, **forms)
    return render_template("reports/own_report.html", **shown, answer_form=answer or AnswerForm.for_report(report))


@blueprint.route("/reports/<key>/file", methods=["GET", "POST"])
@requires(policy.may_file, Report, load=WHOLE)
def file(report: Report) -> ResponseReturnValue:
    """Fill in a report, and keep it; from here one goes on to check it and send it in."""
    if report.state not in (State.EXPECTED, State.QUESTIONED):
        return redirect(url_for(".report", key=report.key))
    form = ReportForm.for_report(report)
    if form.is_submitted():
        form.validate()
        if "check" not in request.form:
            return _save(report, form)
        if not form.errors:
            actions.save_report(report, form.filed(), by=actor())
            return redirect(url_for(".check", key=report.key))
    elif "missing" in request.args:
        form.show(rules.gaps(report))
    return _form_page(report, form), 422 if form.is_submitted() else 200


@blueprint.route("/reports/<key>/check", methods=["GET", "POST"])
@requires(policy.may_file, Report, load=WHOLE)
def check(report: Report) -> ResponseReturnValue:
    """Show a report once more as the fund will read it, with the one button that sends it in."""
    if rules.gaps(report):
        return redirect(url_for(".file", key=report.key, missing=1))
    if report.state is not State.EXPECTED:
        return redirect(url_for(".report", key=report.key))
    form = Form()
    if form.validate_on_submit():
        with attempt(form):
            actions.submit_report(report, by=actor())
        if not form.errors:
            flash(str(_("We have your report. You hear from us within four weeks.")), "ok")
            return redirect(url_for(".report", key=report.key))
    page = render_template(
        "reports/check.html",
        report=report,
        application=report.award.application,
        form=form,
        total=_total(report),
        waits=queries.amount_that_waits(report),
        pays_from=queries.paid_from(report, clock.today()),
    )
    return page, 422 if form.errors else 200


def _total(report: Report) -> rules.Spent:
    """Add up what was planned and spent."""
    return rules.total_spent(rules.Spent(line.budget_line.amount, line.spent or 0) for line in report.spending)


def _save(report: Report, form: ReportForm) -> ResponseReturnValue:
    """Keep what was filled in so far; an answer that is wrong stays on the page, and all others are kept."""
    wrong = next((sentence for _field, sentence in problems(form)), "")
    right = form
    if wrong:
        right = ReportForm.for_report(report)
        right.validate()
        if not right.put_back():
            return _form_page(report, form), 422
    actions.save_report(report, right.filed(), by=actor())
    but = str(_("Saved, but not what is wrong: %(reason)s", reason=wrong))
    if request.accept_mimetypes.best == "application/json":
        return {"saved": hour(clock.now())} | ({"problem": but} if wrong else {})
    if wrong:
        flash(but, "warning")
        return _form_page(report, form)
    switch(request.form.get("language"))
    flash(str(_("Saved. You have not sent the report yet.")), "info")
    return redirect(url_for(".file", key=report.key))


def _form_page(report: Report, form: ReportForm) -> str:
    waits, pays_from = queries.amount_that_waits(report), queries.paid_from(report, clock.today())
    return render_template(
        "reports/file.html",
        report=report,
        application=report.award.application,
        form=form,
        waits=waits,
        pays_from=pays_from,
        due=day(report.due_on),
        percents=rules.EXPLAIN_OVER,
        State=State,
    )


@blueprint.post("/reports/<key>/ask")
@requires(policy.may_review, Report, load=WHOLE)
def ask(report: Report) -> ResponseReturnValue:
    """Ask the grantee a question about a report."""
    form = QuestionForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.ask(report, about=form.about.data or "", question=form.question.data or "", by=actor())
            flash(str(_("Your question is on its way to the grantee.")), "ok")
            return redirect(url_for(".report", key=report.key))
    return _report_page(report, question=form), 422


@blueprint.post("/reports/<key>/answer")
@requires(policy.may_file, Report, load=WHOLE)
def answer(report: Report) -> ResponseReturnValue:
    """Answer the open questions about a report."""
    form = AnswerForm.for_report(report)
    if form.validate_on_submit():
        with attempt(form):
            actions.answer(report, form.answers(), by=actor())
            flash(str(_("We have your answer.")), "ok")
            return redirect(url_for(".report", key=report.key))
    return _report_page(report, answer=form), 422


@blueprint.post("/reports/<key>/accept")
@requires(policy.may_review, Report, load=WHOLE)
def accept(report: Report) -> ResponseReturnValue:
    """Accept a report; what waited for it, can go on."""
    require_reading(report.award.application, by=actor())
    form = AcceptForm()
    if form.validate_on_submit():
        actions.accept(report, remark=form.remark.data or "", by=actor())
        final = report.kind is ReportKind.FINAL
        then = _("The final report is accepted. Now the grant can be determined; the last payment waits for that.")
        flash(str(then if final else _("The report is accepted. A payment that waited for it can be made.")), "ok")
    return redirect(url_for(".report", key=report.key))
