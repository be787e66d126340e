"""The desk of decisions: what waits, the proposal, the page on which it is signed, its letters, the mandates."""

from fund.decisions.views import letters, mandates, proposing, signing
from fund.decisions.views.shared import blueprint

__all__ = ["blueprint", "letters", "mandates", "proposing", "signing"]
