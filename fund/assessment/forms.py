"""What is typed in while a case is assessed: a declaration, points with their reasons, agreed points, the advice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import validators

from fund.assessment.actions import Points, TaskPoints
from fund.assessment.models import AdviceOutcome, Assessment
from fund.assessment.rules import TASK_SCALE
from fund.calls.models import Criterion
from fund.core.i18n import Message, _
from fund.people.models import Person
from fund.web import filters
from fund.web.forms import Form, LongTextField, MoneyField, RadioField, SelectChoice, SelectField, choices, needed

CONTRIBUTION: tuple[Message, ...] = (
    _("Does not help this task"),
    _("Helps a little, by the way"),
    _("Helps for a small group or a short time"),
    _("Helps clearly, for many people or for long"),
    _("Makes the difference for this task here"),
)
"""What each point for the contribution to a task means, lowest first."""

EVIDENCE: tuple[Message, ...] = (
    _("Nothing shows it"),
    _("It is plausible, without examples"),
    _("Examples from elsewhere show it"),
    _("Own figures or research show it in part"),
    _("Own figures or research show it clearly"),
)
"""What each point for the evidence means, lowest first."""


def _points(label: Message, scale: int) -> RadioField:
    return RadioField(
        str(label),
        coerce=int,
        choices=[SelectChoice(nth, str(nth)) for nth in range(1, scale + 1)],
        validators=[validators.Optional()],
    )


class DeclarationForm(Form):
    """Whether somebody has an interest in a case."""

    has_interest = RadioField(validators=[needed(_("Choose whether you have an interest in this case."))])
    explanation = LongTextField(most=1000, rows=3)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.has_interest.label.text = str(_("Do you have an interest in this case?"))
        self.has_interest.choices = choices(
            (("no", _("No, I have no interest in this case")), ("yes", _("Yes, I have an interest")))
        )
        self.explanation.label.text = str(_("If yes: what is your interest?"))


class ScoresForm(Form):
    """The sheet of one person: per criterion points and reason, per task contribution, evidence and reason."""

    about: Mapping[str, str] = {}
    """The criterion or the task that a field is about, by the name of the field."""

    def fill(self, assessment: Assessment) -> None:
        """Put what was kept into the fields; only for a form that was not sent."""
        for score in assessment.scores:
            self[f"points_{score.criterion_id}"].data = score.points
            self[f"reason_{score.criterion_id}"].data = score.reason
        for task in assessment.task_scores:
            self[f"contribution_{task.task_link_id}"].data = task.contribution
            self[f"evidence_{task.task_link_id}"].data = task.evidence
            self[f"why_{task.task_link_id}"].data = task.reason

    def points(self, assessment: Assessment) -> Mapping[int, Points]:
        """Read what was filled in, by criterion."""
        return {
            score.criterion_id: Points(
                self[f"points_{score.criterion_id}"].data, self[f"reason_{score.criterion_id}"].data or ""
            )
            for score in assessment.scores
        }

    def task_points(self, assessment: Assessment) -> Mapping[int, TaskPoints]:
        """Read what was filled in, by link to a task."""
        return {
            task.task_link_id: TaskPoints(
                self[f"contribution_{task.task_link_id}"].data,
                self[f"evidence_{task.task_link_id}"].data,
                self[f"why_{task.task_link_id}"].data or "",
            )
            for task in assessment.task_scores
        }

    def name_gaps(self) -> bool:
        """Say at each field what is missing before the scores can be handed in; answers whether anything is."""
        gaps = False
        for field in self:
            kind = field.name.split("_")[0]
            if field.name == "csrf_token" or (field.data is not None and str(field.data).strip()):
                continue
            about = self.about.get(field.name, "")
            say = {
                "points": _("%(about)s: choose how many points.", about=about),
                "contribution": _("%(about)s: choose how much the plan helps.", about=about),
                "evidence": _("%(about)s: choose how well that is proven.", about=about),
            }.get(kind, _("%(about)s: write why you give these points.", about=about))
            field.errors = [*field.errors, str(say)]
            gaps = True
        return gaps


def scores_form(assessment: Assessment, criteria: list[Criterion]) -> ScoresForm:
    """Make the sheet for what this assessment scores."""
    fields: dict[str, Any] = {}
    about: dict[str, str] = {}
    for criterion in criteria:
        about |= {f"{kind}_{criterion.id}": filters.local(criterion.title) for kind in ("points", "reason")}
        fields[f"points_{criterion.id}"] = _points(_("Points"), len(criterion.anchors))
        fields[f"reason_{criterion.id}"] = LongTextField(str(_("Why these points?")), rows=3)
    for task in assessment.task_scores:
        name = filters.local(task.task_link.task.name)
        about |= {f"{kind}_{task.task_link_id}": name for kind in ("contribution", "evidence", "why")}
        fields[f"contribution_{task.task_link_id}"] = _points(_("How much does it contribute?"), TASK_SCALE)
        fields[f"evidence_{task.task_link_id}"] = _points(_("How well is that shown?"), TASK_SCALE)
        fields[f"why_{task.task_link_id}"] = LongTextField(str(_("Why these points?")), rows=3)
    form: ScoresForm = type("Sheet", (ScoresForm,), {**fields, "about": about})()
    if not form.is_submitted():
        form.fill(assessment)
    return form


class AgreeForm(Form):
    """The points on which the assessors agreed about one criterion."""

    points = RadioField(coerce=int, validators=[needed(_("Choose how many points."))])
    reason = LongTextField(most=4000, rows=3, validators=[needed(_("Write why you agreed on these points."))])

    def __init__(self, criterion: Criterion, **options: Any) -> None:
        super().__init__(prefix=f"{criterion.code.lower()}-", **options)
        self.points.choices = [SelectChoice(nth, str(nth)) for nth in range(1, len(criterion.anchors) + 1)]
        self.points.label.text = str(_("Agreed points"))
        self.reason.label.text = str(_("Why did you agree on these points?"))


class AdviceForm(Form):
    """The advice to who decides."""

    outcome = RadioField(validators=[needed(_("Choose what you advise."))])
    amount = MoneyField(validators=[validators.Optional()])
    reasoning = LongTextField(most=8000, rows=8, validators=[needed(_("Write the reasons of the advice."))])

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.outcome.label.text = str(_("What do you advise?"))
        self.outcome.choices = choices(
            ((AdviceOutcome.GRANT.value, _("Grant")), (AdviceOutcome.REFUSE.value, _("Refuse")))
        )
        self.amount.label.text = str(_("Advised amount"))
        self.reasoning.label.text = str(_("Reasons"))


class AssignForm(Form):
    """Whom to ask to score a case."""

    person = SelectField(validators=[needed(_("Choose who scores this case."))])

    def __init__(self, people: list[Person], **options: Any) -> None:
        super().__init__(**options)
        self.person.label.text = str(_("Who scores this case?"))
        self.person.choices = choices([("", _("Choose somebody")), *((person.key, person.name) for person in people)])


class HandBackForm(Form):
    """Why scores are handed back."""

    reason = LongTextField(most=2000, rows=3, validators=[needed(_("Write why you hand these scores back."))])

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.reason.label.text = str(_("Why do you hand these scores back?"))


class HandOverForm(Form):
    """Who handles a case from now on, and why."""

    person = SelectField(validators=[needed(_("Choose who handles this case."))])
    reason = LongTextField(most=2000, rows=3, validators=[needed(_("Write why somebody else handles this case."))])

    def __init__(self, people: list[Person], **options: Any) -> None:
        super().__init__(**options)
        self.person.label.text = str(_("Who handles this case from now on?"))
        self.person.choices = choices([("", _("Choose somebody")), *((person.key, person.name) for person in people)])
        self.reason.label.text = str(_("Why does somebody else handle this case?"))


class TakeOffForm(Form):
    """Why somebody is taken off a case."""

    reason = LongTextField(most=2000, rows=3, validators=[needed(_("Write why somebody else scores this case."))])

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.reason.label.text = str(_("Why does somebody else score this case?"))


def anchors_of(criterion: Criterion) -> dict[int, str]:
    """Write what each point of a criterion means, in the language of the reader."""
    return {nth: filters.local(anchor) for nth, anchor in enumerate(criterion.anchors, start=1)}


def task_anchors(words: tuple[Message, ...]) -> dict[int, str]:
    """Write what each point for a task means, in the language of the reader."""
    return {nth: str(word) for nth, word in enumerate(words, start=1)}
