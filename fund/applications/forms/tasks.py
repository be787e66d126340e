"""How the plan helps societal tasks: which, and for each the steps to an effect."""

from __future__ import annotations

from typing import Any, ClassVar

from wtforms import Form as PlainForm
from wtforms import FormField

from fund.applications.actions import Help
from fund.applications.forms.base import PartForm, whole
from fund.applications.models import Application
from fund.core import clock
from fund.core.i18n import _
from fund.programme.queries import tasks_on
from fund.web import filters
from fund.web.forms import ChecklistField, Form, LongTextField, SelectField, TextField, choices

ANSWERS = ("how", "for_whom", "what_changes", "how_much", "by_when", "how_seen")


class HelpForm(PlainForm):
    """How the plan helps one task."""

    class Meta(Form.Meta):
        csrf = False

    how = LongTextField(most=2000, rows=3)
    for_whom = TextField(most=300)
    what_changes = TextField(most=300)
    how_much = TextField(most=300)
    by_when = TextField(most=300)
    how_seen = TextField(most=300)


class TasksForm(PartForm):
    """Societal tasks; every task that is chosen has a form of its own in here, named `task-<id>`."""

    part: ClassVar[str] = "tasks"

    tasks = ChecklistField(coerce=str)
    main = SelectField(validate_choice=False, choices=[])

    @classmethod
    def of(cls, application: Application) -> PartForm:
        """Make the form with a sub-form for each task that the draft links to, and those that are sent along."""
        there = {link.task_id: link for link in application.task_links}
        offered = {task.id: task for task in tasks_on(clock.today())}
        offered |= {link.task_id: link.task for link in application.task_links}
        parts: dict[str, Any] = {_name(task_id): FormField(HelpForm) for task_id in offered}
        kind = type("TasksForm", (cls,), parts)
        values = {_name(key): {name: getattr(link, name) for name in ANSWERS} for key, link in there.items()}
        main = next((link.task_id for link in application.task_links if link.is_main), "")
        form: TasksForm = kind(
            data={
                **values,
                "tasks": [str(key) for key in there],
                "main": str(main),
                "revision": str(application.revisions.get(cls.part, 0)),
            }
        )
        form.offer(list(offered.values()), list(there))
        return form

    def offer(self, tasks: list[Any], there: list[int]) -> None:
        """Offer the tasks of today to choose from, and the chosen ones as the main one."""
        self.offered = tasks
        self.tasks.choices = choices([(str(task.id), filters.local(task.name)) for task in tasks])
        self.open_tasks = [task for task in tasks if str(task.id) in (self.tasks.data or [])]
        self.main.choices = choices(
            [("", _("Choose")), *((str(task.id), filters.local(task.name)) for task in self.open_tasks)]
        )
        self.new_tasks = [task for task in self.open_tasks if task.id not in there]

    def help_of(self, task_id: int) -> Any:
        """Find the sub-form of a task."""
        return self[_name(task_id)].form

    def answers(self) -> dict[str, Any]:
        """Name how each chosen task is helped."""
        helps = {
            task.id: Help(**{name: self.help_of(task.id)[name].data or "" for name in ANSWERS})
            for task in self.open_tasks
        }
        return {"helps": helps, "main_id": whole(self.main.data)}


def _name(task_id: int) -> str:
    return f"task-{task_id}"
