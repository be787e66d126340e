"""What is asked about assessments: who scores, who declared what, the scores side by side, the advice."""

from fund.assessment.queries.board import (
    Board,
    Row,
    advices_of,
    agreed_of,
    apart_in,
    assessments_of,
    board_of,
    given,
    own_scores,
    reasons,
    task_links_of,
    who_scores,
)
from fund.assessment.queries.standing import declaration_of, declarations_of, standing_in, standing_of, why_not_read
from fund.assessment.queries.work import (
    MOST_WORK,
    ScoringWork,
    awaited_by,
    can_be_asked,
    scored_by,
    scoring_work,
    to_score,
)

__all__ = [
    "MOST_WORK",
    "Board",
    "Row",
    "ScoringWork",
    "advices_of",
    "agreed_of",
    "apart_in",
    "assessments_of",
    "awaited_by",
    "board_of",
    "can_be_asked",
    "declaration_of",
    "declarations_of",
    "given",
    "own_scores",
    "reasons",
    "scored_by",
    "scoring_work",
    "standing_in",
    "standing_of",
    "task_links_of",
    "to_score",
    "who_scores",
    "why_not_read",
]
