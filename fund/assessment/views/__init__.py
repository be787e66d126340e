"""The pages of the assessment: one's own work, the declaration, the score sheet, the talk, the advice."""

from fund.assessment.views import asking, interest, scoring, talk, work
from fund.assessment.views.shared import blueprint

__all__ = ["asking", "blueprint", "interest", "scoring", "talk", "work"]
