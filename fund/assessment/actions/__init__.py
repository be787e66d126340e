"""What happens while a case is assessed: interests declared, scores given, differences talked over, advice written."""

from fund.assessment.actions.advising import (
    agree,
    give_advice,
)
from fund.assessment.actions.asking import (
    assign,
    hand_over,
    remind_assessor,
    take_off,
)
from fund.assessment.actions.interest import (
    NotDeclared,
    declare_interest,
    guard_interest,
    require_no_interest,
    require_reading,
    withhold,
)
from fund.assessment.actions.scoring import (
    Points,
    TaskPoints,
    reopen_scores,
    save_scores,
    submit_scores,
)

__all__ = [
    "NotDeclared",
    "Points",
    "TaskPoints",
    "agree",
    "assign",
    "declare_interest",
    "give_advice",
    "guard_interest",
    "hand_over",
    "remind_assessor",
    "reopen_scores",
    "require_no_interest",
    "require_reading",
    "save_scores",
    "submit_scores",
    "take_off",
    "withhold",
]
