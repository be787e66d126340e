"""The demo: eighteen months in the life of the fund, told through the same actions under a held clock."""

from fund.story.telling import Told, tell

__all__ = ["Told", "tell"]
