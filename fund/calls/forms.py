"""What is typed in by who writes calls: names and dates, money, words, and the criteria with their anchors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Any

from wtforms import FieldList, FormField, validators
from wtforms import Form as PlainForm

from fund.calls import rules
from fund.calls.actions import FACTS
from fund.calls.models import Call, TermStart
from fund.core.calendar import AMSTERDAM
from fund.core.errors import Invalid
from fund.core.i18n import Message, _
from fund.web.forms import (
    DayField,
    Form,
    IdempotentForm,
    LongTextField,
    MoneyField,
    NumberField,
    SelectField,
    TextField,
    UnseenField,
    choices,
    needed,
)

AT_FIELD = {"title": "title_nl", "summary": "summary_nl"}
"""Where the sentence about a fact is shown, when it is not a field of that name."""

OPENS = _("Fill in a day on which the call opens, for example 31-12-2026.")
CLOSES = _("Fill in a day on which the call closes, for example 31-12-2026.")
HOURS = _("Fill in a time, for example 17:00.")
AMOUNT = _("Fill in an amount, for example 60,000.")
COUNT = _("Fill in a whole number, for example 13.")
DUTCH = _("Fill in the Dutch text. It is the legal one.")


class WindowMixin:
    """When a call opens and closes, as a day and an hour in Amsterdam."""

    opens_at = DayField(validators=[needed(OPENS)])
    opens_hour = TextField(validators=[needed(HOURS)], reads=rules.read_hour, default="09:00")
    closes_at = DayField(validators=[needed(CLOSES)])
    closes_hour = TextField(validators=[needed(HOURS)], reads=rules.read_hour, default="17:00")

    def window(self) -> dict[str, datetime]:
        """Read the two moments."""
        return {
            "opens_at": _moment(self.opens_at.data, self.opens_hour.data),
            "closes_at": _moment(self.closes_at.data, self.closes_hour.data),
        }


class CopyForm(IdempotentForm, WindowMixin):
    """A new call like an earlier one: its own name and dates."""

    code = TextField(validators=[needed(_("Fill in a code, for example FSV-2027."))], most=20)
    slug = TextField(validators=[needed(_("Fill in an address, for example fund-2027."))], most=80)

    def check(self, earlier: Call) -> bool:
        """Show everything that is wrong at its field; answers whether nothing is."""
        window = self.window()
        names = {"code": self.code.data, "slug": self.slug.data, "earliest_start_on": None}
        return _show(self, rules.problems(_as_said(earlier, {**names, **window})))


class CallForm(Form, WindowMixin):
    """What a draft says about dates, money, terms and words."""

    title_nl = TextField(validators=[needed(DUTCH)], most=120)
    title_en = TextField(validators=[validators.Optional()], most=120)
    summary_nl = LongTextField(validators=[needed(DUTCH)], most=600, rows=2)
    summary_en = LongTextField(validators=[validators.Optional()], most=600, rows=2)
    earliest_start_on = DayField(validators=[validators.Optional()])
    ceiling = MoneyField(validators=[needed(AMOUNT)])
    minimum_amount = MoneyField(validators=[needed(AMOUNT)])
    maximum_amount = MoneyField(validators=[needed(AMOUNT)])
    percentage = NumberField(validators=[needed(COUNT)], most=1000)
    advance_percentage = NumberField(validators=[needed(COUNT)], most=1000)
    decision_weeks = NumberField(validators=[needed(COUNT)], most=1000)
    decision_term_start = SelectField(choices=(), coerce=TermStart)
    decision_rule = TextField(validators=[validators.Optional()])
    assessors_needed = NumberField(validators=[needed(COUNT)], most=1000)
    minimum_total = NumberField(validators=[needed(COUNT)], most=1000)
    fits_nl = LongTextField(validators=[needed(DUTCH)], rows=4)
    fits_en = LongTextField(validators=[validators.Optional()], rows=4)
    does_not_fit_nl = LongTextField(validators=[needed(DUTCH)], rows=4)
    does_not_fit_en = LongTextField(validators=[validators.Optional()], rows=4)
    distribution_nl = LongTextField(validators=[needed(DUTCH)], rows=3)
    distribution_en = LongTextField(validators=[validators.Optional()], rows=3)
    legal_basis_nl = LongTextField(validators=[needed(DUTCH)], rows=2)
    legal_basis_en = LongTextField(validators=[validators.Optional()], rows=2)
    publication = TextField(validators=[validators.Optional()])

    def __init__(self, call: Call, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, data=_typed(call), **options)
        self.call = call
        self.decision_term_start.choices = choices([(start, rules.EVENTS[start]) for start in TermStart])

    def facts(self) -> dict[str, Any]:
        """Read the form as facts of a call; raises Invalid at the field whose lines do not pair up."""
        return {**self._said(), **{name: _pairs(self, name) for name in LISTS}}

    def _said(self) -> dict[str, Any]:
        plain = {name: self[name].data for name in (*PLAIN, "earliest_start_on")}
        texts = {name: {"nl": self[f"{name}_nl"].data, "en": self[f"{name}_en"].data or ""} for name in TEXTS}
        return {**plain, **texts, **self.window()}

    def check(self) -> bool:
        """Show everything that is wrong at its field; answers whether nothing is."""
        pairs = _read_lists(self)
        return _show(self, rules.problems(_as_said(self.call, self._said()))) and pairs


PLAIN = (
    *("ceiling", "minimum_amount", "maximum_amount", "percentage", "advance_percentage"),
    *("decision_weeks", "decision_term_start", "decision_rule", "assessors_needed", "minimum_total", "publication"),
)
TEXTS = ("title", "summary", "distribution", "legal_basis")
LISTS = ("fits", "does_not_fit")


class CriterionForm(PlainForm):
    """One criterion: its words, weight, minimum, and what each point means, one line a point."""

    code = UnseenField()
    title_nl = TextField(most=120)
    title_en = TextField(most=120)
    question_nl = TextField()
    question_en = TextField()
    weight = NumberField(most=1000)
    minimum = NumberField(validators=[validators.Optional()], most=1000)
    anchors_nl = LongTextField(rows=rules.SCALE)
    anchors_en = LongTextField(rows=rules.SCALE)

    @property
    def is_left_out(self) -> bool:
        """Whether the row was emptied, or never filled in: such a criterion is no longer there."""
        return not (self.title_nl.data or "").strip()


class CriteriaForm(Form):
    """All criteria of a draft, and an empty one to add; emptying a title takes a criterion out."""

    criteria = FieldList(FormField(CriterionForm))

    def __init__(self, call: Call, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, data={"criteria": [*map(_typed_criterion, call.criteria), {}]}, **options)
        self.call = call

    def facts(self) -> dict[str, Any]:
        """Read the form as the criteria of a call, in the order of the page."""
        rows: list[dict[str, Any]] = []
        for entry in self.criteria:
            if not entry.form.is_left_out:
                rows.append(_criterion(entry.form, self.call, [row["code"] for row in rows]))
        return {"criteria": rows}

    def check(self) -> bool:
        """Show everything that is wrong at its field; answers whether nothing is."""
        forms = [entry.form for entry in self.criteria if not entry.form.is_left_out]
        sound = [_check_criterion(form) for form in forms]
        rows = [
            SimpleNamespace(weight=form.weight.data or 0, minimum=form.minimum.data, anchors=[{}] * rules.SCALE)
            for form in forms
        ]
        return _show(self, rules.problems(_as_said(self.call, {"criteria": rows}))) and all(sound)


def _check_criterion(form: Any) -> bool:
    """Show what is wrong with one criterion at its fields."""
    if not form.weight.data and not form.weight.errors:
        _add(form.weight, _("Fill in how heavily this counts, from 1 to 100."))
    try:
        pairs = rules.pair_up(form.anchors_nl.data or "", form.anchors_en.data or "")
    except Invalid as refusal:
        _add(form.anchors_nl, refusal.reason)
        return False
    if len(pairs) != rules.SCALE:
        _add(form.anchors_nl, _("Write %(most)s lines: what each point means, lowest first.", most=rules.SCALE))
    return not any(field.errors for field in form)


def _criterion(form: Any, call: Call, taken: Sequence[str]) -> dict[str, Any]:
    """Read one criterion; a new one gets a code from its title."""
    code = form.code.data
    if code in taken or code not in {criterion.code for criterion in call.criteria}:
        words = re.sub(r"[^a-z0-9]+", "_", (form.title_en.data or form.title_nl.data).lower()).strip("_")
        code = f"{words[:60] or 'criterion'}_{len(taken) + 1}"
    return {
        "code": code,
        "title": {"nl": form.title_nl.data, "en": form.title_en.data or ""},
        "question": {"nl": form.question_nl.data or "", "en": form.question_en.data or ""},
        "weight": form.weight.data,
        "minimum": form.minimum.data,
        "anchors": rules.pair_up(form.anchors_nl.data or "", form.anchors_en.data or ""),
    }


def _typed(call: Call) -> dict[str, Any]:
    """Write a call as its form shows it."""
    opens, closes = (moment.astimezone(AMSTERDAM) for moment in (call.opens_at, call.closes_at))
    shown: dict[str, Any] = {name: getattr(call, name) for name in PLAIN}
    shown |= {"opens_at": opens.date(), "opens_hour": f"{opens:%H:%M}", "earliest_start_on": call.earliest_start_on}
    shown |= {"closes_at": closes.date(), "closes_hour": f"{closes:%H:%M}"}
    for language in ("nl", "en"):
        shown |= {f"{name}_{language}": getattr(call, name).get(language, "") for name in TEXTS}
        shown |= {f"{name}_{language}": _lines(getattr(call, name), language) for name in LISTS}
    return shown


def _typed_criterion(criterion: Any) -> dict[str, Any]:
    shown = {name: getattr(criterion, name) for name in ("code", "weight", "minimum")}
    for language in ("nl", "en"):
        shown |= {f"{name}_{language}": getattr(criterion, name).get(language, "") for name in ("title", "question")}
        shown[f"anchors_{language}"] = _lines(criterion.anchors, language)
    return shown


def _lines(texts: Sequence[dict[str, str]], language: str) -> str:
    return "\n".join(text.get(language, "") for text in texts)


def _pairs(form: CallForm, name: str) -> list[dict[str, str]]:
    return rules.pair_up(form[f"{name}_nl"].data or "", form[f"{name}_en"].data or "")


def _read_lists(form: CallForm) -> bool:
    sound = True
    for name in LISTS:
        try:
            _pairs(form, name)
        except Invalid as refusal:
            _add(form[f"{name}_nl"], refusal.reason)
            sound = False
    return sound


def _as_said(call: Call, changes: dict[str, Any]) -> SimpleNamespace:
    """Show a call as it would be with some facts changed, without changing it."""
    facts = {name: getattr(call, name) for name in FACTS}
    return SimpleNamespace(**{**facts, "criteria": call.criteria, **changes})


def _show(form: Any, problems: Sequence[rules.Problem]) -> bool:
    """Put each sentence at its field, or above the form when the page has no such field."""
    for problem in problems:
        name = AT_FIELD.get(problem.field, problem.field)
        if name in form:
            _add(form[name], problem.reason)
        else:
            form.form_errors.append(str(problem.reason))
    return not problems


def _add(field: Any, reason: Message) -> None:
    field.errors = [*field.errors, str(reason)]


def _moment(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), AMSTERDAM)
