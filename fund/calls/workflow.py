"""A call is written, published with its ceiling, and closed. Whether one can apply today is a matter of dates."""

from __future__ import annotations

from enum import StrEnum

from fund.calls import policy, rules
from fund.core.i18n import _
from fund.core.workflow import Look, Step, Workflow


class State(StrEnum):
    """Where a call is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


WORKFLOW = Workflow(
    name="call",
    start=State.DRAFT,
    steps=(
        Step(
            "publish",
            (State.DRAFT,),
            State.PUBLISHED,
            policy.may_manage_call,
            (rules.reads_right, rules.is_in_both_languages, rules.opens_later_than_it_is_published),
            _("Publish"),
        ),
        Step("close", (State.PUBLISHED,), State.CLOSED, policy.may_manage_call, (rules.window_is_over,), _("Close")),
    ),
    looks={
        State.DRAFT: Look(_("Being written"), _("Draft"), "draft"),
        State.PUBLISHED: Look(_("Published"), _("Published"), "good"),
        State.CLOSED: Look(_("Closed"), _("Closed"), "shut"),
    },
)
