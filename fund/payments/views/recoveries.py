"""Money that is asked back: who owes how much before when, and what came in of it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from fund.core import clock
from fund.core.db import one_moment
from fund.documents import settings
from fund.payments import exports, policy
from fund.payments.models import Recovery
from fund.payments.queries import recoveries as queries
from fund.payments.queries.recoveries import SORTS, VIEWS, Wanted
from fund.payments.views import blueprint
from fund.web.downloads import hand_over
from fund.web.guard import requires
from fund.web.paging import Listing, page_of


def _wanted() -> Wanted:
    """Read what is looked for from the address; what cannot be read is left out."""
    given = {name: request.args.get(name, "").replace("\0", "")[:100].strip() for name in Wanted.__dataclass_fields__}
    given["view"] = given["view"] if given["view"] in VIEWS else "open"
    given["sort"] = given["sort"] if given["sort"] in SORTS else "due"
    return Wanted(**given)


@blueprint.get("/recoveries")
@requires(policy.may_see_payments)
def recoveries() -> ResponseReturnValue:
    """Show what is asked back: of whom, how much is still to come, before when."""
    wanted, day = _wanted(), clock.today()
    query = queries.wanted_recoveries(wanted, day)
    page = page_of(Listing(query, SORTS[wanted.sort][1], as_rows=queries.as_rows), request.args.get("page"))
    counts = queries.counts(day)
    count, amount, left = queries.totals_of(query)
    return render_template(
        "payments/recoveries.html",
        page_of_claims=page,
        wanted=wanted,
        totals={"count": count, "amount": amount, "left": left},
        views=[
            (word, _address(wanted.address(view=name)), counts[name], wanted.view == name)
            for name, word in VIEWS.items()
        ],
        sorts=[(name, word) for name, (word, _order) in SORTS.items()],
        today=day,
    )


def _address(values: dict[str, Any]) -> str:
    return url_for(".recoveries", **values)


@blueprint.get("/recoveries.<any(csv,xlsx):form>")
@requires(policy.may_see_payments)
def recoveries_file(form: str) -> ResponseReturnValue:
    """Hand over the same claims as a file, with the sums of the ledger as its control."""
    wanted, moment = _wanted(), clock.now()
    one_moment()
    statement = exports.recoveries_statement(wanted, moment, clock.today())
    return hand_over(statement, form, f"vorderingen-{clock.local_day(moment).isoformat()}")


@blueprint.get("/recoveries/<key>")
@requires(policy.may_see_payments, Recovery, load=queries.WITH_GRANTEE)
def recovery(recovery: Recovery) -> ResponseReturnValue:
    """Show what is asked back of one grantee, what came in of it, and what happens next."""
    return render_template(
        "payments/recovery.html",
        recovery=recovery,
        left=queries.left_of(recovery),
        receipts=queries.receipts_of(recovery),
        account=settings.payer(),
        today=clock.today(),
    )
