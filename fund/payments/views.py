"""The payment desk: what can be paid, runs made by one and released by another, accounts, the bank read back."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from fund.awards.models import Award
from fund.core import clock
from fund.core.db import db
from fund.core.errors import Refused
from fund.core.i18n import _
from fund.core.money import Money
from fund.documents.queries import content_of, register_reader
from fund.documents.views import ALONE
from fund.payments import actions, policy, queries
from fund.payments.forms import (
    CheckForm,
    MakeRunForm,
    MatchForm,
    RefuseMatchForm,
    ReleaseForm,
    SendBackForm,
    StatementForm,
)
from fund.payments.models import BankEntry, BankMatch, BankStatement, PaymentOrder, PaymentRun
from fund.payments.rules import matching
from fund.payments.rules import orders as order_rules
from fund.payments.rules.payable import account_before
from fund.payments.workflow import MATCH, ORDER, RUN
from fund.people.models import BankAccount, Organisation
from fund.web.errors import attempt
from fund.web.guard import actor, requires
from fund.web.paging import Order, page_of

blueprint = Blueprint("payments", __name__)

register_reader(PaymentRun, policy.may_see_payments)
register_reader(BankStatement, policy.may_see_payments)

NEWEST_RUN = Order((PaymentRun.made_at, PaymentRun.id), descending=True)
NEWEST_STATEMENT = Order((BankStatement.read_at, BankStatement.id), descending=True)


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "case_url": _case_url,
        "run_workflow": RUN,
        "order_workflow": ORDER,
        "may_pay": policy.may_pay(actor()) is None,
        "why_entry": matching.WHY,
        "match_workflow": MATCH,
        "returned_because": matching.returned_because,
        "account_before": account_before,
    }


def _case_url(number: str) -> str:
    """Answer the address of a case."""
    known = "overview.case" in current_app.view_functions
    return url_for("overview.case", number=number) if known else url_for("statements.movements", number=number)


@blueprint.app_template_global("payments_of_grant")
def _payments_of_grant(award: Award) -> queries.CaseMoney | None:
    """Answer the payments of a grant, for the page of its grantee."""
    return queries.money_of(award.application, clock.today())


@blueprint.get("/payments")
@requires(policy.may_see_payments)
def payments() -> ResponseReturnValue:
    """Show what can be paid today, and what comes due but cannot be paid, with the reason."""
    return _desk(MakeRunForm(data={"execute_on": order_rules.first_day(clock.now())}))


def _desk(form: MakeRunForm, ticked: frozenset[str] | None = None) -> str:
    ready, blocked = queries.ready_and_blocked(clock.today())
    form.instalments.choices = [(each.instalment.key, each.instalment.award.number) for each in ready]
    return render_template(
        "payments/payments.html",
        form=form,
        ready=ready,
        blocked=blocked,
        waiting=queries.waiting_runs(),
        total=sum(each.instalment.amount for each in ready),
        ticked=frozenset(each.instalment.key for each in ready) if ticked is None else ticked,
        most=queries.MOST_SHOWN,
    )


@blueprint.post("/payments/runs")
@requires(policy.may_pay)
def make() -> ResponseReturnValue:
    """Put the ticked payments in a run that waits for a second person."""
    form = MakeRunForm()
    if form.validate_on_submit():
        with attempt(form):
            run = actions.make_run(
                queries.instalments_by_key(form.instalments.data or []),
                execute_on=form.execute_on.data,
                by=actor(),
                idempotency_key=form.idempotency_key.data,
            )
        if not form.errors:
            flash(str(_("Payment run %(number)s is made. Somebody else releases it.", number=run.number)), "ok")
            return redirect(url_for(".run", key=run.key))
    return _desk(form, frozenset(form.instalments.data or [])), 422


@blueprint.get("/payments/runs")
@requires(policy.may_see_payments)
def runs() -> ResponseReturnValue:
    """List the runs, the newest first."""
    page = page_of(queries.runs(), NEWEST_RUN, request.args.get("page"), size=25)
    return render_template("payments/runs.html", page=page, totals=queries.run_totals(each.id for each in page.rows))


@blueprint.get("/payments/runs/<key>")
@requires(policy.may_see_payments, PaymentRun, load=queries.ORDERS_WITH_CASE)
def run(payment_run: PaymentRun) -> ResponseReturnValue:
    """Show a run: who made it, what is in it, whether three sources agree, and what the second person does."""
    return _run_page(payment_run)


def _run_page(payment_run: PaymentRun) -> str:
    rows = queries.rows_of(payment_run, clock.today())
    sources = queries.sources_of(payment_run)
    _ready, blocked = queries.ready_and_blocked(clock.today(), most=1)
    return render_template(
        "payments/run.html",
        run=payment_run,
        rows=rows,
        total=sum(row.order.amount for row in rows),
        sources=sources,
        agreed=order_rules.agree(sources),
        changed=[row for row in rows if row.difference is not None],
        blocked=blocked[:8],
        closes_on=order_rules.bank_closes_on(payment_run.execute_on, clock.today()),
        closes_at=order_rules.CLOSES_AT,
        too_late=payment_run.execute_on < order_rules.first_day(clock.now()),
        why_not=policy.may_release(actor(), payment_run),
        form=ReleaseForm(data={"seen": payment_run.content_hash}),
    )


@blueprint.post("/payments/runs/<key>/release")
@requires(policy.may_release, PaymentRun)
def release(payment_run: PaymentRun) -> ResponseReturnValue:
    """Release a run as the second person; a run that is no longer what was made goes back by itself."""
    form, person = ReleaseForm(), actor()
    back = redirect(url_for(".run", key=payment_run.key))
    try:
        actions.release(payment_run, seen_hash=form.seen.data or "", by=person)
    except actions.Changed as change:
        db.session.rollback()
        actions.send_back(payment_run, str(change.reason), by=person)
        flash(str(_("Not released, and sent back: %(reason)s Nothing was paid.", reason=change.reason)), "error")
        return back
    amount = sum(order.amount for order in payment_run.orders)
    flash(str(_("%(amount)s is released. Download the file and give it to the bank.", amount=Money(amount))), "ok")
    return back


@blueprint.route("/payments/runs/<key>/send-back", methods=["GET", "POST"])
@requires(policy.may_pay, PaymentRun, load=(joinedload(PaymentRun.made_by), selectinload(PaymentRun.orders)))
def send_back(payment_run: PaymentRun) -> ResponseReturnValue:
    """Ask why a run goes back, and send it back."""
    form = SendBackForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.send_back(payment_run, form.reason.data, by=actor())
        if not form.errors:
            flash(str(_("Payment run %(number)s is sent back. Nothing was paid.", number=payment_run.number)), "ok")
            return redirect(url_for(".run", key=payment_run.key))
    return render_template("payments/send_back.html", form=form, run=payment_run), 422 if form.errors else 200


@blueprint.get("/payments/runs/<key>/file")
@requires(policy.may_see_payments, PaymentRun, load=(joinedload(PaymentRun.file),))
def run_file(payment_run: PaymentRun) -> ResponseReturnValue:
    """Hand over the bank file as it was written, once; always the same bytes."""
    if payment_run.file is None:
        raise Refused(_("This run was not released, so there is no file for the bank."))
    answer = send_file(
        io.BytesIO(content_of(payment_run.file)),
        mimetype=payment_run.file.media_type,
        as_attachment=True,
        download_name=payment_run.file.filename,
        max_age=0,
    )
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/payments/accounts")
@requires(policy.may_see_payments)
def accounts() -> ResponseReturnValue:
    """List the bank accounts that wait for a check."""
    accounts = queries.accounts_to_check()
    came_back = queries.came_back(account.id for account in accounts)
    return render_template("payments/accounts.html", accounts=accounts, came_back=came_back, form=CheckForm())


@blueprint.route("/payments/accounts/<key>", methods=["GET", "POST"])
@requires(
    policy.may_check_account,
    BankAccount,
    load=(joinedload(BankAccount.organisation).selectinload(Organisation.bank_accounts),),
)
def check(bank_account: BankAccount) -> ResponseReturnValue:
    """Let a second person compare name and number, and say that they are right."""
    form = CheckForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.check_account(bank_account, by=actor())
        if not form.errors:
            flash(str(_("The account of %(name)s is checked.", name=bank_account.organisation.name)), "ok")
            return redirect(url_for(".accounts"))
    came_back = queries.came_back([bank_account.id]).get(bank_account.id)
    page = render_template("payments/check.html", form=form, account=bank_account, came_back=came_back)
    return page, 422 if form.errors else 200


@blueprint.get("/bank")
@requires(policy.may_see_payments)
def bank() -> ResponseReturnValue:
    """List the bank statements that were read, with what came of them, and ask for the next."""
    return _bank_page(StatementForm())


def _bank_page(form: StatementForm) -> str:
    page = page_of(queries.statements(), NEWEST_STATEMENT, request.args.get("page"), size=25)
    tallies = queries.statement_tallies(each.id for each in page.rows)
    return render_template(
        "payments/bank.html",
        form=form,
        page=page,
        tallies=tallies,
        verdicts=matching.Verdict,
        waiting=queries.waiting_matches(),
    )


@blueprint.post("/bank")
@requires(policy.may_pay)
def read_bank() -> ResponseReturnValue:
    """Read a file of the bank: all of it, once, or nothing."""
    form = StatementForm()
    sent = form.file.data
    if form.validate_on_submit() and not sent:
        form.file.errors = [str(_("Choose the file that you downloaded from the bank."))]
    elif not form.errors:
        with attempt(form):
            statements = actions.read_statement(sent.read(), filename=sent.filename or "", by=actor())
        if not form.errors:
            flash(str(_("The statement is read. Below you see what came of every line.")), "ok")
            return redirect(url_for(".statement", key=statements[0].key))
    return _bank_page(form), 422


@blueprint.get("/bank/<key>")
@requires(
    policy.may_see_payments,
    BankStatement,
    load=(
        joinedload(BankStatement.read_by),
        selectinload(BankStatement.entries).joinedload(BankEntry.order).joinedload(PaymentOrder.run),
        selectinload(BankStatement.entries).selectinload(BankEntry.matches).joinedload(BankMatch.proposed_by),
    ),
)
def statement(bank_statement: BankStatement) -> ResponseReturnValue:
    """Show a statement: first what a person must look at, then what was paid, what came back, and the rest."""
    groups = {
        verdict: [entry for entry in bank_statement.entries if entry.verdict is verdict]
        for verdict in (
            matching.Verdict.UNMATCHED,
            matching.Verdict.RETURNED,
            matching.Verdict.PAID,
            matching.Verdict.OTHER,
        )
    }
    return render_template(
        "payments/statement.html",
        statement=bank_statement,
        groups=groups,
        before=queries.statement_before(bank_statement),
    )


LINE = (joinedload(BankEntry.statement), joinedload(BankEntry.order), *queries.MATCHES)


@blueprint.get("/bank/lines/<key>")
@requires(policy.may_see_payments, BankEntry, load=LINE)
def line(bank_entry: BankEntry) -> ResponseReturnValue:
    """Show a line of the bank: what was seen, what one person says that it is, and what another does with that."""
    return _line_page(bank_entry)


def _line_page(entry: BankEntry, form: MatchForm | None = None, refusal: RefuseMatchForm | None = None) -> str:
    match, refusal = entry.match, refusal or RefuseMatchForm(formdata=None)
    return render_template(
        "payments/line.html",
        entry=entry,
        match=match,
        form=form or (refusal if match is not None else _match_form(entry)),
        refusal=refusal,
        says=matching.SAYS,
        bookings=queries.bookings_of(match) if match is not None else [],
        why_not=policy.may_confirm_match(actor(), match) if match is not None else None,
        by_itself=entry.matched in (matching.Verdict.PAID, matching.Verdict.RETURNED),
    )


def _match_form(entry: BankEntry) -> MatchForm:
    """Offer what fits best first, with what the bank named ticked."""
    whole_runs, orders = queries.offered_for(entry)
    offered = [matching.whole_run(*each) for each in whole_runs] + [matching.offer(each) for each in orders]
    verdicts = matching.verdicts_for(entry.amount)
    ticked = [entry.order.end_to_end_id] if entry.order in orders else []
    return MatchForm(verdicts, offered, data={"verdict": verdicts[0].value, "orders": ticked})


@blueprint.post("/bank/lines/<key>")
@requires(policy.may_pay, BankEntry, load=LINE)
def propose_match(bank_entry: BankEntry) -> ResponseReturnValue:
    """Write down what one person says that a line is; a second person confirms it."""
    form = _match_form(bank_entry)
    if form.validate_on_submit():
        with attempt(form):
            actions.propose_match(
                bank_entry,
                verdict=matching.Verdict(form.verdict.data),
                references=form.orders.data or [],
                reason=form.reason.data,
                by=actor(),
            )
        if not form.errors:
            flash(str(_("Written down. Somebody else of finance confirms it; nothing is booked before that.")), "ok")
            return redirect(url_for(".line", key=bank_entry.key))
    return _line_page(bank_entry, form), 422


@blueprint.post("/bank/matches/<key>/confirm")
@requires(policy.may_confirm_match, BankMatch)
def confirm_match(bank_match: BankMatch) -> ResponseReturnValue:
    """Book as the second person what was proposed."""
    actions.confirm_match(bank_match, by=actor())
    flash(str(_("The line is booked.")), "ok")
    return redirect(url_for(".statement", key=bank_match.entry.statement.key))


@blueprint.post("/bank/matches/<key>/refuse")
@requires(policy.may_pay, BankMatch)
def refuse_match(bank_match: BankMatch) -> ResponseReturnValue:
    """Do not book what was proposed, with the reason; the line can be looked at again."""
    form, entry = RefuseMatchForm(), bank_match.entry
    if form.validate_on_submit():
        with attempt(form):
            actions.refuse_match(bank_match, form.reason.data, by=actor())
        if not form.errors:
            flash(str(_("Nothing is booked. The line can be looked at again.")), "ok")
            return redirect(url_for(".line", key=entry.key))
    return _line_page(entry, refusal=form), 422
