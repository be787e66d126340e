"""How amounts, days, numbers and states are written on a page, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_time
from flask import Flask
from markupsafe import Markup

from fund.core import clock, i18n
from fund.core.identifiers import group_iban
from fund.core.money import Money, format_amount
from fund.core.workflow import Workflow

NOTHING = "–"
NOWRAP = Markup('<span class="vk-nowrap">{}</span>')


def language() -> i18n.Language:
    """Answer the language that is being written."""
    return i18n.voice().language


def write_money(money: Money) -> str:
    """Write an amount, with or without the euro sign and empty cents."""
    return money.in_language(language())


def euro(cents: int | None) -> str:
    """`€ 1.234,50`, with two decimals."""
    return NOTHING if cents is None else format_amount(cents, language())


def euro0(cents: int | None) -> str:
    """`€ 1.234`, with cents only when there are any."""
    return NOTHING if cents is None else format_amount(cents, language(), decimals=False)


def cents(amount: int | None) -> str:
    """`1.234,50`, for a column that has the euro sign in its head."""
    return NOTHING if amount is None else write_money(Money(amount, sign=False))


def day(value: date | datetime | None) -> str:
    """`vr 4 december 2026`."""
    return NOTHING if value is None else _written(_civil(value), "EEE d MMMM y", language())


def day_short(value: date | datetime | None) -> str:
    """`vr 4 dec`, with the year when it is not this one."""
    if value is None:
        return NOTHING
    civil = _civil(value)
    pattern = "EEE d MMM" if civil.year == clock.today().year else "EEE d MMM y"
    return _written(civil, pattern, language()).replace(".", "")


def moment(value: datetime | None) -> str:
    """`vr 4 december 2026, 17.00 uur`, as the clocks in Amsterdam show it."""
    if value is None:
        return NOTHING
    there = value.astimezone(clock.AMSTERDAM)
    if language() == "nl":
        return f"{day(value)}, {there:%H.%M} uur"
    return f"{day(value)}, {format_time(there.time(), 'HH:mm', locale='en')}"


def hour(value: datetime) -> str:
    """Write the hour of a moment, as `10.42` or `10:42`, in Amsterdam."""
    there = value.astimezone(clock.AMSTERDAM)
    return f"{there:%H.%M}" if language() == "nl" else f"{there:%H:%M}"


def number(value: int | float | None, decimals: int = 0) -> str:
    """`1.234` or `82,50`."""
    if value is None:
        return NOTHING
    text = f"{value:,.{decimals}f}".replace("-", "−")
    return text.translate(str.maketrans(",.", ".,")) if language() == "nl" else text


def points(hundredths: int | None) -> str:
    """Write a total kept in hundredths of a point: 8250 is `82,50`."""
    return NOTHING if hundredths is None else number(hundredths / 100, 2)


def local(texts: Mapping[str, str] | None) -> str:
    """Choose from texts that are data, `{"nl": …, "en": …}`."""
    return i18n.local(texts, language())


def whole(text: object) -> Markup:
    """Let no line break after a hyphen in a name or a number: `'s-Hertogenbosch`, `FSV-2026-000012`, `2026-0003`."""
    return _whole(str(text))


def state_of(subject: object, workflow: Workflow, *, public: bool = False) -> tuple[str, str]:
    """Kind and word of the state of `subject`, for the `state` component."""
    look = workflow.looks[subject.state]  # type: ignore[attr-defined]  # whatever has a workflow has a state
    return look.kind, str(look.public if public else look.staff)


@lru_cache(maxsize=4096)
def _whole(text: str) -> Markup:
    """Keep words together; a list shows the same places and numbers over and over."""
    kept = (NOWRAP.format(word) if "-" in word else word for word in text.split(" "))
    return Markup(" ").join(kept)


@lru_cache(maxsize=4096)
def _written(civil: date, pattern: str, language: str) -> str:
    """Write a day; a list shows the same days over and over."""
    return format_date(civil, pattern, locale=language)


def _civil(value: date | datetime) -> date:
    return clock.local_day(value) if isinstance(value, datetime) else value


FILTERS = (euro, euro0, cents, day, day_short, moment, number, points, local, whole, state_of)


def add_filters(app: Flask) -> None:
    """Make the filters known to the templates."""
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.filters["iban"] = group_iban
