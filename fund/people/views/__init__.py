"""Pages of accounts, organisations and appointments."""

from flask import Blueprint

blueprint = Blueprint("people", __name__)

from fund.people.views import account, organisations, persons  # noqa: E402 (they hang their pages on the blueprint)

__all__ = ["account", "blueprint", "organisations", "persons"]
