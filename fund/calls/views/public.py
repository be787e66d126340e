"""What everybody sees: which calls there are, and everything one must know before applying."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from fund.calls import queries
from fund.calls.views import pages
from fund.calls.views.pages import blueprint
from fund.core import clock
from fund.ledger.queries import known_left
from fund.web.guard import public


@blueprint.get("/calls")
@public
def calls() -> ResponseReturnValue:
    """Show the calls as lines: open, opening soon, closed."""
    now = clock.now()
    open_now = queries.open_calls(now)
    left = known_left(call.code for call in open_now)
    return render_template(
        "calls/calls.html",
        open=[pages.shown(call, now, left=left[call.code]) for call in open_now],
        coming=[pages.shown(call, now) for call in queries.coming_calls(now)],
        past=[pages.shown(call, now) for call in queries.past_calls(now)],
    )


@blueprint.get("/calls/<slug>")
@public
def call(slug: str) -> ResponseReturnValue:
    """Show one call: dates, for whom, how much, how it is judged, what is asked."""
    found = queries.published(slug)
    return pages.page(found) if found is not None else abort(404)
