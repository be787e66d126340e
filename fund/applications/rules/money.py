"""The money of a plan: what it costs, who pays, what is asked of the fund (US-08, US-09)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fund.applications.rules.gaps import Gap, Kind, unanswered
from fund.core.i18n import Message, _
from fund.core.money import Money


def _euros(cents: int) -> Money:
    return Money(cents, decimals=False)


def costs(application: Any) -> int:
    """Add up the budget."""
    return sum(line.amount for line in application.budget_lines)


def financed(application: Any) -> int:
    """Add up what others than this fund pay."""
    return sum(line.amount for line in application.financing_lines)


def not_covered(application: Any) -> int:
    """Compute what nobody pays yet: costs less what is asked and what others pay; negative when there is too much."""
    return costs(application) - (application.requested or 0) - financed(application)


def most_to_ask(call: Any, total: int) -> int:
    """Compute the most one can ask for a plan that costs `total`: the share of the costs, up to the maximum (US-08).

    Rounded down to the cent: the share may not be exceeded by half a cent either.
    """
    return int(min(call.maximum_amount, total * call.percentage // 100))


def outside_limits(call: Any, requested: int, total: int) -> Message | None:
    """Say which limit the amount that is asked goes beyond, and by how much; None when it stays inside (US-08)."""
    if requested < call.minimum_amount:
        return _(
            "You ask %(asked)s. In this call you ask at least %(least)s: that is %(difference)s more.",
            asked=_euros(requested),
            least=_euros(call.minimum_amount),
            difference=_euros(call.minimum_amount - requested),
        )
    if requested > call.maximum_amount:
        return _(
            "You ask %(asked)s. In this call you ask at most %(most)s: that is %(difference)s less.",
            asked=_euros(requested),
            most=_euros(call.maximum_amount),
            difference=_euros(requested - call.maximum_amount),
        )
    most = most_to_ask(call, total)
    if total and requested > most:
        return _(
            "You ask %(asked)s. We pay at most %(percentage)s%% of the costs, here %(most)s: "
            "that is %(difference)s less.",
            asked=_euros(requested),
            percentage=call.percentage,
            most=_euros(most),
            difference=_euros(requested - most),
        )
    return None


def does_not_meet(difference: int) -> Message | None:
    """Say how much of the costs nobody pays yet, or by how much there is too much; None when both are equal (US-09)."""
    if difference > 0:
        return _("%(difference)s of the budget is not covered yet.", difference=_euros(difference))
    if difference < 0:
        return _(
            "There is %(difference)s more money than the plan costs. Lower an amount.", difference=_euros(-difference)
        )
    return None


def budget(application: Any) -> Iterator[Gap]:
    """Check the budget: at least one cost, each with its description, and whether VAT comes back."""
    if not application.budget_lines:
        yield Gap("lines", _("Fill in at least one cost."))
    for number, line in enumerate(application.budget_lines):
        if not line.description.strip():
            yield Gap(f"lines-{number}-description", _("Write what this cost is for."))
    yield from unanswered(
        application, {"vat_recoverable": _("Say whether you get the VAT on these costs back from the tax office.")}
    )


def financing(application: Any) -> Iterator[Gap]:
    """Check that budget and financing meet, and that what is asked stays within the limits of the call."""
    yield from unanswered(application, {"requested": _("Fill in how much you ask of the fund.")})
    for number, line in enumerate(application.financing_lines):
        if not line.description.strip():
            yield Gap(f"lines-{number}-description", _("Write who pays this."))
    if application.requested is None:
        return
    if reason := outside_limits(application.call, application.requested, costs(application)):
        yield Gap("requested", reason, Kind.WRONG)
    if reason := does_not_meet(not_covered(application)):
        yield Gap("difference", reason, Kind.MISSING if not_covered(application) > 0 else Kind.WRONG)
