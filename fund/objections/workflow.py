"""An objection ends in one of two ways: the applicant takes it back, or it is decided on."""

from __future__ import annotations

from enum import StrEnum

from fund.core.i18n import _
from fund.core.workflow import Look, Step, Workflow
from fund.objections import policy


class State(StrEnum):
    """Where an objection is."""

    RECEIVED = "received"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"


WORKFLOW = Workflow(
    name="objection",
    start=State.RECEIVED,
    steps=(
        Step("withdraw_objection", (State.RECEIVED,), State.WITHDRAWN, policy.may_end_objection),
        Step("decide_objection", (State.RECEIVED,), State.DECIDED, policy.may_end_objection),
    ),
    looks={
        State.RECEIVED: Look(_("Received"), _("Received"), "busy"),
        State.WITHDRAWN: Look(_("Withdrawn"), _("Withdrawn"), "draft"),
        State.DECIDED: Look(_("Decided on"), _("Decided on"), "good"),
    },
)
