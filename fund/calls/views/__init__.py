"""What is shown of calls: to everybody, and to who writes them."""

from fund.calls.views import manage, public
from fund.calls.views.pages import blueprint

__all__ = ["blueprint", "manage", "public"]
