"""Secrets that are kept nowhere: each is made from a seed and the key of this installation when it is needed.

The database and its backups hold the seed and the hash of the secret; neither lets anybody in without the key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from flask import current_app

from fund.core.db import new_key

SEALED = "token"
"""The fact of a notice that is a seed; the mail says the secret in its place, the outbox never does."""


def new_seed() -> str:
    """Make a seed that nobody can guess."""
    return new_key()


def secret_of(seed: str) -> str:
    """Answer the secret that belongs to `seed`, fit for an address; with another key it is another one."""
    key: str = current_app.config["SECRET_KEY"]
    made = hmac.new(key.encode(), f"seal:{seed}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
