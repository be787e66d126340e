"""The pages of the assessment: one's own work, the declaration, the score sheet, the talk, the advice."""

from fund.assessment.views import interest, scoring, talk, work
from fund.assessment.views.shared import blueprint

__all__ = ["blueprint", "interest", "scoring", "talk", "work"]
