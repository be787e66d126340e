"""Statements of the bank are read in, and lines that fit nothing are booked by two persons."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from fund.core.i18n import _
from fund.payments import actions, policy, queries
from fund.payments.forms import MatchForm, RefuseMatchForm, StatementForm
from fund.payments.models import BankEntry, BankMatch, BankStatement, PaymentOrder, Recovery
from fund.payments.rules import matching, recovering
from fund.payments.views import blueprint
from fund.web.errors import attempt
from fund.web.guard import actor, requires
from fund.web.paging import Listing, Order, page_of

STATEMENTS = Listing(queries.statements(), Order((BankStatement.read_at, BankStatement.id), descending=True), size=25)


@blueprint.get("/bank")
@requires(policy.may_see_payments)
def bank() -> ResponseReturnValue:
    """List the bank statements that were read, with what came of them, and ask for the next."""
    return _bank_page(StatementForm())


def _bank_page(form: StatementForm) -> str:
    page = page_of(STATEMENTS, request.args.get("page"))
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
        selectinload(BankStatement.entries).joinedload(BankEntry.recovery),
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
            matching.Verdict.RECOVERED,
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


LINE = (
    joinedload(BankEntry.statement),
    joinedload(BankEntry.order),
    joinedload(BankEntry.recovery).joinedload(Recovery.award),
    *queries.MATCHES,
)


@blueprint.get("/bank/lines/<key>")
@requires(policy.may_see_payments, BankEntry, load=LINE)
def line(bank_entry: BankEntry) -> ResponseReturnValue:
    """Show a line of the bank: what was seen, what one person says that it is, and what another does with that."""
    return _line_page(bank_entry)


def _line_page(entry: BankEntry, form: MatchForm | None = None, refusal: RefuseMatchForm | None = None) -> str:
    match, refusal = entry.match, refusal or RefuseMatchForm(formdata=None)
    recovery = entry.recovery if match is None else match.recovery
    return render_template(
        "payments/line.html",
        entry=entry,
        match=match,
        form=form or (refusal if match is not None else _match_form(entry)),
        refusal=refusal,
        says=matching.SAYS,
        bookings=queries.bookings_of(match) if match is not None else [],
        why_not=policy.may_confirm_match(actor(), match) if match is not None else None,
        recovery=recovery,
        left=queries.left_of(recovery) if recovery is not None else 0,
        by_itself=entry.matched in matching.BOOKED,
    )


def _match_form(entry: BankEntry) -> MatchForm:
    """Offer what fits best first, with what the bank named ticked."""
    whole_runs, orders = queries.offered_for(entry)
    offered = [matching.whole_run(*each) for each in whole_runs] + [matching.offer(each) for each in orders]
    verdicts = matching.verdicts_for(entry.amount)
    asked = queries.asked_back() if entry.amount > 0 else []
    claims = [recovering.offer_recovery(each) for each in recovering.likeliest(entry, asked)]
    if not claims:
        verdicts = tuple(each for each in verdicts if each is not matching.Verdict.RECOVERED)
    data = {
        "verdict": _likely(entry, verdicts).value,
        "orders": [entry.order.end_to_end_id] if entry.order in orders else [],
        "recovery": claims[0][0] if claims else None,
    }
    return MatchForm(verdicts, offered, claims, data=data)


def _likely(entry: BankEntry, verdicts: tuple[matching.Verdict, ...]) -> matching.Verdict:
    """Choose what a line most likely is: what was asked back when it seems to be that, and else the first."""
    seems = entry.why in (matching.Why.MAY_BE_PAID_BACK, matching.Why.TOO_MUCH_BACK)
    return matching.Verdict.RECOVERED if seems and matching.Verdict.RECOVERED in verdicts else verdicts[0]


@blueprint.post("/bank/lines/<key>")
@requires(policy.may_pay, BankEntry, load=LINE)
def propose_match(bank_entry: BankEntry) -> ResponseReturnValue:
    """Write down what one person says that a line is; a second person confirms it."""
    form = _match_form(bank_entry)
    if form.validate_on_submit():
        verdict = matching.Verdict(form.verdict.data)
        with attempt(form):
            actions.propose_match(
                bank_entry,
                verdict=verdict,
                recovery=form.recovery.data or "" if verdict is matching.Verdict.RECOVERED else "",
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
