"""Statements for finance: choose what to split by, a day and a scheme; every amount opens what is behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from fund.applications.models import Application
from fund.assessment.actions import require_reading
from fund.calls.models import Call
from fund.core import clock
from fund.core.db import one_moment
from fund.core.errors import Invalid
from fund.core.i18n import Message, _
from fund.core.table import Statement, Tally
from fund.documents import press, settings
from fund.documents.letters import MOST_ROWS, statement_sheet
from fund.ledger import queries as ledger
from fund.statements import exports, policy, queries
from fund.statements.queries import Choice
from fund.statements.rules import ACCOUNTS, FIGURES, HEADS, MOVEMENTS, TABS, TITLES, Figures, View
from fund.web import filters
from fund.web.downloads import as_file, hand_over
from fund.web.guard import actor, requires

blueprint = Blueprint("statements", __name__)

PAGE = 100
EARLIEST = date(2000, 1, 1)
FILE_WORDS = {
    View.CASE: "zaken",
    View.GRANTEE: "ontvangers",
    View.CALL: "regelingen",
    View.TASK: "opgaven",
    View.AREA: "gemeenten",
}
"""How a file of a statement is called; as the letters, files have Dutch names."""


def _choice() -> Choice:
    """Read what is asked from the address; what cannot be read is refused in words."""
    asked, day, code = (request.args.get(name, "").strip() for name in ("view", "on", "call"))
    view = next((each for each in View if each.value == asked), View.CASE)
    return Choice(view, _day(day), _call(code))


def _choice_or_today() -> tuple[Choice, Message | None]:
    """Read what is asked; what cannot be read is said above the statement of today."""
    try:
        return _choice(), None
    except Invalid as problem:
        view = next((each for each in View if each.value == request.args.get("view")), View.CASE)
        return Choice(view, clock.today(), None), problem.reason


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise Invalid(_("Write the date as year-month-day, for example 2026-12-31.")) from None
    if not EARLIEST <= day <= clock.today():
        raise Invalid(_("Choose a day from 2000 up to today. The books say nothing about other days."))
    return day


def _call(code: str) -> Call | None:
    if not code:
        return None
    call = next((each for each in queries.calls() if each.code == code), None)
    if call is None:
        raise Invalid(_("There is no scheme with this code."))
    return call


def _page() -> int:
    asked = request.args.get("page", "")
    return min(int(asked), 100_000) if asked.isascii() and asked.isdigit() and len(asked) < 7 and int(asked) else 1


@blueprint.get("/statements")
@requires(policy.may_see_statements)
def statements() -> ResponseReturnValue:
    """Show a statement as the books stood on a day, with the proof that it equals the ledger."""
    (choice, wrong), page, language = _choice_or_today(), _page(), filters.language()
    lines = list(queries.rows_of(choice, skip=(page - 1) * PAGE, most=PAGE + 1, language=language))
    totals, control = queries.totals_of(choice), queries.control_of(choice)
    keep: dict[str, Any] = {
        "view": choice.view.value,
        "on": choice.on.isoformat(),
        "call": choice.call.code if choice.call else "",
    }
    shown = render_template(
        "statements/statements.html",
        wrong=wrong,
        choice=choice,
        today=clock.today(),
        lines=lines[:PAGE],
        totals=totals,
        differences=totals.differences(control),
        figures=FIGURES,
        heads=HEADS,
        title=TITLES[choice.view],
        tabs=[(str(word), url_for(".statements", **{**keep, "view": view}), view) for view, word in TABS.items()],
        calls=queries.calls(),
        keep=keep,
        page=page,
        more=len(lines) > PAGE,
        count=len(lines) if page == 1 and len(lines) <= PAGE else queries.count_of(choice),
        most_on_paper=MOST_ROWS,
        moment=exports.position_moment(choice.on),
        digest=_digest(choice, language) if page == 1 and len(lines) <= PAGE else "",
        view=View,
    )
    return shown, 400 if wrong else 200


def _digest(choice: Choice, language: str) -> str:
    """Reckon the hash that every export of this statement carries."""
    statement = exports.statement_of(choice, Figures(), language=language)
    tally = Tally(statement.columns)
    for _row in tally.follow(statement.rows):
        pass
    return tally.digest


@blueprint.get("/statements/cases/<number>")
@requires(policy.may_see_movements, Application, by="number", load=(joinedload(Application.organisation),))
def movements(application: Application) -> ResponseReturnValue:
    """Show every booking of a case: what each amount of a statement is made of."""
    require_reading(application, by=actor())
    number = application.number or ""
    return render_template(
        "statements/movements.html",
        application=application,
        position=ledger.case_position(number),
        movements=ledger.movements_of(number),
        kinds=MOVEMENTS,
        places=ACCOUNTS,
        may_see_statements=policy.may_see_statements(actor()) is None,
    )


@blueprint.get("/statements/export.<any(csv,json,xlsx,pdf):form>")
@requires(policy.may_see_statements)
def export(form: str) -> ResponseReturnValue:
    """Hand over a statement with its moment, filter, control totals and hash."""
    choice, language = _choice(), filters.language()
    one_moment()
    statement = exports.statement_of(choice, queries.control_of(choice), language=language)
    return _hand_over(statement, form, f"overzicht-{FILE_WORDS[choice.view]}-{choice.on.isoformat()}")


@blueprint.get("/statements/movements.<any(csv,json,xlsx):form>")
@requires(policy.may_see_statements)
def movements_file(form: str) -> ResponseReturnValue:
    """Hand over every movement up to a day."""
    choice = _choice()
    one_moment()
    statement = exports.movements_of(choice.on, choice.call, language=filters.language())
    return _hand_over(statement, form, f"boekingen-{choice.on.isoformat()}")


def _hand_over(statement: Statement, form: str, name: str) -> ResponseReturnValue:
    return as_file([_on_paper(statement)], form, name) if form == "pdf" else hand_over(statement, form, name)


def _on_paper(statement: Statement) -> bytes:
    language = filters.language()
    sheet = statement_sheet(
        statement,
        sender=settings.sender(language),
        language=language,
        made_by=actor().name,
        made_at=clock.now(),
    )
    return press.draw(sheet)
