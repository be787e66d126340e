"""Where to go next, without ever leaving the site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import quote, urlsplit

from flask import current_app, url_for

HERE: Final = "~here~"
"""Stands in an address for what is filled in later; the router leaves these characters as they are."""


def safe_next(target: str | None, otherwise: str = "/") -> str:
    """Answer `target` when it is a path on this site, else `otherwise`; parsed strictly."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return otherwise
    if any(ord(character) < 33 or character == "\\" for character in target):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target


def each(endpoint: str, name: str) -> Callable[[str], str]:
    """Answer what writes the addresses of many things: the router is asked once for a list, not once a row."""
    before, after = url_for(endpoint, **{name: HERE}).split(HERE)  # type: ignore[arg-type]
    return lambda value: f"{before}{quote(value, safe='')}{after}"


def address(endpoint: str, **values: object) -> str:
    """Answer the address of a page, or an empty text when this installation does not have that page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""  # type: ignore[arg-type]
