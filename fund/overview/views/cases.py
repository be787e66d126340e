"""The list of all cases: saved views, filters, search, and the same as a file."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from fund.applications.workflow import WORKFLOW, State
from fund.awards.workflow import WORKFLOW as AWARD
from fund.core import clock
from fund.core.db import one_moment
from fund.core.i18n import Message, _
from fund.core.table import csv_chunks
from fund.overview import exports, policy
from fund.overview.queries import cases as queries
from fund.overview.queries.cases import COURSES, SORTS, VIEWS, Wanted
from fund.overview.queries.choosing import LEFT
from fund.overview.views import blueprint
from fund.web import filters
from fund.web.guard import actor, requires
from fund.web.paging import BOUND, page_of
from fund.web.paths import each

WHO_LEFT = _("Somebody who left")
STATES = {state: WORKFLOW.looks[state].staff for state in State if state is not State.DRAFT}


def _wanted() -> Wanted:
    """Read what is looked for from the address; what cannot be read is left out."""
    given = {name: request.args.get(name, "").replace("\0", "")[:100].strip() for name in Wanted.__dataclass_fields__}
    given["sort"] = given["sort"] if given["sort"] in SORTS else "new"
    given["view"] = given["view"] if given["view"] in VIEWS else ""
    return Wanted(**given)


@blueprint.get("/cases")
@requires(policy.may_see_cases)
def cases() -> ResponseReturnValue:
    """Show the submitted cases that are looked for, in pages."""
    wanted, person, day = _wanted(), actor(), clock.today()
    listing, values = queries.listing(wanted, person.id, day)
    page = page_of(listing, request.args.get("page"), values)
    counts = queries.counts(person.id, day)
    tasks, handlers = queries.tasks_and_handlers()
    return render_template(
        "overview/cases.html",
        page_of_cases=page,
        address_of=each("overview.case", "number"),
        wanted=wanted,
        workflow=WORKFLOW,
        states=[*((name.value, word) for name, word in STATES.items()), *COURSES.items()],
        awards=AWARD.looks,
        views=[
            (word, _address(wanted.address(view=name)), _bounded(counts.get(name)), wanted.view == name)
            for name, word in VIEWS.items()
        ],
        calls=[(code, filters.local(title)) for code, title in queries.calls_with_cases()],
        tasks=[(code, filters.local(name)) for code, name in tasks],
        handlers=[(LEFT, WHO_LEFT), *handlers],
        sorts=[(name, word) for name, (word, _order) in SORTS.items()],
        today=day,
    )


def _address(values: dict[str, Any]) -> str:
    return url_for(".cases", **values)


def _bounded(count: int | None) -> str | None:
    return None if count is None else f"{BOUND}+" if count > BOUND else str(count)


@blueprint.get("/cases.csv")
@requires(policy.may_see_cases)
def cases_csv() -> ResponseReturnValue:
    """Hand over the same cases as a file, row by row."""
    wanted, moment, person = _wanted(), clock.now(), actor()
    one_moment()
    query, values = queries.whole_list(wanted, person.id, clock.today())
    statement = exports.cases_statement(query, values, moment, _in_words(wanted))
    name = f"zaken-{clock.local_day(moment).isoformat()}.csv"
    return Response(
        stream_with_context(csv_chunks(statement)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _in_words(wanted: Wanted) -> dict[str, Message | str]:
    """Say what is looked for as the page says it, not as it stands in the address."""
    words: dict[str, Message | str] = dict(wanted.address())
    tasks, handlers = queries.tasks_and_handlers()
    known: dict[str, dict[str, Message | str]] = {
        "view": dict(VIEWS),
        "state": {**{state.value: word for state, word in STATES.items()}, **COURSES},
        "task": {code: filters.local(name) for code, name in tasks},
        "handler": {LEFT: WHO_LEFT, **dict(handlers)},
        "sort": {name: word for name, (word, _order) in SORTS.items()},
    }
    return {name: known.get(name, {}).get(str(value), value) for name, value in words.items()}
