"""Pages that read from all stages: the front page, the applicant's home, the desk of the fund."""

from flask import Blueprint

blueprint = Blueprint("overview", __name__)

from fund.overview.views import case, cases, front, home, mail, record, work  # noqa: E402 (they hang their pages on the blueprint)

__all__ = ["blueprint", "case", "cases", "front", "home", "mail", "record", "work"]
