"""A bank account is checked by somebody else than who entered it (PM-08)."""

from __future__ import annotations

from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Stale
from fund.core.i18n import _
from fund.payments import policy, queries
from fund.people.actions import take_duty
from fund.people.models import BankAccount, Person
from fund.people.rules import DutyKind


def check_account(bank_account: BankAccount, *, by: Person) -> None:
    """Write down that a second person compared name and number with the proof of the grantee.

    Raises Forbidden for who entered it or did something else in a running case of the grantee, Stale when the account
    was checked already or is not the newest any more.
    """
    if reason := policy.may_check_account(by, bank_account):
        raise Forbidden(reason)
    db.session.refresh(bank_account, with_for_update={"of": BankAccount})
    db.session.refresh(bank_account.organisation, attribute_names=["bank_accounts"])
    newest = queries.account_of(bank_account.organisation)
    if newest is None or newest.id != bank_account.id:
        raise Stale(_("There is a newer bank account of this organisation. Check that one."))
    if bank_account.checked_at is not None:
        raise Stale(_("This bank account was checked already."))
    for case_id in queries.running_cases(bank_account.organisation_id):
        take_duty(DutyKind.BANK_CHECKED, case_id, by=by)
    bank_account.checked_at, bank_account.checked_by_id = clock.now(), by.id
    audit.record(
        "bank_account.check",
        bank_account,
        by=by,
        organisation=bank_account.organisation.name,
        iban=bank_account.iban,
        holder=bank_account.holder,
    )


def doubt_account(bank_account: BankAccount, *, reason: str, by: Person) -> None:
    """Let an account to which the bank did not pay be checked anew before anything more goes to it (PM-05)."""
    if bank_account.checked_at is None:
        return
    bank_account.checked_at = bank_account.checked_by_id = None
    audit.record("bank_account.doubt", bank_account, by=by, iban=bank_account.iban, reason=reason)
