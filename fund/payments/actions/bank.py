"""What the bank says has happened is read once and booked: paid, come back, or to be looked at (PM-05, PM-06)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fund.core import audit, clock
from fund.core.db import db, insert_once
from fund.core.errors import Forbidden, Invalid, Stale
from fund.core.i18n import _
from fund.documents import settings
from fund.documents.actions import keep_received
from fund.documents.models import Confidentiality, Document
from fund.payments import policy, queries
from fund.payments.actions.booking import book_paid, book_returned, with_grantee
from fund.payments.actions.recoveries import book_line
from fund.payments.actions.runs import settle_run
from fund.payments.models import BankEntry, BankStatement, PaymentOrder, Recovery
from fund.payments.rules.camt053 import AccountStatement, BankFile, Detail, Entry, read_camt053
from fund.payments.rules.matching import Line, Verdict, Why, judge
from fund.payments.rules.recovering import judge_receipt
from fund.people.models import Person


@dataclass(frozen=True)
class _Seen:
    """One payment on a statement and the entry that it is part of; `explained` when the details add up."""

    position: int
    booked_on: date
    detail: Detail
    amount: int
    explained: bool


def read_statement(content: bytes, *, filename: str, by: Person) -> list[BankStatement]:
    """Read a camt.053 file of our account, book what it says about our payments, and keep the file.

    Nothing is read by halves: raises Invalid with a sentence for a file that cannot be read, does not add up, or is of
    another account, Stale for a statement that was read before; then nothing has changed.
    """
    if reason := policy.may_pay(by):
        raise Forbidden(reason)
    file = read_camt053(content)
    _check_new(file)
    seen = {statement.statement_id: list(_lines(statement)) for statement in file.statements}
    for statement in sorted(file.statements, key=lambda each: each.statement_id):
        _keep(statement, file, seen[statement.statement_id], by=by)
    statements = [_fill(statement, seen[statement.statement_id], by=by) for statement in file.statements]
    document = _keep_file(content, filename, statements[0], by=by)
    for row in statements:
        row.document = document
    for run in queries.runs_without_open_orders():
        settle_run(run, by=by)
    return statements


def _check_new(file: BankFile) -> None:
    account = settings.payer()[1]
    for statement in file.statements:
        if statement.account != account:
            raise Invalid(
                _(
                    "This statement is of account %(other)s. We pay from %(ours)s.",
                    other=statement.account or "?",
                    ours=account,
                ),
                field="file",
            )
        _check_not_read(statement)
    if len({each.statement_id for each in file.statements}) < len(file.statements):
        raise Invalid(_("This file holds the same statement twice. Ask the bank for a new one."), field="file")


def _check_not_read(statement: AccountStatement) -> None:
    if (earlier := queries.statement_read_before(statement.account, statement.statement_id[:80])) is not None:
        raise Stale(
            _(
                "Statement %(id)s was read already, on %(day)s by %(who)s. Nothing has changed.",
                id=statement.statement_id,
                day=clock.local_day(earlier.read_at),
                who=earlier.read_by.name,
            ),
            field="file",
        )


def _lines(statement: AccountStatement) -> Iterator[_Seen]:
    position = 0
    for entry in statement.entries:
        booked_on = _booked_on(entry, statement)
        explained = entry.details_add_up
        for detail in entry.details if explained else (Detail(entry.amount, reference=entry.reference),):
            position += 1
            yield _Seen(position, booked_on, detail, detail.amount or 0, explained)


def _booked_on(entry: Entry, statement: AccountStatement) -> date:
    day = entry.booked_on or entry.value_on or statement.closing_day
    if day is None:
        raise Invalid(_("A line of statement %(id)s has no date.", id=statement.statement_id), field="file")
    if day > clock.today():
        raise Invalid(
            _("Statement %(id)s speaks of %(day)s, which is still to come.", id=statement.statement_id, day=day),
            field="file",
        )
    return day


def _keep(statement: AccountStatement, file: BankFile, seen: list[_Seen], *, by: Person) -> None:
    """Keep a statement without its lines; of several who read it at once the first wins (P2)."""
    until = statement.closing_day or max((each.booked_on for each in seen), default=clock.today())
    placed = insert_once(
        BankStatement,
        iban=statement.account,
        statement_id=statement.statement_id[:80],
        message_id=file.message_id[:80],
        opening_balance=statement.opening,
        closing_balance=statement.closing,
        from_on=statement.opening_day,
        until_on=until,
        read_at=clock.now(),
        read_by_id=by.id,
    )
    if not placed:
        _check_not_read(statement)


def _fill(statement: AccountStatement, seen: list[_Seen], *, by: Person) -> BankStatement:
    """Write down and book the lines of a statement."""
    row = queries.statement_read_before(statement.account, statement.statement_id[:80])
    assert row is not None  # noqa: S101 (it was kept just now)
    orders = queries.orders_by_id(each.detail.end_to_end_id or "" for each in seen)
    # What left is booked before what came back: a bank may list them the other way round.
    for line in sorted(seen, key=lambda each: (each.booked_on, each.amount > 0, each.position)):
        _book(line, row, orders, by=by)
    audit.record("bank_statement.read", row, by=by, statement=row.statement_id, lines=len(seen))
    return row


def _keep_file(content: bytes, filename: str, first: BankStatement, *, by: Person) -> Document:
    return keep_received(
        content,
        subject=first,
        reference=f"bank-file:{hashlib.sha256(content).hexdigest()}",
        by=by,
        filename=filename or "bankafschrift.xml",
        media_type="application/xml",
        confidentiality=Confidentiality.FINANCE,
    )


def _book(seen: _Seen, statement: BankStatement, orders: dict[str, PaymentOrder], *, by: Person) -> None:
    """Judge one line, write it down, and book what it says."""
    detail = seen.detail
    verdict, why, order = Verdict.UNMATCHED, Why.DETAILS_MISSING, None
    recovery: Recovery | None = None
    if seen.explained:
        verdict, why, order = _judge(seen, orders)
        if order is None and (receipt := _judge_receipt(seen, why)) is not None:
            verdict, why, recovery = receipt
    entry = BankEntry(
        statement=statement,
        position=seen.position,
        booked_on=seen.booked_on,
        amount=seen.amount,
        end_to_end_id=(detail.end_to_end_id or "")[:35],
        counterparty=detail.counterparty_name[:300],
        counterparty_iban=detail.counterparty_iban[:34],
        return_reason=(detail.return_reason or "")[:80],
        remittance=detail.remittance[:300],
        matched=verdict,
        why=why.value,
        order_id=None if order is None else order.id,
        recovery_id=None if recovery is None else recovery.id,
    )
    db.session.add(entry)
    if order is not None and verdict is Verdict.PAID:
        book_paid(order, seen.booked_on, by=by)
    elif order is not None and verdict is Verdict.RETURNED:
        book_returned(order, seen.booked_on, detail.return_reason or "NARR", by=by)
    elif recovery is not None:
        book_line(entry, recovery, by=by)


def _judge_receipt(seen: _Seen, why: Why) -> tuple[Verdict, Why, Recovery | None] | None:
    """Answer what money that came in has to do with what was asked back, for a line that is none of our payments."""
    if seen.amount <= 0 or why is not Why.RECEIVED:
        return None
    detail = seen.detail
    text = f"{detail.remittance} {detail.end_to_end_id or ''}"
    judged = judge_receipt(seen.amount, text, detail.counterparty_iban, queries.asked_back())
    if judged is None:
        return None
    verdict, known, asked = judged
    return verdict, known, None if asked is None else asked.recovery


def _judge(seen: _Seen, orders: dict[str, PaymentOrder]) -> tuple[Verdict, Why, PaymentOrder | None]:
    detail = seen.detail
    order = orders.get(detail.end_to_end_id or "")
    fits = order is None and not detail.end_to_end_id and seen.amount < 0 and detail.counterparty_iban
    candidates = queries.orders_at_bank(-seen.amount, detail.counterparty_iban) if fits else []
    line = Line(
        amount=seen.amount,
        booked_on=seen.booked_on,
        iban=detail.counterparty_iban,
        return_reason=detail.return_reason,
        id_given=detail.end_to_end_id is not None,
        id_looks_like_ours=queries.looks_like_ours(detail.end_to_end_id or ""),
        with_grantee=with_grantee(order) if order is not None and seen.amount > 0 else 0,
    )
    return judge(line, order, candidates)
