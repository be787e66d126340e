"""Four eyes by person over the whole case (NB-13); and what holds for accounts and organisations. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from fund.core.errors import Invalid
from fund.core.i18n import Message, _


class DutyKind(StrEnum):
    """What a person can have done in a case that stands in the way of doing something else."""

    APPLIED = "applied"
    HANDLED = "handled"
    SCORED = "scored"
    ADVISED = "advised"
    PROPOSED = "proposed"
    DECIDED = "decided"
    BANK_CHECKED = "bank_checked"
    RUN_MADE = "run_made"
    RUN_RELEASED = "run_released"
    BANK_MATCHED = "bank_matched"
    REVIEWED_REPORT = "reviewed_report"
    SETTLEMENT_PROPOSED = "settlement_proposed"
    SETTLEMENT_DECIDED = "settlement_decided"


K: Final = DutyKind
PREPARING: Final = frozenset({K.HANDLED, K.SCORED, K.ADVISED, K.PROPOSED, K.SETTLEMENT_PROPOSED, K.REVIEWED_REPORT})
JUDGING: Final = frozenset({K.DECIDED, K.SETTLEMENT_DECIDED})
PAYING: Final = frozenset({K.BANK_CHECKED, K.RUN_MADE, K.RUN_RELEASED, K.BANK_MATCHED})

APART: Final[tuple[tuple[frozenset[DutyKind], frozenset[DutyKind]], ...]] = (
    (PREPARING, JUDGING),
    (PREPARING | JUDGING, PAYING),
    (frozenset({K.RUN_MADE}), frozenset({K.RUN_RELEASED})),
    (frozenset({K.BANK_CHECKED}), frozenset({K.RUN_MADE, K.RUN_RELEASED})),
    (frozenset({K.APPLIED}), PREPARING | JUDGING | PAYING),
)
"""Pairs of duties that one person never combines in one case. There is no exception for administrators."""

DONE: Final[dict[DutyKind, Message]] = {
    K.APPLIED: _("you applied for it"),
    K.HANDLED: _("you handled it"),
    K.SCORED: _("you scored it"),
    K.ADVISED: _("you advised on it"),
    K.PROPOSED: _("you proposed the decision"),
    K.DECIDED: _("you decided on it"),
    K.BANK_CHECKED: _("you checked the bank account"),
    K.RUN_MADE: _("you made the payment run"),
    K.RUN_RELEASED: _("you released the payment"),
    K.BANK_MATCHED: _("you booked a line of the bank for it by hand"),
    K.REVIEWED_REPORT: _("you reviewed a report"),
    K.SETTLEMENT_PROPOSED: _("you proposed the determination"),
    K.SETTLEMENT_DECIDED: _("you determined it"),
}


def four_eyes(done: Collection[DutyKind], wanted: DutyKind) -> Message | None:
    """Say which earlier duty of this person in this case stands in the way of `wanted`; None when none does."""
    for one, other in APART:
        clashing = other if wanted in one else one if wanted in other else frozenset()
        for duty in DutyKind:
            if duty in clashing and duty in done:
                return _("You cannot do this in this case, because %(done)s. Somebody else does it.", done=DONE[duty])
    return None


# Accounts

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
SIGN_IN_LASTS: Final = timedelta(hours=12)

FAILURES_WINDOW: Final = timedelta(minutes=15)
FAILURES_ON_ONE_ADDRESS: Final = 8
FAILURES_FROM_ONE_SOURCE: Final = 40
MAILS_AN_HOUR: Final = 4
MAILS_AN_HOUR_FROM_ONE_SOURCE: Final = 30

_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
_PHONE = re.compile(r"\+?[0-9()/ .-]+", re.ASCII)
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.ASCII | re.IGNORECASE)
_WEBSITE = re.compile(
    r"https?://[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+(:[0-9]{1,5})?([/?#][^\s<>\"'\\]*)?", re.ASCII | re.IGNORECASE
)


def hash_token(token: str) -> str:
    """Hash a token: the database keeps this and nothing else of it, so that reading it lets nobody in."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_address(email: str) -> str:
    """Hash an e-mail address, in any case, for counting tries without keeping who they were for."""
    return hashlib.sha256(f"address:{email.strip().lower()}".encode()).hexdigest()


