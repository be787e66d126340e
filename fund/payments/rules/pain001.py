"""Write a payment file for the bank: SEPA credit transfers as pain.001.001.09 (PM-01 to PM-04, PM-06, PM-07).

The same file always gives the same bytes: every number and moment in the file is given, none is made here. What a bank
would refuse or cut off is refused here, in words, before anybody signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from defusedxml.ElementTree import fromstring

from fund.core.calendar import AMSTERDAM, is_target_day, local_day, next_target_day
from fund.core.errors import Refused
from fund.core.i18n import Message, _
from fund.core.identifiers import read_iban
from fund.core.money import Cents, Money

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
MOST_IN_ONE_TRANSFER: Final[Cents] = 99_999_999_999
LONGEST_ID: Final = 35
LONGEST_NAME: Final = 70
LONGEST_REMITTANCE: Final = 140

_ALLOWED = r"a-zA-Z0-9/\-?:().,'+ "
_SPELLINGS = """
ß:ss æ:ae Æ:AE œ:oe Œ:OE ø:o Ø:O ł:l Ł:L đ:d Đ:D ð:d Ð:D þ:th Þ:Th ħ:h Ħ:H ı:i ŋ:n Ŋ:N €:EUR &:+ _:- –:- —:- −:- ‐:- ~:-
’:' ‘:' `:' ´:' ":' “:' ”:' „:' [:( {:( <:( ]:) }:) >:) \\:/ |:/ ⁄:/ ;:,
"""
_REPLACED: Final = str.maketrans(dict(pair.split(":", 1) for pair in _SPELLINGS.split()))


@dataclass(frozen=True)
class Transfer:
    """One payment to one account: its id for ever, whole cents, and whom it is for."""

    end_to_end_id: str
    amount: Cents
    name: str
    iban: str
    remittance: str


@dataclass(frozen=True)
class PaymentFile:
    """What the bank is asked to do on one day from one account."""

    message_id: str
    payment_id: str
    created_at: datetime
    execution_day: date
    debtor_name: str
    debtor_iban: str
    transfers: tuple[Transfer, ...]
    debtor_bic: str | None = None
    batch_booking: bool = True

    @property
    def control_sum(self) -> Cents:
        """The sum of all transfers."""
        return sum(transfer.amount for transfer in self.transfers)


def write_pain001(file: PaymentFile) -> bytes:
    """Write the file as XML that is valid against its schema.

    Raises:
        Refused: when a bank would not carry the file out as it stands.
    """
    check_file(file)
    document = Element("Document", {"xmlns": NAMESPACE})
    initiation = _add(document, "CstmrCdtTrfInitn")
    _write_header(_add(initiation, "GrpHdr"), file)
    payment = _add(initiation, "PmtInf")
    _write_payment(payment, file)
    for transfer in file.transfers:
        _write_transfer(_add(payment, "CdtTrfTxInf"), transfer)
    indent(document)
    written: bytes = tostring(document, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def read_totals(content: bytes) -> tuple[int, Cents]:
    """Count the payments in a file that this house wrote and add them up, from the payments themselves."""
    found = fromstring(content, forbid_dtd=True).iterfind(f".//{{{NAMESPACE}}}InstdAmt")
    amounts = [int((each.text or "0").replace(".", "")) for each in found]
    return len(amounts), sum(amounts)


def check_file(file: PaymentFile) -> None:
    """Refuse a file that a bank would refuse, change or cut off.

    Raises:
        Refused: with the first reason found.
    """
    if not file.transfers:
        raise Refused(_("There is nothing to pay in this file."))
    for identification in (file.message_id, file.payment_id, *(each.end_to_end_id for each in file.transfers)):
        _check_id(identification)
    if twice := _first_double(transfer.end_to_end_id for transfer in file.transfers):
        raise Refused(_("Payment %(id)s is in this file twice.", id=twice))
    if not is_target_day(file.execution_day):
        following = next_target_day(file.execution_day)
        raise Refused(
            _("Banks do not pay on %(day)s. Choose %(following)s.", day=file.execution_day, following=following)
        )
    if file.execution_day < local_day(file.created_at):
        raise Refused(_("The day of payment, %(day)s, has passed. Choose a later day.", day=file.execution_day))
    _check_party(file.debtor_name, file.debtor_iban)
    if file.debtor_bic is not None and not re.fullmatch(
        r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", file.debtor_bic
    ):
        raise Refused(_("%(bic)s is not the code (BIC) of a bank.", bic=file.debtor_bic))
    for transfer in file.transfers:
        _check_transfer(transfer)


def to_bank_text(text: str) -> str:
    """Write a text in the letters that every bank in SEPA carries (PM-03).

    ``é`` becomes ``e``, ``&`` becomes ``+``; what has no such letter becomes a full stop, so that it shows.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_REPLACED)).translate(_REPLACED)
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub(f"[^{_ALLOWED}]", ".", " ".join(letters.split()))


def _check_transfer(transfer: Transfer) -> None:
    if not 0 < transfer.amount <= MOST_IN_ONE_TRANSFER:
        raise Refused(
            _(
                "Payment %(id)s is %(amount)s. A bank pays from one cent up to %(most)s at a time.",
                id=transfer.end_to_end_id,
                amount=Money(transfer.amount),
                most=Money(MOST_IN_ONE_TRANSFER),
            )
        )
    _check_party(transfer.name, transfer.iban)
    if not 0 < len(to_bank_text(transfer.remittance)) <= LONGEST_REMITTANCE:
        raise Refused(_text_length(transfer.end_to_end_id))


def _check_party(name: str, iban: str) -> None:
    """Check a name and an account; an IBAN is taken only as it is kept, so that what was approved is what is paid."""
    letters = to_bank_text(name)
    if not any(character.isalnum() for character in letters):
        raise Refused(_("The bank cannot write the name %(name)s. Give it in Latin letters.", name=name))
    if len(letters) > LONGEST_NAME:
        raise Refused(
            _(
                "The name %(name)s is too long for the bank: give it in %(most)s characters.",
                name=name,
                most=LONGEST_NAME,
            )
        )
    if read_iban(iban) != iban:
        raise Refused(_("The IBAN %(iban)s must be written in capitals without spaces.", iban=iban))


def _check_id(text: str) -> None:
    """Refuse an id that a bank would change (PM-03): it must come back as it went."""
    fits = len(text) <= LONGEST_ID and re.fullmatch(f"[{_ALLOWED}]+", text) and text == text.strip()
    if not fits or text.startswith("/") or text.endswith("/") or "//" in text:
        raise Refused(_("%(id)s cannot be a reference in a payment file.", id=text))


def _text_length(end_to_end_id: str) -> Message:
    return _(
        "Payment %(id)s needs a description of 1 to %(most)s characters.", id=end_to_end_id, most=LONGEST_REMITTANCE
    )


def _first_double(ids: Iterable[str]) -> str | None:
    return next((each for each, count in Counter(ids).items() if count > 1), None)


def _write_header(header: Element, file: PaymentFile) -> None:
    _add(header, "MsgId", file.message_id)
    _add(header, "CreDtTm", file.created_at.astimezone(AMSTERDAM).replace(tzinfo=None).isoformat(timespec="seconds"))
    _add(header, "NbOfTxs", str(len(file.transfers)))
    _add(header, "CtrlSum", _euros(file.control_sum))
    _add(header, "InitgPty/Nm", to_bank_text(file.debtor_name))


def _write_payment(payment: Element, file: PaymentFile) -> None:
    _add(payment, "PmtInfId", file.payment_id)
    _add(payment, "PmtMtd", "TRF")
    _add(payment, "BtchBookg", "true" if file.batch_booking else "false")
    _add(payment, "NbOfTxs", str(len(file.transfers)))
    _add(payment, "CtrlSum", _euros(file.control_sum))
    _add(payment, "PmtTpInf/SvcLvl/Cd", "SEPA")
    _add(payment, "ReqdExctnDt/Dt", file.execution_day.isoformat())
    _add(payment, "Dbtr/Nm", to_bank_text(file.debtor_name))
    _add(payment, "DbtrAcct/Id/IBAN", file.debtor_iban)
    agent = _add(payment, "DbtrAgt/FinInstnId")
    if file.debtor_bic:
        _add(agent, "BICFI", file.debtor_bic)
    else:
        _add(agent, "Othr/Id", "NOTPROVIDED")
    _add(payment, "ChrgBr", "SLEV")


def _write_transfer(transaction: Element, transfer: Transfer) -> None:
    _add(transaction, "PmtId/EndToEndId", transfer.end_to_end_id)
    _add(transaction, "Amt/InstdAmt", _euros(transfer.amount)).set("Ccy", "EUR")
    _add(transaction, "Cdtr/Nm", to_bank_text(transfer.name))
    _add(transaction, "CdtrAcct/Id/IBAN", transfer.iban)
    _add(transaction, "RmtInf/Ustrd", to_bank_text(transfer.remittance))


def _add(parent: Element, path: str, text: str | None = None) -> Element:
    """Add an element, or a chain of elements ``a/b/c``, and return the last one."""
    for name in path.split("/"):
        parent = SubElement(parent, name)
    parent.text = text
    return parent


def _euros(cents: Cents) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
