"""What can be paid, runs made by one and released by another, and accounts that are checked."""

from __future__ import annotations

import io

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from fund.applications.queries import papers_of
from fund.core import clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused
from fund.core.i18n import Message, _
from fund.core.money import Money
from fund.documents.policy import readable
from fund.documents.queries import content_of
from fund.documents.views import ALONE
from fund.payments import actions, policy, queries
from fund.payments.forms import CheckForm, MakeRunForm, ReleaseForm, SendBackForm
from fund.payments.models import PaymentRun
from fund.payments.rules import orders as order_rules
from fund.payments.views import blueprint
from fund.people.models import BankAccount, Organisation
from fund.people.queries import also_on
from fund.people.rules import DutyKind
from fund.web.errors import attempt
from fund.web.guard import actor, requires
from fund.web.paging import Listing, Order, page_of
from fund.web.transaction import keep_nothing

RUNS = Listing(queries.runs(), Order((PaymentRun.made_at, PaymentRun.id), descending=True), size=25)


@blueprint.get("/payments")
@requires(policy.may_see_payments)
def payments() -> ResponseReturnValue:
    """Show what can be paid today, and what comes due but cannot be paid, with the reason."""
    return _desk(MakeRunForm(data={"execute_on": order_rules.first_day(clock.now())}))


def _desk(form: MakeRunForm, ticked: frozenset[str] | None = None) -> str:
    ready, blocked = queries.ready_and_blocked(clock.today())
    kept = queries.kept_from(actor().id, DutyKind.RUN_MADE, [(each.instalment, each.account) for each in ready])
    open_to_reader = [each for each in ready if each.instalment.id not in kept]
    form.instalments.choices = [(each.instalment.key, each.instalment.award.number) for each in ready]
    return render_template(
        "payments/payments.html",
        form=form,
        ready=ready,
        blocked=blocked,
        waiting=queries.waiting_runs(),
        kept=kept,
        may_make=bool(open_to_reader),
        total=sum(each.instalment.amount for each in ready),
        ticked=frozenset(each.instalment.key for each in open_to_reader) if ticked is None else ticked,
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
    page = page_of(RUNS, request.args.get("page"))
    return render_template("payments/runs.html", page=page, totals=queries.run_totals(each.id for each in page.rows))


@blueprint.get("/payments/runs/<key>")
@requires(policy.may_see_payments, PaymentRun, load=queries.ORDERS_WITH_CASE)
def run(payment_run: PaymentRun) -> ResponseReturnValue:
    """Show a run: who made it, what is in it, whether three sources agree, and what the second person does."""
    return _run_page(payment_run)


def _run_page(payment_run: PaymentRun, *, refused: Message | None = None) -> str:
    """Show a run; `refused` is why it was not released just now."""
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
        why_not=policy.may_release(actor(), payment_run) or queries.why_not_released_by(payment_run, actor().id),
        refused=refused,
        form=ReleaseForm(data={"seen": payment_run.content_hash}),
    )


@blueprint.post("/payments/runs/<key>/release")
@requires(policy.may_release, PaymentRun, load=queries.ORDERS_WITH_CASE)
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
    except Forbidden as refusal:
        keep_nothing()
        return _run_page(queries.run_with_cases(payment_run), refused=refusal.reason), 403
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
    papers = papers_of(bank_account.organisation_id)
    may_read = readable(actor(), [paper.document for paper in papers])
    page = render_template(
        "payments/check.html",
        form=form,
        account=bank_account,
        came_back=came_back,
        others=also_on(bank_account),
        papers=[paper for paper in papers if paper.document in may_read],
    )
    return page, 422 if form.errors else 200
