"""A report is expected, filed, questioned if need be, and accepted."""

from __future__ import annotations

from enum import StrEnum

from fund.core.i18n import _
from fund.core.workflow import Look, Step, Workflow
from fund.reports import policy, rules


class State(StrEnum):
    """Where a report is; late is a matter of dates, not of state."""

    EXPECTED = "expected"
    SUBMITTED = "submitted"
    QUESTIONED = "questioned"
    ACCEPTED = "accepted"


WORKFLOW = Workflow(
    name="report",
    start=State.EXPECTED,
    steps=(
        Step(
            "submit_report",
            (State.EXPECTED,),
            State.SUBMITTED,
            policy.may_file,
            (rules.report_is_whole,),
            _("Send report"),
        ),
        Step("ask", (State.SUBMITTED,), State.QUESTIONED, policy.may_review, (), _("Ask a question")),
        Step(
            "answer",
            (State.QUESTIONED,),
            State.SUBMITTED,
            policy.may_file,
            (rules.every_question_is_answered, rules.report_is_whole),
            _("Send answer"),
        ),
        Step(
            "accept",
            (State.SUBMITTED,),
            State.ACCEPTED,
            policy.may_review,
            (),
            _("Accept report"),
            duty="reviewed_report",
        ),
    ),
    looks={
        State.EXPECTED: Look(_("To do"), _("Expected"), "todo"),
        State.SUBMITTED: Look(_("Received"), _("To review"), "busy"),
        State.QUESTIONED: Look(_("Waits for you"), _("Waits for grantee"), "wait"),
        State.ACCEPTED: Look(_("Accepted"), _("Accepted"), "good"),
    },
)
