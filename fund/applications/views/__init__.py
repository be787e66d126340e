"""What the applicant sees: the start, the task list, the parts, the files, the review, the receipt, the way out."""

from fund.applications.views import files, follow, parts, review, start
from fund.applications.views.pages import blueprint

__all__ = ["blueprint", "files", "follow", "parts", "review", "start"]
