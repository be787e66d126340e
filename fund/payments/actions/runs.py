"""A run is made by one person and released by another; then its bank file exists, once, and the money is under way.

Nobody is paid twice (P2): an instalment is taken into a run under a lock, the database knows one live order for it, and
its id is used once for ever. What the second person saw is what is paid: everything is compared once more under the
lock, and a run of which anything changed is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from fund.core import audit, clock
from fund.core.audit import Acting
from fund.core.calendar import next_target_day
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import Message, _
from fund.core.money import Money
from fund.core.numbering import next_number
from fund.core.perform import perform
from fund.documents import settings
from fund.documents.actions import issue_file
from fund.documents.models import Confidentiality, Document
from fund.ledger import queries as ledger
from fund.ledger.actions import move
from fund.ledger.rules import AccountKind, MovementKind, Pot
from fund.payments import policy, queries
from fund.payments.models import Instalment, PaymentOrder, PaymentRun
from fund.payments.queries import Payable
from fund.payments.rules import orders as order_rules
from fund.payments.rules.pain001 import check_file, write_pain001
from fund.payments.workflow import INSTALMENT, ORDER, RUN, RunState
from fund.people.models import Person
from fund.people.rules import DutyKind

FORMAT = "pain.001.001.09"


class Changed(Refused):
    """The run is no longer what was agreed on; nothing was released, and the run should be sent back."""


def make_run(
    instalments: Sequence[Instalment], *, execute_on: date, by: Person, idempotency_key: str | None = None
) -> PaymentRun:
    """Put payments in a run that waits for a second person.

    The same `idempotency_key` answers the run that was made with it. Raises Refused with the first payment that cannot
    be paid and why, or what the bank would not take; Forbidden by four eyes, with the first payment (`instalments`).
    """
    if reason := policy.may_pay(by):
        raise Forbidden(reason)
    chosen = _locked(instalments)
    if idempotency_key and (made := queries.run_by_token(idempotency_key)) is not None:
        return made
    day = clock.today()
    _check_choice(chosen, execute_on, day)
    payables = queries.judged(chosen, day)
    kept = queries.kept_from(by.id, DutyKind.RUN_MADE, [(each.instalment, each.account) for each in payables])
    for payable in payables:
        _check_payable(payable, kept.get(payable.instalment.id))
    run = _write_run(payables, execute_on=execute_on, by=by, idempotency_key=idempotency_key)
    check_file(order_rules.payment_file(run, run.made_at))
    db.session.add(run)
    db.session.flush()
    for instalment in chosen:
        perform(INSTALMENT, "select", instalment, by=by, run=run.number)
    audit.record(
        "payment_run.make",
        run,
        by=by,
        to_state=run.state.value,
        payments=len(run.orders),
        amount=sum(order.amount for order in run.orders),
        content_hash=run.content_hash,
    )
    return run


def _locked(instalments: Sequence[Instalment]) -> list[Instalment]:
    """Lock the instalments, in one order for everybody, and read them anew with their cases."""
    ids = [each.id for each in instalments]
    db.session.execute(select(Instalment.id).where(Instalment.id.in_(ids)).order_by(Instalment.id).with_for_update())
    query = select(Instalment).where(Instalment.id.in_(ids)).order_by(Instalment.due_on, Instalment.id)
    fresh = query.options(*queries.WITH_CASE).execution_options(populate_existing=True)
    return list(db.session.scalars(fresh).unique())


def _check_choice(chosen: Sequence[Instalment], execute_on: date, day: date) -> None:
    most = order_rules.MOST_IN_ONE_RUN
    if not chosen:
        raise Refused(_("Tick at least one payment."), field="instalments")
    if len(chosen) > most:
        raise Refused(_("A run holds at most %(most)s payments. Make two.", most=most), field="instalments")
    if reason := order_rules.why_not_this_day(execute_on, day, next_target_day(execute_on)):
        raise Refused(reason, field="execute_on")
    wanted: dict[str, int] = {}
    for instalment in chosen:
        wanted[instalment.award.number] = wanted.get(instalment.award.number, 0) + instalment.amount
    positions = ledger.case_positions(wanted)
    for number, amount in wanted.items():
        if amount > positions[number].open:
            raise Refused(_too_little(number, positions[number].open, amount), field="instalments")


def _too_little(number: str, there: int, amount: int) -> Message:
    return _(
        "%(number)s: the books have %(open)s for this grant, and this is %(amount)s.",
        number=number,
        open=Money(there),
        amount=Money(amount),
    )


def _check_payable(payable: Payable, kept: Message | None) -> None:
    number = payable.instalment.award.number
    if payable.why_not is not None:
        raise Refused(_("%(number)s: %(reason)s", number=number, reason=payable.why_not), field="instalments")
    if kept is not None:
        raise Forbidden(_("%(number)s: %(reason)s", number=number, reason=kept), field="instalments")


def _write_run(payables: Sequence[Payable], *, execute_on: date, by: Person, idempotency_key: str | None) -> PaymentRun:
    now = clock.now()
    name, iban, bic = settings.payer()
    year = clock.local_day(now).year
    run = PaymentRun(
        number=f"{year}-{next_number(f'payment-run-{year}'):04d}",
        made_at=now,
        made_by=by,
        execute_on=execute_on,
        payer_name=name,
        payer_iban=iban,
        payer_bic=bic,
        idempotency_key=idempotency_key or None,
    )
    attempts = queries.attempts_of(each.instalment.id for each in payables)
    sizes = queries.plan_sizes(each.instalment.award_id for each in payables)
    for position, payable in enumerate(payables, start=1):
        attempt = attempts.get(payable.instalment.id, 0) + 1
        run.orders.append(_order(payable, position, attempt, sizes.get(payable.instalment.award_id, 1)))
    run.content_hash = order_rules.content_hash(run)
    return run


def _order(payable: Payable, position: int, attempt: int, count: int) -> PaymentOrder:
    instalment, account = payable.instalment, payable.account
    assert account is not None  # noqa: S101 (what can be paid has an account)
    number = instalment.award.number
    return PaymentOrder(
        position=position,
        instalment_id=instalment.id,
        instalment=instalment,
        bank_account_id=account.id,
        bank_account=account,
        amount=instalment.amount,
        iban=account.iban,
        holder=account.holder,
        end_to_end_id=order_rules.end_to_end_id(number, instalment.position, attempt),
        remittance=order_rules.remittance(number, instalment.position, count, at_settlement=instalment.at_settlement),
    )


def release(run: PaymentRun, *, seen_hash: str, by: Person) -> None:
    """Release a run as the second person: write its bank file once and put the money under way, all or nothing.

    `seen_hash` is the hash of what the person saw. Raises Forbidden for who made the run or checked an account in it,
    Stale when it was released already, Changed when it is no longer what was agreed on.
    """
    db.session.execute(select(PaymentRun.id).where(PaymentRun.id == run.id).with_for_update())
    queries.run_with_cases(run)
    RUN.check_source(RUN.step("release"), run)
    if reason := policy.may_release(by, run):
        raise Forbidden(reason)
    _locked([order.instalment for order in run.orders])
    _check_unchanged(run, seen_hash)
    if reason := queries.why_not_released_by(run, by.id):
        raise Forbidden(reason)
    for order in sorted(run.orders, key=lambda each: each.end_to_end_id):
        _instruct(order, by=by)
    document = _write_file(run, by=by)
    perform(
        RUN,
        "release",
        run,
        by=by,
        facts={"released_at": clock.now(), "released_by": by, "file": document},
        amount=sum(order.amount for order in run.orders),
        content_hash=run.content_hash,
        file=document.sha256,
    )


def _check_unchanged(run: PaymentRun, seen_hash: str) -> None:
    """Compare what was seen, what was agreed on, and how everything stands now."""
    if seen_hash != run.content_hash or order_rules.content_hash(run) != run.content_hash:
        raise Changed(_("This run is not what was made. It was not released."))
    if (run.payer_name, run.payer_iban, run.payer_bic) != settings.payer():
        raise Changed(_("The account that we pay from was changed after the run was made."))
    changed = order_rules.differences(run.orders, queries.payments_as_they_stand(run, clock.today()))
    if changed:
        raise Changed(changed[0][1])


def _write_file(run: PaymentRun, *, by: Person) -> Document:
    return issue_file(
        write_pain001(order_rules.payment_file(run, clock.now())),
        subject=run,
        reference=f"payment-run:{run.number}",
        by=by,
        filename=f"betaalrun-{run.number}.xml",
        media_type="application/xml",
        made_with=FORMAT,
        title=f"Betaalrun {run.number}",
        confidentiality=Confidentiality.FINANCE,
    )


def _instruct(order: PaymentOrder, *, by: Person) -> None:
    number = order.instalment.award.number
    move(
        MovementKind.INSTRUCT,
        Pot(AccountKind.AWARD, number),
        Pot(AccountKind.TRANSIT, number),
        order.amount,
        reference=f"instruct:{order.end_to_end_id}",
        memo=order.remittance,
        by=by,
    )
    perform(ORDER, "instruct_order", order, by=by, amount=order.amount)
    perform(INSTALMENT, "instruct", order.instalment, by=by, order=order.end_to_end_id)


def send_back(run: PaymentRun, reason: str, *, by: Person) -> None:
    """Send a run back with a reason: nothing in it is paid, and its payments can be put in another run."""
    if not reason.strip():
        raise Refused(_("Write what must be changed."), field="reason")
    perform(RUN, "send_back", run, by=by, facts={"sent_back_reason": reason.strip()}, reason=reason.strip())
    for order in run.orders:
        perform(ORDER, "drop", order, by=by)
        perform(INSTALMENT, "put_back", order.instalment, by=by, run=run.number)


def settle_run(run: PaymentRun, *, by: Acting) -> None:
    """Finish a run of which nothing is at the bank any more."""
    if run.state is not RunState.RELEASED:
        raise Stale(RUN.stale(run))
    perform(RUN, "settle_run", run, by=by)
