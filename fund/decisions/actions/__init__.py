"""What happens to decisions: proposed, sent back, signed, made known."""

from fund.decisions.actions.decide import approve, require_unsigned, send_back
from fund.decisions.actions.make_known import make_letter, serve
from fund.decisions.actions.mandates import end_mandate, give_mandate
from fund.decisions.actions.propose import Terms, propose, propose_again, revise
from fund.decisions.actions.serve_again import serve_again

__all__ = [
    "Terms",
    "approve",
    "end_mandate",
    "give_mandate",
    "make_letter",
    "propose",
    "propose_again",
    "require_unsigned",
    "revise",
    "send_back",
    "serve",
    "serve_again",
]
