"""What the pages of an application share: the blueprint, and what every part of the form shows around its fields."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, request, url_for

from fund.applications import rules
from fund.applications.models import Application
from fund.applications.rules import Part

blueprint = Blueprint("applications", __name__)


def around(application: Application, part: Part) -> dict[str, Any]:
    """Tell a page of a part where it stands: its number, what follows, and how far the whole is."""
    names = [each.name for each in rules.PARTS]
    following = rules.after(part.name)
    return {
        "application": application,
        "part": part,
        "number": names.index(part.name) + 1,
        "total": len(names),
        "next_url": address_of(application, following.name if following is not None else "review"),
        "next_title": following.title if following is not None else None,
        "organisation_url": organisation_address(application),
    }


def address_of(application: Application, part: str) -> str:
    """Answer the address of a part, or of the review."""
    if part == "review":
        return url_for("applications.review", key=application.key)
    if part == "attachments":
        return url_for("applications.attachments", key=application.key)
    return url_for("applications.part", key=application.key, name=part)


def organisation_address(application: Application) -> str:
    """Answer where the details of the organisation are changed, and how one comes back here from there."""
    return address("people.organisation", key=application.organisation.key, next=request.path)


def address(endpoint: str, **values: Any) -> str:
    """Answer the address of a page of another stage; nothing when that stage has no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""
