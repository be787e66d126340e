"""Whether an instalment can be paid on a day, and if not, why (F61). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol

from fund.core.calendar import local_day
from fund.core.i18n import Message, _

WAITING_DAYS: Final = 14
"""Between a change of the bank account of a running grant and the first payment to it (PM-08)."""


@dataclass(frozen=True)
class ToMeet:
    """Something that the grantee must do: its kind, before when, when it came in and when that was accepted."""

    kind: str
    due_on: date | None
    met_on: date | None
    filed_on: date | None = None

    def days_late(self, day: date) -> int:
        """How long the fund has waited on `day`; what came in is waited for no more."""
        return 0 if self.due_on is None or self.filed_on or self.met_on else max((day - self.due_on).days, 0)


@dataclass(frozen=True)
class Account:
    """The newest bank account of the grantee; `changed_on` when it took the place of another while the grant ran."""

    checked_on: date | None
    changed_on: date | None = None


class Entered(Protocol):
    """A bank account as it was entered; another row with the same IBAN is the same account."""

    @property
    def iban(self) -> str:
        """The number."""

    @property
    def entered_at(self) -> datetime:
        """When it was entered."""


def changed_on(accounts: Sequence[Entered], granted_on: date) -> date | None:
    """Answer on which day the newest account took the place of another while the grant ran; None when it did not.

    `accounts` are all accounts of the grantee, the newest first. Entering the same IBAN again does not move the day
    (PM-08).
    """
    same = _same_as_newest(accounts)
    if same == len(accounts):
        return None
    day = local_day(accounts[same - 1].entered_at)
    return day if day >= granted_on else None


def account_before(accounts: Sequence[Any]) -> Any | None:
    """Answer which account the newest one took the place of: the last with another IBAN, or else the row before it."""
    same = _same_as_newest(accounts)
    earlier = accounts[same:] or accounts[1:]
    return earlier[0] if earlier else None


def _same_as_newest(accounts: Sequence[Entered]) -> int:
    """Count how many of the newest rows have the IBAN of the newest."""
    return next((at for at, each in enumerate(accounts) if each.iban != accounts[0].iban), len(accounts))


@dataclass(frozen=True)
class InstalmentFacts:
    """What decides whether an instalment can be paid.

    `state` is that of the instalment (`planned` can be paid), `award_state` that of the grant (`running`, `settled`,
    `closed`); `after` is the obligation to meet first, `duties` are all obligations of the grant.
    """

    state: str
    due_on: date | None
    at_settlement: bool
    award_state: str
    account: Account | None
    after: ToMeet | None = None
    duties: Sequence[ToMeet] = ()
    run_number: str = ""


NAMES: Final[dict[str, Message]] = {
    "carry_out": _("The plan"),
    "interim_report": _("The interim report"),
    "final_report": _("The final report"),
    "report_changes": _("The message about changes"),
    "share_lesson": _("The lesson to share"),
    "other": _("What was agreed"),
}
REPORTS: Final = frozenset({"interim_report", "final_report"})
_GONE: Final[dict[str, Message]] = {
    "instructed": _("This payment is at the bank."),
    "paid": _("This was paid."),
    "cancelled": _("This payment was cancelled."),
}


def why_not_payable(facts: InstalmentFacts, day: date) -> Message | None:
    """Say why an instalment cannot be paid on `day`; None when it can (F61, F64, LC-62)."""
    if facts.state == "in_run":
        return _("It is in payment run %(number)s already.", number=facts.run_number)
    if facts.state in _GONE:
        return _GONE[facts.state]
    return _not_due(facts, day) or _not_met(facts, day) or _account_not_ready(facts.account, day)


def _not_due(facts: InstalmentFacts, day: date) -> Message | None:
    if facts.at_settlement and facts.award_state == "running":
        return _("This is paid after the grant is determined.")
    if facts.due_on is not None and day < facts.due_on:
        return _("The day of payment is not there yet: %(day)s.", day=facts.due_on)
    return None


def _not_met(facts: InstalmentFacts, day: date) -> Message | None:
    """Check the obligation to meet first, and that no report is overdue (F61); after determination none counts."""
    if facts.award_state != "running":
        return None
    late = next((duty for duty in facts.duties if duty.kind in REPORTS and duty.days_late(day)), None)
    if late is not None:
        return _too_late(late, late.days_late(day))
    if facts.after is None or facts.after.met_on is not None:
        return None
    return _not_there(facts.after, day)


def _not_there(duty: ToMeet, day: date) -> Message:
    if duty.filed_on is not None:
        return _(
            "%(what)s came in on %(day)s. It can be paid once we have accepted it.",
            what=NAMES[duty.kind],
            day=duty.filed_on,
        )
    if days := duty.days_late(day):
        return _too_late(duty, days)
    if duty.due_on is None:
        return _("%(what)s is not there yet. It can be paid once it is there.", what=NAMES[duty.kind])
    return _(
        "%(what)s is not there yet (due %(day)s). It can be paid once it is there.",
        what=NAMES[duty.kind],
        day=duty.due_on,
    )


def _too_late(duty: ToMeet, days: int) -> Message:
    if days == 1:
        return _("%(what)s is 1 day late. It can be paid once it is there.", what=NAMES[duty.kind])
    return _("%(what)s is %(days)s days late. It can be paid once it is there.", what=NAMES[duty.kind], days=days)


def _account_not_ready(account: Account | None, day: date) -> Message | None:
    if account is None:
        return _("The grantee has not given a bank account yet.")
    if account.checked_on is None:
        if account.changed_on is not None:
            return _("The bank account was changed on %(day)s and is not checked yet.", day=account.changed_on)
        return _("The bank account is not checked yet.")
    if account.changed_on is not None and day < (free := account.changed_on + timedelta(days=WAITING_DAYS)):
        return _(
            "The bank account was changed on %(changed)s. It can be paid from %(free)s on.",
            changed=account.changed_on,
            free=free,
        )
    return None
