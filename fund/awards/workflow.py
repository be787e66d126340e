"""A grant runs, is settled, and is closed when the last euro is paid; a payment that comes back opens it again."""

from __future__ import annotations

from enum import StrEnum

from fund.awards import policy
from fund.core.i18n import _
from fund.core.workflow import Look, Step, Workflow


class State(StrEnum):
    """Where an award is."""

    RUNNING = "running"
    SETTLED = "settled"
    CLOSED = "closed"


WORKFLOW = Workflow(
    name="award",
    start=State.RUNNING,
    steps=(
        Step("settle", (State.RUNNING,), State.SETTLED, policy.by_settlement, (), _("Settle")),
        Step("close", (State.SETTLED,), State.CLOSED, policy.by_the_books, (), _("Close")),
        Step("reopen", (State.CLOSED,), State.SETTLED, policy.by_the_books),
    ),
    looks={
        State.RUNNING: Look(_("Running"), _("Running"), "good"),
        State.SETTLED: Look(_("Settled"), _("Settled"), "busy"),
        State.CLOSED: Look(_("Closed"), _("Closed"), "shut"),
    },
)
