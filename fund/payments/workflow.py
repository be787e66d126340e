"""Five small tables: an instalment, a run, an order in a bank file, a bank line booked by hand, money asked back."""

from __future__ import annotations

from enum import StrEnum

from fund.core.i18n import _
from fund.core.workflow import Look, Step, Workflow
from fund.payments import policy


class InstalmentState(StrEnum):
    """Where an instalment is; whether it can be paid today is computed by `rules.why_not_payable`."""

    PLANNED = "planned"
    IN_RUN = "in_run"
    INSTRUCTED = "instructed"
    PAID = "paid"
    CANCELLED = "cancelled"


class RunState(StrEnum):
    """Where a run is."""

    AWAITING_RELEASE = "awaiting_release"
    SENT_BACK = "sent_back"
    RELEASED = "released"
    SETTLED = "settled"


class OrderState(StrEnum):
    """Where an order is."""

    PROPOSED = "proposed"
    DROPPED = "dropped"
    INSTRUCTED = "instructed"
    PAID = "paid"
    RETURNED = "returned"


class RecoveryState(StrEnum):
    """Where money that is asked back is; whether it is late is computed by `rules.recovering.is_late`."""

    OPEN = "open"
    RECOVERED = "recovered"


class MatchState(StrEnum):
    """Where the matching of a bank line by hand is."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


INSTALMENT = Workflow(
    name="instalment",
    start=InstalmentState.PLANNED,
    steps=(
        Step("select", (InstalmentState.PLANNED,), InstalmentState.IN_RUN, policy.may_pay, duty="run_made"),
        Step("put_back", (InstalmentState.IN_RUN,), InstalmentState.PLANNED, policy.may_pay),
        Step("instruct", (InstalmentState.IN_RUN,), InstalmentState.INSTRUCTED, policy.may_pay, duty="run_released"),
        Step("confirm_paid", (InstalmentState.INSTRUCTED,), InstalmentState.PAID, policy.may_pay),
        Step("reopen", (InstalmentState.INSTRUCTED, InstalmentState.PAID), InstalmentState.PLANNED, policy.may_pay),
        Step("forgo", (InstalmentState.PAID,), InstalmentState.CANCELLED, policy.may_pay),
        Step("cancel", (InstalmentState.PLANNED,), InstalmentState.CANCELLED, policy.by_settlement),
    ),
    looks={
        InstalmentState.PLANNED: Look(_("Planned"), _("Planned"), "todo"),
        InstalmentState.IN_RUN: Look(_("Being paid"), _("In a run"), "busy"),
        InstalmentState.INSTRUCTED: Look(_("Being paid"), _("At the bank"), "busy"),
        InstalmentState.PAID: Look(_("Paid"), _("Paid"), "good"),
        InstalmentState.CANCELLED: Look(_("Cancelled"), _("Cancelled"), "shut"),
    },
)

RUN = Workflow(
    name="payment_run",
    start=RunState.AWAITING_RELEASE,
    steps=(
        Step("release", (RunState.AWAITING_RELEASE,), RunState.RELEASED, policy.may_release, (), _("Release")),
        Step("send_back", (RunState.AWAITING_RELEASE,), RunState.SENT_BACK, policy.may_pay, (), _("Send back")),
        Step("settle_run", (RunState.RELEASED,), RunState.SETTLED, policy.may_pay),
    ),
    looks={
        RunState.AWAITING_RELEASE: Look(_("Waits for release"), _("Waits for release"), "wait"),
        RunState.SENT_BACK: Look(_("Sent back"), _("Sent back"), "no"),
        RunState.RELEASED: Look(_("Released to the bank"), _("Released to the bank"), "busy"),
        RunState.SETTLED: Look(_("Carried out by the bank"), _("Carried out by the bank"), "good"),
    },
)

ORDER = Workflow(
    name="payment_order",
    start=OrderState.PROPOSED,
    steps=(
        Step("drop", (OrderState.PROPOSED,), OrderState.DROPPED, policy.may_pay),
        Step("instruct_order", (OrderState.PROPOSED,), OrderState.INSTRUCTED, policy.may_pay),
        Step("mark_paid", (OrderState.INSTRUCTED,), OrderState.PAID, policy.may_pay),
        Step("mark_returned", (OrderState.INSTRUCTED, OrderState.PAID), OrderState.RETURNED, policy.may_pay),
    ),
    looks={
        OrderState.PROPOSED: Look(_("Waits for release"), _("Waits for release"), "wait"),
        OrderState.DROPPED: Look(_("Taken out"), _("Taken out"), "shut"),
        OrderState.INSTRUCTED: Look(_("At the bank"), _("At the bank"), "busy"),
        OrderState.PAID: Look(_("Paid"), _("Paid"), "good"),
        OrderState.RETURNED: Look(_("Returned"), _("Returned"), "late"),
    },
)

MATCH = Workflow(
    name="bank_match",
    start=MatchState.PROPOSED,
    steps=(
        Step("confirm_match", (MatchState.PROPOSED,), MatchState.CONFIRMED, policy.may_confirm_match, (), _("Book it")),
        Step("refuse_match", (MatchState.PROPOSED,), MatchState.REFUSED, policy.may_pay, (), _("Do not book it")),
    ),
    looks={
        MatchState.PROPOSED: Look(_("Waits for a second person"), _("Waits for a second person"), "wait"),
        MatchState.CONFIRMED: Look(_("Booked by hand"), _("Booked by hand"), "good"),
        MatchState.REFUSED: Look(_("Not booked"), _("Not booked"), "no"),
    },
)

RECOVERY = Workflow(
    name="recovery",
    start=RecoveryState.OPEN,
    steps=(Step("finish_recovery", (RecoveryState.OPEN,), RecoveryState.RECOVERED, policy.may_pay),),
    looks={
        RecoveryState.OPEN: Look(_("To be paid back"), _("To be received"), "wait"),
        RecoveryState.RECOVERED: Look(_("Paid back"), _("Received"), "good"),
    },
)
