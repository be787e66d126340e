"""The front page, for everybody: what, for whom, one action; and what the site says about itself."""

from __future__ import annotations

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from fund.calls import queries as calls
from fund.core import clock
from fund.core.calendar import local_day
from fund.ledger.queries import known_left
from fund.overview.queries import front as queries
from fund.overview.views import blueprint
from fund.web.guard import public
from fund.web.paths import address


@blueprint.get("/")
@public
def front() -> ResponseReturnValue:
    """Show what the fund is for, which schemes are open or coming, and where the money went."""
    now = clock.now()
    open_now = calls.open_calls(now)
    left = known_left(call.code for call in open_now)
    lines = [
        {
            "call": call,
            "is_open": call.opens_at <= now,
            "left": left.get(call.code),
            "days": (local_day(call.closes_at if call.opens_at <= now else call.opens_at) - clock.today()).days,
            "url": address("calls.call", slug=call.slug),
        }
        for call in (*open_now, *calls.coming_calls(now))
    ]
    return render_template(
        "overview/front.html",
        promise=current_app.config["FUND_PROMISE"],
        lines=lines,
        figures=queries.figures(now),
        now=now,
        calls_url=address("calls.calls"),
    )


@blueprint.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """Say how accessible the site is, and where to tell us that something is not."""
    return render_template("overview/accessibility.html", mail=current_app.config["AUTHORITY_MAIL"])


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """Say which personal facts we keep, why, how long, and what one can ask."""
    return render_template("overview/privacy.html", mail=current_app.config["AUTHORITY_MAIL"])
