"""What everybody may know of the ceilings: what is signed and not made known yet still counts as left (LC-72a)."""

from __future__ import annotations

from collections.abc import Iterable

from fund.ledger.queries.positions import PerCall, call_position, left_under
from fund.ledger.rules import CallPosition

_quiet: list[PerCall] = []


def keep_quiet_about(*unsaid: PerCall) -> None:
    """Let stages after this one write what is not to be published yet; called only from `fund/lifecycle.py`."""
    _quiet[:] = unsaid


def known_position(code: str) -> CallPosition:
    """Answer the position of a call as everybody may see it: the parts still make the ceiling."""
    return call_position(code, quiet=_quiet)


def known_left(codes: Iterable[str]) -> dict[str, int]:
    """Answer what is left under the ceilings of some calls as everybody may see it, in cents."""
    return left_under(codes, quiet=_quiet)
