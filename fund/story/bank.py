"""The money of the story: payment runs every two weeks, and a bank that answers with its statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from fund.core import clock
from fund.core.calendar import next_target_day
from fund.documents import settings
from fund.payments import actions, queries
from fund.payments.models import PaymentOrder, PaymentRun
from fund.story.calendar import Calendar
from fund.story.cast import Cast

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
START = 2_500_000_00
"""What is on the account when the story begins, in cents."""


@dataclass
class Bank:
    """Our account at the bank of the story: what is on it, and which payment it sends back."""

    calendar: Calendar
    cast: Cast
    sends_back: str
    balance: int = START
    statements: int = 0
    returned: bool = False
    sent_back: list[PaymentOrder] = field(default_factory=list)

    def runs(self) -> Iterator[datetime]:
        """Pay what is due every second week, until the last runs: one stays at the bank, one waits for release."""
        day = self.calendar.day("2025-07-31")
        while True:
            yield self.calendar.at(day, 16, 5)
            run = self._make()
            left = (self.calendar.today - day).days
            if run is not None and left > 3:
                yield self.calendar.at(day + timedelta(days=1), 9, 30)
                actions.release(run, seen_hash=run.content_hash, by=self.cast["ruud"])
                if left > 8:
                    yield self.calendar.at(day + timedelta(days=4), 8, 15)
                    self._answer(run)
            day += timedelta(days=14)

    def last_run(self) -> Iterator[datetime]:
        """Make a run yesterday that waits for somebody to release it."""
        yield self.calendar.at(self.calendar.day("2026-11-23"), 16, 40)
        self._make()

    def _make(self) -> PaymentRun | None:
        ready, _blocked = queries.ready_and_blocked(clock.today())
        if not ready:
            return None
        execute_on = next_target_day(clock.today() + timedelta(days=2))
        return actions.make_run([each.instalment for each in ready], execute_on=execute_on, by=self.cast["sanne"])

    def _answer(self, run: PaymentRun) -> None:
        """Send the statement of the day on which a run was paid; one payment came back."""
        lines, day = [], clock.today()
        for order in run.orders:
            lines.append(_entry(-order.amount, order, day, reason=""))
            if order.holder == self.sends_back and not self.returned:
                self.returned = True
                lines.append(_entry(order.amount, order, day, reason="AC04"))
                self.sent_back.append(order)
        moved = sum(-order.amount for order in run.orders) + sum(
            order.amount for order in self.sent_back if order in run.orders
        )
        self.statements += 1
        content = statement(
            number=self.statements, day=day, opening=self.balance, closing=self.balance + moved, lines=lines
        )
        self.balance += moved
        actions.read_statement(content, filename=f"afschrift-{self.statements:03d}.xml", by=self.cast["sanne"])


def statement(*, number: int, day: date, opening: int, closing: int, lines: Sequence[str]) -> bytes:
    """Write a camt.053.001.08 statement of our account; amounts in cents."""
    _name, iban, _bic = settings.payer()
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(cents)}<Dt><Dt>{on}</Dt></Dt></Bal>"
        for code, cents, on in (("OPBD", opening, day - timedelta(days=1)), ("CLBD", closing, day))
    )
    moment = f"{day.isoformat()}T06:00:00+01:00"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{NAMESPACE}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>TEST-{number:05d}</MsgId><CreDtTm>{moment}</CreDtTm></GrpHdr>"
        f"<Stmt><Id>TEST-{number:05d}</Id><CreDtTm>{moment}</CreDtTm><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>"
        f"{balances}{''.join(lines)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _entry(cents: int, order: PaymentOrder, day: date, *, reason: str) -> str:
    returned = f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>" if reason else ""
    name = order.holder.replace("&", "en").replace("<", "").replace(">", "")
    party = (
        f"<RltdPties><Cdtr><Pty><Nm>{name}</Nm></Pty></Cdtr>"
        f"<CdtrAcct><Id><IBAN>{order.iban}</IBAN></Id></CdtrAcct></RltdPties>"
    )
    return (
        f"<Ntry>{_amount(cents)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        f"<AcctSvcrRef>{order.end_to_end_id[-16:]}{'R' if reason else ''}</AcctSvcrRef>"
        "<BkTxCd><Prtry><Cd>586</Cd></Prtry></BkTxCd><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>{order.end_to_end_id}</EndToEndId></Refs>{_amount(cents)}{party}{returned}"
        "</TxDtls></NtryDtls></Ntry>"
    )


def _amount(cents: int) -> str:
    direction = "CRDT" if cents >= 0 else "DBIT"
    euros, rest = divmod(abs(cents), 100)
    return f'<Amt Ccy="EUR">{euros}.{rest:02d}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
