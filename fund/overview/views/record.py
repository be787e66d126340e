"""The record for the auditor: what happened, by case, person and day; whether it is whole; the same as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from flask import Response, current_app, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from fund.core import anchors, audit, clock
from fund.core.anchors import Checked
from fund.core.db import one_moment
from fund.core.i18n import Message
from fund.core.table import csv_chunks
from fund.overview import exports, policy
from fund.overview.queries import record as queries
from fund.overview.queries.record import KINDS, SYSTEM, Sought
from fund.overview.views import blueprint
from fund.overview.views.told import actor_of, words_of
from fund.web.guard import requires
from fund.web.paging import Listing, page_of

MOST_CHECKED: Final = 100_000
"""Entries that are read while a person waits; a longer chain is checked by the command `audit verify`."""


def _sought() -> tuple[Sought, list[str]]:
    """Read what is looked for from the address; name the days that are none."""
    given = {name: request.args.get(name, "").replace("\0", "")[:100].strip() for name in Sought.__dataclass_fields__}
    days, wrong = {}, []
    for name in ("since", "until"):
        try:
            days[name] = _day(given[name]) if given[name] else None
        except ValueError:
            days[name] = None
            wrong.append(given[name])
    kind = given["kind"] if given["kind"] in KINDS else ""
    return Sought(given["case"], given["who"], kind, days["since"], days["until"]), wrong


def _day(text: str) -> date:
    """Read a day of which there is a morning in every time zone; raise ValueError when it is none."""
    day = date.fromisoformat(text)
    if not date.min < day < date.max:
        raise ValueError(text)
    return day


@blueprint.get("/audit")
@requires(policy.may_see_record)
def record() -> ResponseReturnValue:
    """Show what happened, the newest first; with `check` whether the chain of entries is whole."""
    sought, wrong = _sought()
    long = audit.length() > MOST_CHECKED
    checks = "check" in request.args
    entries = Listing(queries.entries(sought, str(SYSTEM)), queries.NEWEST, as_rows=queries.as_rows)
    page = page_of(entries, request.args.get("page"))
    return render_template(
        "overview/record.html",
        page_of_entries=page,
        sought=sought,
        wrong=wrong,
        kinds=[(name, word) for name, (word, _words) in KINDS.items()],
        checks=checks,
        long=long,
        checked=_check() if checks and not long else None,
        words_of=words_of,
        actor_of=actor_of,
    )


def _check() -> Checked:
    one_moment()
    return anchors.check(Path(current_app.config["AUDIT_ANCHORS"]))


@blueprint.get("/audit.csv")
@requires(policy.may_see_record)
def record_csv() -> ResponseReturnValue:
    """Hand over the same entries as a file, with everything that their hashes are made of."""
    sought, _wrong = _sought()
    moment = clock.now()
    one_moment()
    statement = exports.record_statement(queries.entries(sought, str(SYSTEM)), moment, _in_words(sought))
    return Response(
        stream_with_context(csv_chunks(statement)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="logboek-{clock.local_day(moment).isoformat()}.csv"'},
    )


def _in_words(sought: Sought) -> dict[str, Message | str]:
    words: dict[str, Message | str] = {name: str(value) for name, value in sought.address().items()}
    return words | ({"kind": KINDS[sought.kind][0]} if sought.kind else {})
