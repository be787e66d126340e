"""My work: what waits for the reader, first what is due first."""

from __future__ import annotations

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from fund.core import clock
from fund.overview import policy
from fund.overview.queries import work
from fund.overview.queries.task import KINDS
from fund.overview.rules.desk import URGENCIES, Urgency, how_soon
from fund.overview.views import blueprint
from fund.web.guard import actor, requires


@blueprint.get("/my-work")
@requires(policy.may_see_work)
def my_work() -> ResponseReturnValue:
    """Show what waits for the reader, by urgency; the verb is the link."""
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    day = clock.today()
    found = work.work_of(actor(), day, kind=kind)
    groups = {
        urgency: [task for task in tasks if task.endpoint in current_app.view_functions]
        for urgency, tasks in found.groups.items()
    }
    own = [task for urgency, tasks in groups.items() if urgency is not Urgency.WAITS for task in tasks]
    return render_template(
        "overview/my_work.html",
        groups={urgency: tasks for urgency, tasks in groups.items() if tasks},
        names=URGENCIES,
        first=own[0] if own else None,
        count=sum(len(tasks) for tasks in groups.values()),
        to_do=len(own),
        more=found.more,
        kind=kind,
        kinds=KINDS,
        today=day,
        how_soon=how_soon,
    )
