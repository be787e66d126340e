"""A determination is proposed by one person and decided by another."""

from __future__ import annotations

from enum import StrEnum

from fund.core.i18n import _
from fund.core.workflow import Look, Step, Workflow
from fund.settlement import policy


class State(StrEnum):
    """Where a determination is."""

    PROPOSED = "proposed"
    SENT_BACK = "sent_back"
    DETERMINED = "determined"


WORKFLOW = Workflow(
    name="settlement",
    start=State.PROPOSED,
    steps=(
        Step(
            "propose_settlement_again",
            (State.SENT_BACK,),
            State.PROPOSED,
            policy.may_propose,
            (),
            _("Propose again"),
            duty="settlement_proposed",
        ),
        Step("send_settlement_back", (State.PROPOSED,), State.SENT_BACK, policy.may_determine, (), _("Send back")),
        Step(
            "determine",
            (State.PROPOSED,),
            State.DETERMINED,
            policy.may_determine,
            (),
            _("Determine"),
            duty="settlement_decided",
        ),
    ),
    looks={
        State.PROPOSED: Look(_("Being determined"), _("Waits for signature"), "wait"),
        State.SENT_BACK: Look(_("Being determined"), _("Sent back"), "late"),
        State.DETERMINED: Look(_("Determined"), _("Determined"), "good"),
    },
)
