"""What happens to an application: it is started, saved part by part, submitted, withdrawn, taken up and decided on."""

from fund.applications.actions.attaching import attach, remove_attachment
from fund.applications.actions.course import grant, hand_over, record_advice, refuse, reopen_assessment, take_up
from fund.applications.actions.saving import (
    Cost,
    Help,
    PartnerRow,
    PlaceRow,
    Source,
    save_budget,
    save_declarations,
    save_financing,
    save_impulse,
    save_line,
    save_partners,
    save_places,
    save_plan,
    save_tasks,
)
from fund.applications.actions.starting import start
from fund.applications.actions.submitting import submit, withdraw

__all__ = [
    "Cost",
    "Help",
    "PartnerRow",
    "PlaceRow",
    "Source",
    "attach",
    "grant",
    "hand_over",
    "record_advice",
    "refuse",
    "remove_attachment",
    "reopen_assessment",
    "save_budget",
    "save_declarations",
    "save_financing",
    "save_impulse",
    "save_line",
    "save_partners",
    "save_places",
    "save_plan",
    "save_tasks",
    "start",
    "submit",
    "take_up",
    "withdraw",
]
