"""What happens to decisions: proposed, sent back, signed, made known."""

from fund.decisions.actions.decide import approve, send_back
from fund.decisions.actions.make_known import serve
from fund.decisions.actions.propose import Terms, give_mandate, propose, propose_again, revise, steps_of

__all__ = [
    "Terms",
    "approve",
    "give_mandate",
    "propose",
    "propose_again",
    "revise",
    "send_back",
    "serve",
    "steps_of",
]
