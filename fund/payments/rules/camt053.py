"""Read what the bank says has happened: account statements as camt.053, versions 02 and 08 (PM-05).

Bank files are read with tolerance and added up strictly. What a bank leaves out or puts elsewhere is no reason to
refuse; a statement whose opening balance and entries do not make its closing balance is. A file that is too large is
refused unread, and one with a document type definition before anything in it is looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from fund.core.errors import Invalid
from fund.core.i18n import _
from fund.core.identifiers import clean_text
from fund.core.money import Cents, Money

MOST_BYTES: Final = 20 * 1024 * 1024
VERSIONS: Final = ("02", "08")

_NAMESPACE = re.compile(r"\{(urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(\d\d))\}Document")
_AMOUNT = re.compile(r"\+?(?=\.?\d)(\d{0,15})(?:\.(\d{0,2})0*)?", re.ASCII)


@dataclass(frozen=True)
class Detail:
    """One payment inside an entry; amounts are whole cents, above zero for money that came in.

    ``end_to_end_id`` is the id that we gave, None when the bank says there was none. ``return_reason`` is a code such
    as AC04 when this is a payment of ours that came back.
    """

    amount: Cents | None
    end_to_end_id: str | None = None
    counterparty_name: str = ""
    counterparty_iban: str = ""
    remittance: str = ""
    return_reason: str | None = None
    reference: str = ""


@dataclass(frozen=True)
class Entry:
    """One line on the account; a batch has several details."""

    amount: Cents
    booked_on: date | None
    value_on: date | None
    reference: str
    details: tuple[Detail, ...]
    is_booked: bool = True
    is_reversal: bool = False

    @property
    def details_add_up(self) -> bool:
        """Whether the details explain the whole amount; if not, they must not be matched without a person."""
        amounts = [detail.amount for detail in self.details]
        return None not in amounts and sum(amount for amount in amounts if amount is not None) == self.amount


@dataclass(frozen=True)
class AccountStatement:
    """The account from one balance to the next: ``entries`` are booked, ``pending`` ones only announced."""

    statement_id: str
    number: str
    account: str
    opening: Cents
    closing: Cents
    opening_day: date | None
    closing_day: date | None
    entries: tuple[Entry, ...]
    pending: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class BankFile:
    """A file from the bank: its message id, which is imported once (PM-06), its version and its statements."""

    message_id: str
    version: str
    statements: tuple[AccountStatement, ...]


def read_camt053(content: bytes, *, most_bytes: int = MOST_BYTES) -> BankFile:
    """Read a camt.053 file and check that every statement in it adds up.

    Raises:
        Invalid: with a sentence that says what is wrong with the file and, for sums, by how much.
    """
    root = _parse(content, most_bytes)
    name = _NAMESPACE.fullmatch(str(root.tag))
    if name is None:
        raise Invalid(_("This is no bank statement in the format camt.053. Ask the bank for that format."))
    if name[2] not in VERSIONS:
        raise Invalid(_("This is version %(version)s of camt.053. Ask the bank for version 08 or 02.", version=name[2]))
    _drop_namespace(root, name[1])
    statements = tuple(_read_statement(element) for element in root.iterfind("BkToCstmrStmt/Stmt"))
    if not statements:
        raise Invalid(_("There is no account statement in this file. Ask the bank for a new one."))
    message_id = _text(root, "BkToCstmrStmt/GrpHdr/MsgId")
    if not message_id:
        raise Invalid(_("This file has no number of its own (MsgId), so we cannot see whether it was read before."))
    return BankFile(message_id, name[2], statements)


def _parse(content: bytes, most_bytes: int) -> Element:
    """Parse XML from outside: size first, no document type, no entities, nothing fetched."""
    if len(content) > most_bytes:
        raise Invalid(
            _("This file is larger than %(most)s MB. Ask the bank for shorter periods.", most=most_bytes // 2**20)
        )
    try:
        root: Element = fromstring(content, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise Invalid(_("This file holds instructions that a bank statement never has. We did not read it.")) from None
    except (ParseError, ValueError, LookupError):
        raise Invalid(_("This file cannot be read as XML. Download it from the bank again.")) from None
    return root


def _drop_namespace(root: Element, namespace: str) -> None:
    """Leave out the namespace of the message, so that one set of paths reads both versions."""
    prefix = f"{{{namespace}}}"
    for element in root.iter():
        element.tag = str(element.tag).removeprefix(prefix)


def _read_statement(element: Element) -> AccountStatement:
    statement_id = _text(element, "Id")
    if not statement_id:
        raise Invalid(_("A statement in this file has no number (Id). Ask the bank for a new file."))
    account = _text(element, "Acct/Id/IBAN") or _text(element, "Acct/Id/Othr/Id")
    opening, opening_day = _balance(element, statement_id, ("OPBD", "PRCD"))
    closing, closing_day = _balance(element, statement_id, ("CLBD",))
    entries = [_read_entry(entry, account) for entry in element.iterfind("Ntry")]
    statement = AccountStatement(
        statement_id=statement_id,
        number=_text(element, "ElctrncSeqNb") or _text(element, "LglSeqNb"),
        account=account,
        opening=opening,
        closing=closing,
        opening_day=opening_day,
        closing_day=closing_day,
        entries=tuple(entry for entry in entries if entry.is_booked),
        pending=tuple(entry for entry in entries if not entry.is_booked),
    )
    _check_sum(statement)
    return statement


def _check_sum(statement: AccountStatement) -> None:
    """Refuse a statement whose balances and entries do not agree to the cent."""
    entries = sum(entry.amount for entry in statement.entries)
    difference = statement.closing - statement.opening - entries
    if difference:
        raise Invalid(
            _(
                "Statement %(id)s does not add up: %(opening)s and entries of %(entries)s do not make %(closing)s. "
                "The difference is %(difference)s.",
                id=statement.statement_id,
                opening=Money(statement.opening),
                entries=Money(entries),
                closing=Money(statement.closing),
                difference=Money(difference),
            )
        )


def _balance(element: Element, statement_id: str, codes: tuple[str, ...]) -> tuple[Cents, date | None]:
    """Find the first balance of these kinds, in their order of preference."""
    for code in codes:
        for balance in element.iterfind("Bal"):
            if _text(balance, "Tp/CdOrPrtry/Cd") == code:
                return _signed(balance), _day(balance, "Dt")
    raise Invalid(
        _(
            "Statement %(id)s has no balance of the kind %(kinds)s, so we cannot check it.",
            id=statement_id,
            kinds=" / ".join(codes),
        )
    )


def _read_entry(entry: Element, account: str) -> Entry:
    amount = _signed(entry)
    reference = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    elements = entry.findall("NtryDtls/TxDtls")
    stands_in = amount if len(elements) == 1 else None
    details = [_read_detail(element, amount, stands_in, account) for element in elements]
    return Entry(
        amount=amount,
        booked_on=_day(entry, "BookgDt"),
        value_on=_day(entry, "ValDt"),
        reference=reference,
        details=tuple(details) or (Detail(amount, reference=reference),),
        is_booked=(_text(entry, "Sts/Cd") or _text(entry, "Sts")) in {"BOOK", ""},
        is_reversal=_text(entry, "RvslInd") in {"true", "1"},
    )


def _read_detail(detail: Element, of_entry: Cents, stands_in: Cents | None, account: str) -> Detail:
    """Read one payment; ``stands_in`` is its amount when it gives none in euros itself and is alone in its entry."""
    direction = _text(detail, "CdtDbtInd") or ("CRDT" if of_entry >= 0 else "DBIT")
    amount = _first_euros(detail, ("Amt", "AmtDtls/TxAmt/Amt"))
    end_to_end_id = _text(detail, "Refs/EndToEndId")
    return_reason = _return_reason(detail)
    name, iban = _counterparty(detail, account, to_us=direction == "CRDT" and return_reason is None)
    remittance = [_clean(line.text) for line in detail.iterfind("RmtInf/Ustrd")]
    return Detail(
        amount=stands_in if amount is None else amount if direction == "CRDT" else -amount,
        end_to_end_id=None if end_to_end_id in {"", "NOTPROVIDED"} else end_to_end_id,
        counterparty_name=name,
        counterparty_iban=iban,
        remittance=" ".join(remittance) or _text(detail, "RmtInf/Strd/CdtrRefInf/Ref"),
        return_reason=return_reason,
        reference=_text(detail, "Refs/AcctSvcrRef") or _text(detail, "Refs/TxId"),
    )


def _return_reason(detail: Element) -> str | None:
    """Tell why a payment came back; MS03 is the code for a reason that is not given."""
    if detail.find("RtrInf") is None:
        return None
    return _text(detail, "RtrInf/Rsn/Cd") or _text(detail, "RtrInf/Rsn/Prtry") or "MS03"


def _counterparty(detail: Element, account: str, *, to_us: bool) -> tuple[str, str]:
    """Find the other side. A payment that came back may name us as debtor or as creditor: our account decides."""
    for role in ("Dbtr", "Cdtr") if to_us else ("Cdtr", "Dbtr"):
        party = f"RltdPties/{role}"
        name = _text(detail, f"{party}/Pty/Nm") or _text(detail, f"{party}/Nm")
        iban = _text(detail, f"{party}Acct/Id/IBAN") or _text(detail, f"{party}Acct/Id/Othr/Id")
        if (name or iban) and iban != account:
            return name, iban
    return "", ""


def _signed(element: Element) -> Cents:
    """Read the amount of an entry or balance in cents, below zero for a debit."""
    amount = element.find("Amt")
    text = "" if amount is None else _clean(amount.text)
    currency = "" if amount is None else amount.get("Ccy", "")
    if currency != "EUR":
        raise Invalid(
            _("This file has amounts in %(currency)s. We read accounts in euros only.", currency=currency or "?")
        )
    cents = _cents(text)
    direction = _text(element, "CdtDbtInd")
    if cents is None or direction not in {"CRDT", "DBIT"}:
        raise Invalid(
            _(
                "This file holds an amount that we cannot read: %(amount)s %(direction)s.",
                amount=text,
                direction=direction,
            )
        )
    return cents if direction == "CRDT" else -cents


def _first_euros(element: Element, paths: tuple[str, ...]) -> Cents | None:
    """Read the first of these amounts that is there and in euros."""
    for path in paths:
        amount = element.find(path)
        if amount is not None and amount.get("Ccy") == "EUR":
            return _cents(_clean(amount.text))
    return None


def _cents(text: str) -> Cents | None:
    """Read an amount as XML writes it; None when it is none or has parts of a cent."""
    number = _AMOUNT.fullmatch(text)
    if number is None:
        return None
    return 100 * int(number[1] or "0") + int((number[2] or "").ljust(2, "0"))


def _day(element: Element, path: str) -> date | None:
    """Read a date, or the date of a moment; None when the bank gives none that can be read."""
    text = _text(element, f"{path}/Dt") or _text(element, f"{path}/DtTm")
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _text(element: Element, path: str) -> str:
    return _clean(element.findtext(path))


def _clean(text: str | None) -> str:
    return clean_text(text or "", lines=False)
