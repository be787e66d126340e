"""One request is one transaction: what a person sees confirmed is kept, what was refused or failed left nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import select

from fund.core.db import db
from fund.core.errors import Refused
from fund.core.i18n import _
from fund.core.numbering import Counter, next_number
from fund.web.guard import public
from fund.web.transaction import keep_nothing, set_down
from tests.bed.site import Site


@public
def count() -> tuple[str, int]:
    """Give out a number, and end as the form says."""
    next_number("visits")
    match ending := request.values["ending"]:
        case "refused":
            raise Refused(_("No."))
        case "failed":
            raise ZeroDivisionError
        case "nothing":
            keep_nothing()
            next_number("visits")
        case "set down":
            set_down()
            next_number("visits")
    return "", int(ending) if ending.isdigit() else 200


@pytest.fixture
def counting(database: Site) -> Iterator[Flask]:
    """The site, with a form that writes and then ends well or badly."""
    with database.also(PROPAGATE_EXCEPTIONS=False) as app:
        app.add_url_rule("/count", "count", count, methods=["GET", "POST"])
        yield app


KEPT = {"200": 1, "302": 1, "400": 0, "422": 0, "500": 0, "refused": 0, "failed": 0, "nothing": 0, "set down": 1}


def visits(database: Site) -> int:
    """How many visits were kept."""
    database.refresh()
    return db.session.scalar(select(Counter.value).where(Counter.series == "visits")) or 0


@pytest.mark.parametrize("ending", KEPT)
def test_what_ended_well_is_kept_and_nothing_else(database: Site, counting: Flask, ending: str) -> None:
    counting.test_client().post("/count", data={"ending": ending})
    assert visits(database) == KEPT[ending]


def test_who_only_asks_keeps_nothing_and_on_postgresql_writes_nothing(database: Site, counting: Flask) -> None:
    answer = FlaskClient(counting).get("/count?ending=200")
    assert answer.status_code == (500 if database.name == "postgresql" else 200)
    assert visits(database) == 0
