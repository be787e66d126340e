"""The states of a case, from draft until decided, and who takes the steps.

What happens after the decision (running, reported, settled) is the state of the award, not of the application.
"""

from __future__ import annotations

from enum import StrEnum

from fund.applications import policy, rules
from fund.core.i18n import _
from fund.core.workflow import Look, Step, Workflow


class State(StrEnum):
    """Where an application is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_ASSESSMENT = "in_assessment"
    ADVISED = "advised"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN = (State.SUBMITTED, State.IN_ASSESSMENT, State.ADVISED)

WORKFLOW = Workflow(
    name="application",
    start=State.DRAFT,
    steps=(
        Step(
            "submit",
            (State.DRAFT,),
            State.SUBMITTED,
            policy.may_submit,
            (rules.every_part_is_ready,),
            _("Submit application"),
            duty="applied",
        ),
        Step(
            "take_up",
            (State.SUBMITTED,),
            State.IN_ASSESSMENT,
            policy.may_handle,
            (),
            _("Confirm that it is complete and start assessing"),
            duty="handled",
        ),
        Step(
            "record_advice",
            (State.IN_ASSESSMENT,),
            State.ADVISED,
            policy.may_handle,
            (),
            _("Record the advice"),
            duty="advised",
        ),
        Step("reopen_assessment", (State.ADVISED,), State.IN_ASSESSMENT, policy.may_handle, (), _("Assess again")),
        Step("grant", (State.ADVISED,), State.GRANTED, policy.by_decision, (), _("Grant")),
        Step("refuse", (State.ADVISED,), State.REFUSED, policy.by_decision, (), _("Refuse")),
        Step("withdraw", (State.DRAFT, *OPEN), State.WITHDRAWN, policy.may_withdraw, (), _("Withdraw application")),
    ),
    looks={
        State.DRAFT: Look(_("Draft"), _("Draft"), "draft"),
        State.SUBMITTED: Look(_("Received"), _("Received"), "todo"),
        State.IN_ASSESSMENT: Look(_("Being assessed"), _("In assessment"), "busy"),
        State.ADVISED: Look(_("Being assessed"), _("Advised"), "busy"),
        State.GRANTED: Look(_("Granted"), _("Granted"), "good"),
        State.REFUSED: Look(_("Refused"), _("Refused"), "no"),
        State.WITHDRAWN: Look(_("Withdrawn"), _("Withdrawn"), "shut"),
    },
)
