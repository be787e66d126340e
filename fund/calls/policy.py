"""Who may do what with a call. Published calls are for everybody."""

from __future__ import annotations

from typing import Any

from fund.core.i18n import Message
from fund.people.roles import Actor, Role, needs


def may_manage_call(person: Actor | None, _call: Any = None) -> Message | None:
    """Let administrators and programme managers write and publish calls."""
    return needs(person, Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER)
