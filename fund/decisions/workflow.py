"""A decision: proposed by one person, decided by another under a mandate, drawn as a letter and made known."""

from __future__ import annotations

from enum import StrEnum

from fund.core.i18n import _
from fund.core.workflow import Look, Step, Workflow
from fund.decisions import policy, rules


class State(StrEnum):
    """Where a decision is."""

    PROPOSED = "proposed"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    SERVED = "served"


WORKFLOW = Workflow(
    name="decision",
    start=State.PROPOSED,
    steps=(
        Step(
            "propose_again",
            (State.SENT_BACK,),
            State.PROPOSED,
            policy.may_propose,
            (rules.is_whole,),
            _("Propose again"),
            duty="proposed",
        ),
        Step("send_back", (State.PROPOSED,), State.SENT_BACK, policy.may_decide, (), _("Send back")),
        Step(
            "approve",
            (State.PROPOSED,),
            State.APPROVED,
            policy.may_decide,
            (rules.is_whole,),
            _("Sign this decision"),
            duty="decided",
        ),
        Step("serve", (State.APPROVED,), State.SERVED, policy.may_serve, (rules.has_its_letter,), _("Send the letter")),
    ),
    looks={
        State.PROPOSED: Look(_("Being decided"), _("Waits for signature"), "wait"),
        State.SENT_BACK: Look(_("Being decided"), _("Sent back"), "late"),
        State.APPROVED: Look(_("Being decided"), _("Signed"), "busy"),
        State.SERVED: Look(_("Decided"), _("Made known"), "good"),
    },
)
