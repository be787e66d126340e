"""Account statements as a bank sends them, in both versions; valid against their schemas."""

from __future__ import annotations

from dataclasses import dataclass, field

from fund.core.identifiers import demo_iban

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
ACCOUNT = demo_iban(99)


def amount(cents: int, currency: str = "EUR") -> str:
    """Write an amount with its direction."""
    direction = "CRDT" if cents >= 0 else "DBIT"
    return f'<Amt Ccy="{currency}">{abs(cents) / 100:.2f}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'


@dataclass
class Line:
    """An entry on the account, with what the bank tells about it; None leaves an element out."""

    cents: int
    end_to_end_id: str | None = None
    name: str = "Stichting Buurtkamer Zuid"
    iban: str = demo_iban(1)
    reason: str | None = None
    status: str = "BOOK"
    reference: str = "REF-1"
    details: str | None = None
    booked_on: str = "2026-11-24"

    def xml(self, version: str) -> str:
        """Write the entry as this version does."""
        status = self.status if version == "02" else f"<Cd>{self.status}</Cd>"
        details = self.detail(version) if self.details is None else self.details
        return (
            f"<Ntry>{amount(self.cents)}<Sts>{status}</Sts><BookgDt><Dt>{self.booked_on}</Dt></BookgDt>"
            f"<ValDt><DtTm>2026-11-25T00:00:00+01:00</DtTm></ValDt><AcctSvcrRef>{self.reference}</AcctSvcrRef>"
            f"<BkTxCd><Prtry><Cd>586</Cd></Prtry></BkTxCd><NtryDtls>{details}</NtryDtls></Ntry>"
        )

    def detail(self, version: str, cents: int | None = None) -> str:
        """Write one payment in the entry."""
        ids = f"<EndToEndId>{self.end_to_end_id}</EndToEndId>" if self.end_to_end_id else ""
        incoming = self.cents >= 0 and self.reason is None
        role = "Dbtr" if incoming else "Cdtr"
        name = f"<Nm>{self.name}</Nm>" if version == "02" else f"<Pty><Nm>{self.name}</Nm></Pty>"
        party = f"<{role}>{name}</{role}><{role}Acct><Id><IBAN>{self.iban}</IBAN></Id></{role}Acct>"
        of_detail = self.cents if cents is None else cents
        sum_of_detail = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{abs(of_detail) / 100:.2f}</Amt></TxAmt></AmtDtls>'
        if version != "02":
            sum_of_detail = amount(of_detail) + sum_of_detail
        returned = f"<RtrInf><Rsn><Cd>{self.reason}</Cd></Rsn></RtrInf>" if self.reason else ""
        return (
            f"<TxDtls><Refs>{ids}</Refs>{sum_of_detail}<RltdPties>{party}</RltdPties>"
            f"<RmtInf><Ustrd>SV-2026-008</Ustrd><Ustrd>voorschot</Ustrd></RmtInf>{returned}</TxDtls>"
        )


@dataclass
class Sheet:
    """A statement: two balances and the lines between them."""

    opening: int
    closing: int
    lines: list[Line] = field(default_factory=list)
    number: str = "ST-1"
    opening_kind: str = "OPBD"
    account: str = ACCOUNT
    from_on: str = "2026-11-23"
    until_on: str = "2026-11-24"

    def xml(self, version: str) -> str:
        """Write the statement as this version does."""
        balances = "".join(
            f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{amount(cents)}<Dt><Dt>{day}</Dt></Dt></Bal>"
            for kind, cents, day in (
                (self.opening_kind, self.opening, self.from_on),
                ("CLAV", 1, self.until_on),
                ("CLBD", self.closing, self.until_on),
            )
        )
        return (
            f"<Stmt><Id>{self.number}</Id><ElctrncSeqNb>231</ElctrncSeqNb><CreDtTm>2026-11-25T06:00:00</CreDtTm>"
            f"<Acct><Id><IBAN>{self.account}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
            f"{balances}{''.join(line.xml(version) for line in self.lines)}</Stmt>"
        )


def camt053(*sheets: Sheet, version: str = "08", message_id: str = "MSG-1") -> bytes:
    """Write a file of statements."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{NAMESPACE}{version}"><BkToCstmrStmt><GrpHdr>'
        f"<MsgId>{message_id}</MsgId><CreDtTm>2026-11-25T06:00:00</CreDtTm></GrpHdr>"
        f"{''.join(sheet.xml(version) for sheet in sheets)}</BkToCstmrStmt></Document>"
    ).encode()
