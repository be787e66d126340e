"""What happens next: for an applicant at home, and for the people of the fund at their desk. Pure."""

from fund.overview.rules.home import Kind, Step, Todo, next_step

__all__ = ["Kind", "Step", "Todo", "next_step"]
