"""Compose a sheet: its template in a sandbox, its facts as text. What people typed is never markup here."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from jinja2 import FileSystemLoader, StrictUndefined, Undefined, pass_context
from jinja2.meta import find_referenced_templates
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

import fund
from fund.core import i18n
from fund.core.clock import AMSTERDAM
from fund.core.money import Money, format_amount
from fund.documents.press.sheets import Sheet, as_plain

ROOT = Path(fund.__file__).parent
TEMPLATES = ROOT.parent / "templates"
STATIC = ROOT / "static"
STYLE = STATIC / "print.css"

# What a letter may use of Jinja's own filters: none that makes markup, reads attributes by name or runs long.
KEPT = (
    "capitalize",
    "count",
    "default",
    "first",
    "format",
    "items",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "replace",
    "sum",
)

PATTERNS = {
    "day": {"nl": "EE d MMMM y", "en": "EE d MMMM y"},
    "day_short": {"nl": "EE d MMM", "en": "EE d MMM"},
    "weekday": {"nl": "EEEE d MMMM y", "en": "EEEE d MMMM y"},
    "date": {"nl": "d MMMM y", "en": "d MMMM y"},
}
MOMENT = {"nl": "d MMMM y, HH.mm 'uur'", "en": "d MMMM y, HH:mm"}


class Sandbox(ImmutableSandboxedEnvironment):
    """Templates of letters: a missing fact is an error, a fact is looked up by its name only, nothing is changed."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look `attribute` up as a key of plain data, so that a fact named `items` is a fact and not a method."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


def page(sheet: Sheet, stylesheet: str = "") -> str:
    """Write the whole sheet as an HTML page; with the address of `print.css` when a browser is to show it."""
    return compose(as_plain(sheet), stylesheet=stylesheet)


def fragment(sheet: Sheet) -> Markup:
    """Write only the text of the sheet, from its heading to the remedies: what a preview shows inside another page."""
    return Markup(compose(as_plain(sheet), fragment=True))  # noqa: S704 (made by the sandbox, which escapes)


def compose(plain: Mapping[str, Any], **ways: object) -> str:
    """Fill the template of a frozen sheet; the text is the same for the same sheet."""
    names = {name: plain[name] for name in ("language", "title", "reference", "at", "sender")}
    template = environment().get_template(str(plain["template"]))
    return template.render({"stylesheet": "", "fragment": False} | ways | names | {"letter": plain["facts"]})


@lru_cache(maxsize=1)
def environment() -> Sandbox:
    """Set up the one environment of letters; its filters are listed here and nowhere else."""
    sandbox = Sandbox(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    sandbox.globals.clear()
    sandbox.globals["range"] = range
    own = {name: _dated(name) for name in PATTERNS}
    sandbox.filters = (
        {name: sandbox.filters[name] for name in KEPT}
        | own
        | {
            "euro": euro,
            "euro0": euro0,
            "amount": amount,
            "moment": moment,
            "points": points,
            "local": local,
        }
    )
    return sandbox


@lru_cache(maxsize=256)
def version(template: str) -> str:
    """Answer sixteen characters that change when the template, one it stands on, or the style sheet changes."""
    sandbox, seen, waiting = environment(), set[str](), [template]
    digest = hashlib.sha256(STYLE.read_bytes())
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        source = (TEMPLATES / name).read_text(encoding="utf-8")
        digest.update(f"\0{name}\0{source}".encode())
        waiting += sorted(other for other in find_referenced_templates(sandbox.parse(source)) if other)
    return digest.hexdigest()[:16]


@pass_context
def euro(context: Context, cents: int) -> str:
    """Write an amount with two decimals: `€ 1.234,50`."""
    return Money(_given(cents)).in_language(context["language"])


@pass_context
def euro0(context: Context, cents: int) -> str:
    """Write an amount in whole euros where there are no cents: `€ 1.234`."""
    return format_amount(_given(cents), context["language"], decimals=False)


@pass_context
def amount(context: Context, cents: int) -> str:
    """Write an amount without its sign, for a column with the sign in its head: `1.234,50`."""
    return Money(_given(cents), sign=False).in_language(context["language"])


@pass_context
def points(context: Context, hundredths: int) -> str:
    """Write a total that is kept in hundredths of a point: 8250 is `82,50`."""
    whole, rest = divmod(_given(hundredths), 100)
    return f"{whole}{',' if context['language'] == 'nl' else '.'}{rest:02d}"


@pass_context
def moment(context: Context, value: str | datetime) -> str:
    """Write a moment as the clocks in Amsterdam show it: `4 december 2026, 09.12 uur`."""
    return write_moment(_given(value), context["language"])


def write_moment(value: str | datetime, language: str) -> str:
    """Write a moment in `language`, as the clocks in Amsterdam show it."""
    return str(format_datetime(_moment(value), MOMENT[language], tzinfo=AMSTERDAM, locale=language))


@pass_context
def local(context: Context, texts: Mapping[str, str]) -> str:
    """Choose the text in the language of the letter, from texts kept as data."""
    return i18n.local(_given(texts), context["language"])


def _dated(name: str) -> Callable[[Context, str | date], str]:
    @pass_context
    def write(context: Context, value: str | date) -> str:
        return write_day(_given(value), name, context["language"])

    return write


def write_day(value: str | date, name: str, language: str) -> str:
    """Write a civil date in one of the `PATTERNS`."""
    # The short names of Dutch months end in a point, in no text of ours: "vr 4 dec".
    return str(format_date(_day(value), PATTERNS[name][language], locale=language)).replace(".", "")


def _day(value: str | date) -> date:
    """Find the civil date of a date or of a moment, in Amsterdam."""
    if isinstance(value, str) and len(value) == len("2026-12-04"):
        return date.fromisoformat(value)
    return _moment(value).astimezone(AMSTERDAM).date() if isinstance(value, str | datetime) else value


def _moment(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _given(value: Any) -> Any:
    """Pass `value` on, unless the template asked for a fact that is not there."""
    if isinstance(value, Undefined):
        str(value)  # raises, and says which fact is missing
    return value