def read_email(text: str) -> str:
    """Read an e-mail address and return it in lower case; raises Invalid when it is none."""
    address = text.strip().lower()
    if len(address) > 254 or not _EMAIL.fullmatch(address) or ".." in address:
        raise Invalid(_("Write an e-mail address like name@example.nl."))
    return address


def read_phone(text: str) -> str:
    """Read a telephone number: digits, with spaces, hyphens, brackets and a plus; raises Invalid when it is none."""
    number = " ".join(text.split())
    if not _PHONE.fullmatch(number) or not 8 <= sum(sign.isdigit() for sign in number) <= 15:
        raise Invalid(_("Write the telephone number in digits, for example 073 123 45 67."))
    return number


def read_website(text: str) -> str:
    """Read the address of a website and return it with http(s) before it; raises Invalid when it is none."""
    address = text.strip()
    if not _HAS_SCHEME.match(address):
        address = f"https://{address}"
    if len(address) > 300 or not _WEBSITE.fullmatch(address):
        raise Invalid(_("Write the address of the website, for example https://www.example.nl."))
    return address


def password_problem(password: str, email: str) -> Message | None:
    """Say why a password will not do: long is what counts, not strange signs (ASVS 6.2)."""
    if len(password) < SHORTEST_PASSWORD:
        return _(
            "Choose a password of at least %(least)s characters. Yours has %(count)s.",
            least=SHORTEST_PASSWORD,
            count=len(password),
        )
    if len(password) > LONGEST_PASSWORD:
        return _("Choose a password of at most %(most)s characters.", most=LONGEST_PASSWORD)
    if password.strip().lower() == email or len(set(password)) < 4:
        return _("This password is easy to guess. Choose for example four words that do not belong together.")
    return None


@dataclass(frozen=True)
class Failures:
    """Failed tries to sign in within the window: how many, and when the oldest of them was."""

    on_address: int
    from_source: int
    oldest: datetime | None


def wait_for(failures: Failures, now: datetime) -> Message | None:
    """Say how long to wait after too many failed tries, alike for known and unknown addresses; None when not."""
    if failures.on_address < FAILURES_ON_ONE_ADDRESS and failures.from_source < FAILURES_FROM_ONE_SOURCE:
        return None
    left = FAILURES_WINDOW - (now - failures.oldest) if failures.oldest is not None else FAILURES_WINDOW
    return _(
        "There were too many tries to sign in. Wait %(minutes)s minutes, or choose a new password.",
        minutes=max(1, -(-int(left.total_seconds()) // 60)),
    )


# Organisations


class LegalForm(StrEnum):
    """The legal forms that a social enterprise may have."""

    FOUNDATION = "foundation"
    ASSOCIATION = "association"
    COOPERATIVE = "cooperative"
    PRIVATE_COMPANY = "private_company"
    PUBLIC_COMPANY = "public_company"
    PARTNERSHIP = "partnership"
    SOLE_TRADER = "sole_trader"


LEGAL_FORM_NAMES: Final[dict[LegalForm, Message]] = {
    LegalForm.FOUNDATION: _("foundation (stichting)"),
    LegalForm.ASSOCIATION: _("association (vereniging)"),
    LegalForm.COOPERATIVE: _("cooperative (coöperatie)"),
    LegalForm.PRIVATE_COMPANY: _("private company (bv)"),
    LegalForm.PUBLIC_COMPANY: _("public company (nv)"),
    LegalForm.PARTNERSHIP: _("partnership (vof, maatschap)"),
    LegalForm.SOLE_TRADER: _("sole trader (eenmanszaak)"),
}


def rsin_problem(legal_form: LegalForm, rsin: str) -> Message | None:
    """Say whether an RSIN goes with the legal form: a sole trader has none, everybody else has one (§6)."""
    if legal_form is LegalForm.SOLE_TRADER:
        return _("A sole trader has no RSIN. Leave this field empty; we do not ask for a BSN.") if rsin else None
    return None if rsin else _("Fill in the RSIN. You find it on your registration with the KvK.")
