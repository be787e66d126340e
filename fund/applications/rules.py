"""What must hold for an application, and what is computed from it. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from fund.core.i18n import Message


def every_part_is_ready(_application: Any, _day: date) -> Message | None:
    """Check that every part of the form is ready before the application is submitted."""
    return None
