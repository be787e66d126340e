"""One person's assessment: a draft until it is handed in, handed back only with a reason, withheld with an interest.

Who is late or away can be taken off the case before handing in, so that somebody else scores it (SC-10).
"""

from __future__ import annotations

from enum import StrEnum

from fund.assessment import policy, rules
from fund.core.i18n import _
from fund.core.workflow import Look, Step, Workflow


class State(StrEnum):
    """Where one person's assessment is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHHELD = "withheld"
    TAKEN_OFF = "taken_off"


WORKFLOW = Workflow(
    name="assessment",
    start=State.DRAFT,
    steps=(
        Step(
            "submit_scores",
            (State.DRAFT,),
            State.SUBMITTED,
            policy.is_own_assessment,
            (rules.case_is_in_assessment, rules.every_score_has_a_reason),
            _("Hand in scores"),
            duty="scored",
        ),
        Step(
            "reopen_scores",
            (State.SUBMITTED,),
            State.DRAFT,
            policy.may_handle_assessment,
            (rules.case_is_in_assessment,),
            _("Hand back"),
            duty="handled",
        ),
        Step(
            "withhold",
            (State.DRAFT, State.SUBMITTED),
            State.WITHHELD,
            policy.is_own_assessment,
            (rules.case_is_in_assessment,),
            _("Step aside"),
            steps_aside=True,
        ),
        Step(
            "take_off",
            (State.DRAFT,),
            State.TAKEN_OFF,
            policy.may_handle_assessment,
            (rules.case_is_in_assessment,),
            _("Take off the case"),
            duty="handled",
        ),
        Step(
            "ask_again",
            (State.TAKEN_OFF,),
            State.DRAFT,
            policy.may_handle_assessment,
            (rules.case_is_in_assessment,),
            _("Ask again"),
            duty="handled",
        ),
    ),
    looks={
        State.DRAFT: Look(_("Busy"), _("To score"), "todo"),
        State.SUBMITTED: Look(_("Done"), _("Scored"), "good"),
        State.WITHHELD: Look(_("Stepped aside"), _("Stepped aside"), "shut"),
        State.TAKEN_OFF: Look(_("Taken off the case"), _("Taken off the case"), "shut"),
    },
)
